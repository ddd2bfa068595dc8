/** Who is at fault. */
export type Fault = 'client' | 'upstream' | 'us'

export interface ErrorRow {
  readonly status: number
  readonly fault: Fault
  /** What the client reads; says nothing about rules, hosts or code. */
  readonly detail: string
}

/** Every answer that Sluice gives of its own: code → status → who is at fault. */
export const errors = {
  blocked: { status: 403, fault: 'client', detail: 'The request was refused.' },
  upgrade_refused: { status: 403, fault: 'client', detail: 'Protocol upgrades are not allowed here.' },
  bad_request: { status: 400, fault: 'client', detail: 'The request is malformed.' },
  method_not_allowed: { status: 405, fault: 'client', detail: 'The method is not allowed here.' },
  request_timeout: { status: 408, fault: 'client', detail: 'The request did not arrive in time.' },
  too_large: { status: 413, fault: 'client', detail: 'The request body is too large.' },
  uri_too_long: { status: 414, fault: 'client', detail: 'The request target is too long.' },
  unsupported: { status: 415, fault: 'client', detail: 'The encoding of the request body is not supported.' },
  expectation_failed: { status: 417, fault: 'client', detail: 'The expectation cannot be met.' },
  headers_too_large: { status: 431, fault: 'client', detail: 'The request head is too large.' },
  unavailable: { status: 503, fault: 'us', detail: 'The service cannot take the request now. Try again later.' },
  overloaded: { status: 503, fault: 'us', detail: 'More requests have come than can be served. Try again later.' },
  upstream_refused: { status: 502, fault: 'upstream', detail: 'The service could not be reached.' },
  upstream_reset: { status: 502, fault: 'upstream', detail: 'The service closed the connection before it answered.' },
  upstream_invalid: { status: 502, fault: 'upstream', detail: 'The service gave an invalid answer.' },
  upstream_timeout: { status: 504, fault: 'upstream', detail: 'The service did not answer in time.' },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errors

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'bad_request',
  403: 'blocked',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'too_large',
  414: 'uri_too_long',
  415: 'unsupported',
  417: 'expectation_failed',
  431: 'headers_too_large',
  503: 'unavailable',
}

/** The error that a verdict's status stands for. */
export function errorForStatus(status: number): ErrorCode {
  return byStatus[status] ?? 'blocked'
}
