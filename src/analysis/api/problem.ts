import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'

/** Thrown by a route to answer with a status and words for the client. Nothing else that is thrown reaches a client. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  /** The query parameter at fault, if it is one. */
  readonly parameter: string | undefined

  constructor(status: number, detail: string, parameter?: string) {
    super(detail)
    this.status = status
    this.parameter = parameter
  }
}

/** Answers as RFC 9457 problem details. A Buffer, since Fastify adds a charset to strings, which the type hasn't. */
export function sendProblem(reply: FastifyReply, status: number, detail: string, parameter?: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(Buffer.from(JSON.stringify({ title: STATUS_CODES[status] ?? 'Error', status, detail, parameter })))
}
