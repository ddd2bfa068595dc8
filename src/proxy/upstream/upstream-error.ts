import type { ErrorCode } from '../../errors.ts'

/** Why the upstream failed a request, and the answer of ours that stands for it. */
export class UpstreamError extends Error {
  readonly answer: ErrorCode

  constructor(answer: ErrorCode, message: string) {
    super(message)
    this.answer = answer
  }
}

/** The upstream's answer is not HTTP as we take it. @param what in words, for the log */
export function invalid(what: string): UpstreamError {
  return new UpstreamError('upstream_invalid', what)
}

/** The answer that an error of a connection to the upstream becomes: one of ours, of Node's sockets or of its parser. */
export function upstreamErrorCode(error: Error & { code?: string }): ErrorCode {
  if (error instanceof UpstreamError) return error.answer
  switch (error.code) {
    case 'ETIMEDOUT':
      return 'upstream_timeout'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'upstream_reset'
  }
  return error.code?.startsWith('HPE_') ? 'upstream_invalid' : 'upstream_refused'
}
