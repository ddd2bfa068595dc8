import type { Limits } from './limits/table.ts'
import type { Mode, Paranoia } from './types.ts'
import type { Exception } from './verdict/exceptions.ts'

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
  /** Findings that are recorded but score nothing. */
  readonly exceptions?: readonly Exception[]
}
