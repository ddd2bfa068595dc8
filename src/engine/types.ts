/**
 * The engine's vocabulary. Imports nothing.
 */

/** Where in a request a value stands. `connection` is what the HTTP parser itself refused or a socket that went dark. */
export type Where = 'method' | 'path' | 'query' | 'header' | 'cookie' | 'body' | 'trailer' | 'connection'

/** The attack classes, by the names that the field uses. */
export const attackClasses = [
  'sqli',
  'xss',
  'path_traversal',
  'file_inclusion',
  'command_injection',
  'ssti',
  'jndi',
  'nosqli',
  'xxe',
  'ssrf',
  'ldapi',
  'xpathi',
  'ssi',
  'code_injection',
  'deserialization',
  'prototype_pollution',
  'mass_assignment',
  'open_redirect',
  'header_injection',
  'protocol_abuse',
  'scanner',
  'sensitive_file',
  'webshell',
  'known_cve',
] as const
export type AttackClass = (typeof attackClasses)[number]

/** Those that a grammar detector finds, which is named like them. */
export const detectorNames = [
  'jndi',
  'path_traversal',
  'ssrf',
  'ssti',
  'code_injection',
  'xss',
  'command_injection',
  'sqli',
] as const satisfies readonly AttackClass[]
export type DetectorName = (typeof detectorNames)[number]

/** What isn't an attack in itself: broken or ambiguous input, limits, and what we could not read. */
export type ConditionClass =
  | 'framing'
  | 'method_not_allowed'
  | 'operation_denied'
  | 'malformed_body'
  | 'malformed_encoding'
  | 'structure_limit'
  | 'duplicates_unchecked'
  | 'no_document'
  | 'decoding_limit'
  | 'decompression_bomb'
  | 'unsupported_encoding'
  | 'unsupported_charset'
  | 'inspection_limit'
  | 'uri_too_long'
  | 'headers_too_large'
  | 'body_too_large'
  | 'hold_exhausted'
  | 'body_timeout'
  | 'uninspected_overload'
  | 'uninspected_upgrade'
  | 'upgrade_refused'
  | 'trailers_dropped'
  | 'client_left'
  | 'early_answer'
  | 'upstream_failed'
  | 'client_error'
  | 'engine_error'

export type FindingClass = AttackClass | ConditionClass

/** OWASP CRS's severities, which operators know: critical 5, error 4, warning 3, notice 2. */
export type Severity = 'critical' | 'error' | 'warning' | 'notice'

/** How eager detection is: 1 is quiet, 4 reports everything. */
export type Paranoia = 1 | 2 | 3 | 4

export type Mode = 'off' | 'monitor' | 'block'

export type OperationType = 'query' | 'mutation' | 'subscription'

/** A GraphQL operation that a request runs. */
export interface Operation {
  readonly type: OperationType
  /** '' if it has none. */
  readonly name: string
  /** Names of the fields at its root, fragments expanded; the first of very many. */
  readonly rootFields: readonly string[]
}

/** A path into a request: `['user', 'roles', 0]` in a JSON body, `['q']` in a query, `['user-agent']` in headers. */
export type FieldPath = readonly (string | number)[]

/** What a detector may know about the value that it looks at. */
export interface FieldInfo {
  readonly where: Where
  /** The lower-case name of a header, or the name that the value stands under (the last name in `path`); '' if none. */
  readonly name: string
  /** The value is itself a name: a JSON key, a parameter's name. */
  readonly isName: boolean
  /** The name before the last in the value's path; '' or absent if there is none. Dear: asked for when all else fits. */
  readonly parent?: string
}

/** Takes what a detector found. `start` and `end` are positions in the text that the detector was given. */
export type Report = (severity: Severity, start: number, end: number, message: string, paranoia?: Paranoia) => void

/** A piece of a text as a detector read it: its kind in the words of the detector's grammar. */
export interface Token {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** See `Detector.tells`; the value is `bytes[start, end)`. */
export type Tells = (bytes: Uint8Array, start: number, end: number, at: number) => boolean

/**
 * A grammar detector: decides what a value would *do* in its language. Pure, synchronous, iterative, linear in the
 * length of the text, and never throws on any text.
 */
export interface Detector {
  /** The class it finds, which is also its name. */
  readonly name: DetectorName
  /**
   * The screen's promise: a value that holds none of these ASCII bytes and none of `cues` can't be an attack of this
   * class, so `detect` isn't called for it.
   */
  readonly bytes: string
  /** Lower-case literals of 2 bytes or more, found without regard to case, that wake the detector as well. */
  readonly cues: readonly string[]
  /** Those of `bytes` and `cues` that stand in ordinary text as well: at each place of one `tells` has the word. */
  readonly asked?: ReadonlySet<string>
  /** Whether what is asked for and begins at `at` may matter there. Looks at few bytes, and never says "no" wrongly. */
  readonly tells?: Tells
  /** The number by which the screen's module knows what `tells` says; see `asking/tellers.ts`. */
  readonly teller?: number
  /** The same where punctuation is ordinary, and sees no more than what stands before it: without it, all that is asked for wakes. */
  readonly standsAlone?: Tells
  /** Called with a decoded view of the value (UTF-16 text; bytes that aren't UTF-8 stand as U+FFFD). */
  detect(text: string, field: FieldInfo, report: Report): void
  /** The first tokens of the text as the detector reads it, for people who ask why; at most 64. */
  explain?(text: string): readonly Token[]
}

/** A decoding that a detector's text went through, in order. */
export type ViewName = 'percent' | 'html' | 'escapes' | 'base64' | 'hex' | 'unicode' | 'gaps'

/** One thing found in a request. */
export interface Finding {
  readonly class: FindingClass
  readonly severity: Severity
  readonly paranoia: Paranoia
  /** `detector:sqli`, `signature:jndi-lookup`, or `engine`. */
  readonly source: string
  /** What was seen, in words: `leaves a quoted string and adds an always-true condition`. */
  readonly message: string
  readonly where: Where
  readonly path: FieldPath
  readonly isName: boolean
  /** The decodings that revealed it; empty if it stands there as sent. */
  readonly views: readonly ViewName[]
  /** Byte offset of the value in its part of the request (target, header value, body). */
  readonly offset: number
  /** The value, or the window of it, in the last view. Not masked: only `events/` may let it out. */
  readonly text: string
  /** Position of the match in `text`. */
  readonly matchStart: number
  readonly matchEnd: number
  /** The id of the exception that keeps it from scoring. */
  readonly excepted?: string
}

/** What happens to the request. `abort` destroys both sockets: the answer has begun and can't be taken back. */
export type Action = 'forward' | 'block' | 'abort'

/** The engine's word on a request, which explains itself. */
export interface Verdict {
  readonly action: Action
  /** The status of the answer if blocked; 0 if forwarded. */
  readonly status: number
  /** What would have happened in block mode. Equals `action` in block mode. */
  readonly wouldBe: Action
  /** The request's score: that of its highest field, 0–10. */
  readonly score: number
  /** The finding that tipped it, as an index into `findings`; -1 if none. */
  readonly decidedBy: number
  /** One sentence for people. */
  readonly reason: string
}
