import type { ConditionClass, FindingClass } from '../types.ts'

/**
 * What a condition means for the request:
 * - `refuse`: answered with the status in every mode;
 * - `block`: answered with the status in block mode;
 * - `fail`: Sluice itself could not do its work; in block mode the policy's failureMode decides;
 * - `note`: never blocks alone.
 */
export type Consequence = 'refuse' | 'block' | 'fail' | 'note'

export interface Condition {
  readonly consequence: Consequence
  /** Status of the answer if it is given; 0 if the condition never causes one. */
  readonly status: number
}

/** Every condition and what follows from it (blueprint: "Answers"). Whatever isn't here is an attack, and scores. */
export const conditions: Readonly<Record<ConditionClass, Condition>> = {
  framing: { consequence: 'refuse', status: 400 },
  client_error: { consequence: 'refuse', status: 400 },
  // The route says so in words, whatever its mode.
  upgrade_refused: { consequence: 'refuse', status: 403 },
  method_not_allowed: { consequence: 'block', status: 405 },
  operation_denied: { consequence: 'block', status: 403 },
  malformed_body: { consequence: 'block', status: 400 },
  structure_limit: { consequence: 'block', status: 400 },
  decompression_bomb: { consequence: 'block', status: 413 },
  unsupported_encoding: { consequence: 'block', status: 415 },
  unsupported_charset: { consequence: 'block', status: 415 },
  uri_too_long: { consequence: 'block', status: 414 },
  headers_too_large: { consequence: 'block', status: 431 },
  body_too_large: { consequence: 'block', status: 413 },
  body_timeout: { consequence: 'block', status: 408 },
  hold_exhausted: { consequence: 'fail', status: 503 },
  engine_error: { consequence: 'fail', status: 503 },
  inspection_limit: { consequence: 'fail', status: 503 },
  uninspected_overload: { consequence: 'fail', status: 503 },
  malformed_encoding: { consequence: 'note', status: 0 },
  decoding_limit: { consequence: 'note', status: 0 },
  duplicates_unchecked: { consequence: 'note', status: 0 },
  no_document: { consequence: 'note', status: 0 },
  uninspected_upgrade: { consequence: 'note', status: 0 },
  client_left: { consequence: 'note', status: 0 },
  early_answer: { consequence: 'note', status: 0 },
  upstream_failed: { consequence: 'note', status: 0 },
  trailers_dropped: { consequence: 'note', status: 0 },
}

/** The condition that a finding's class names; undefined for an attack. */
export function conditionOf(kind: FindingClass): Condition | undefined {
  return (conditions as Partial<Record<FindingClass, Condition>>)[kind]
}
