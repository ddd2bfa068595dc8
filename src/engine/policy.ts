import type { Limits } from './limits/table.ts'
import type { AttackClass, Mode, OperationType, Paranoia } from './types.ts'

/** Findings that an operator has looked at and wants recorded, but not counted. */
export interface Exception {
  /** Stands in the findings that it covers, and in metrics. */
  readonly id: string
  /** What it covers: a source (`signature:ID`, `detector:NAME`) or a whole class. */
  readonly source: string | undefined
  readonly class: AttackClass | undefined
  /** Where: the part of the request, then names; `*` stands for one of them, `**` for any number. */
  readonly field: readonly string[]
  /** Whether it covers what stands in names: of parameters, of keys. Else it covers values. */
  readonly onNames: boolean
  /** Whether it is still in force. The engine has no clock; whoever made the exception has. */
  readonly holds: () => boolean
}

/** What a policy says of GraphQL. Lists of names in which `*` stands for all. */
export interface GraphqlPolicy {
  /** `auto`: requests that look like it; `always`: every one. */
  readonly recognise: 'off' | 'auto' | 'always'
  readonly introspection: 'allow' | 'deny'
  readonly debug: 'allow' | 'deny'
  readonly mutationsOverGet: 'allow' | 'deny-forgeable' | 'deny'
  readonly operations: {
    readonly types: readonly OperationType[]
    readonly allow: readonly string[]
    readonly deny: readonly string[]
    readonly allowRootFields: readonly string[]
    readonly denyRootFields: readonly string[]
  }
}

/** Documents that are known, by the SHA-256 of their text in lower-case hexadecimal digits. */
export interface Safelist {
  has(hash: string): boolean
  /** Takes note of a valid document; undefined if the list is closed: what it doesn't have is denied. */
  readonly learn?: (hash: string, operation: string) => void
}

/** What a GraphQL server is asked to do. */
export interface GraphqlCall {
  readonly query: string
  readonly operationName?: string | undefined
  /** As parsed from JSON. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
}

/** A schema that calls have to fit. */
export interface GraphqlSchema {
  /** Why a server with this schema would refuse the call, in words without values; undefined if it would not. */
  faultOf(call: GraphqlCall): string | undefined
}

/** What a policy tells the engine. Frozen at load. */
export interface InspectionPolicy {
  readonly mode: Mode
  /** Score from which a request is blocked, 1–10. */
  readonly threshold: number
  /** Findings above this level are recorded with score 0. */
  readonly paranoia: Paranoia
  /** What happens when the engine itself fails: `closed` answers 503, `open` lets the request pass. */
  readonly failureMode: 'closed' | 'open'
  /** Default: none but those that guard memory and form. */
  readonly limits?: Limits
  /** Default: any. */
  readonly allowedMethods?: readonly string[]
  /** Findings that are recorded but score nothing. */
  readonly exceptions?: readonly Exception[]
  /** Default: GraphQL is read as the text that it is. */
  readonly graphql?: GraphqlPolicy
  readonly safelist?: Safelist
  readonly schema?: GraphqlSchema
}
