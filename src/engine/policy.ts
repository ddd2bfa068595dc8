import type { Limits } from './limits/table.ts'
import type { AttackClass, Mode, Paranoia } from './types.ts'

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
}
