import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Head } from '../../engine/canonical/head.ts'
import { type ErrorCode, errors } from '../../errors.ts'
import { freeBytes } from '../memory.ts'
import { answerBody } from './body.ts'

/** How long the rest of a refused request is read before the connection is cut. */
const DRAIN_IDLE_MS = 5_000
const DRAIN_TOTAL_MS = 30_000
/** Past capacity a body up to this length is read for the sake of the connection: a new one would cost more. */
const DRAINED_BYTES = 65_536
const RETRY_AFTER_SECONDS = '1'

/**
 * Answers a request ourselves.
 * @param isGraphql the request is one for a GraphQL server
 * @param allowedMethods what a 405 has to name
 */
export function answer(
  req: IncomingMessage,
  res: ServerResponse,
  code: ErrorCode,
  requestId: string,
  head: Head | undefined,
  isGraphql: boolean,
  allowedMethods: readonly string[] = [],
): void {
  const row = errors[code]
  const { contentType, body } = answerBody(row, requestId, head, isGraphql)
  const headers = [
    'content-type',
    contentType,
    'content-length',
    String(Buffer.byteLength(body)),
    'cache-control',
    'no-store',
    'x-request-id',
    requestId,
  ]
  if (row.status === 405) headers.push('allow', allowedMethods.join(', '))
  if (row.status === 503) headers.push('retry-after', RETRY_AFTER_SECONDS)
  if (hasMoreToCome(req) && !(code === 'overloaded' && isShort(req))) headers.push('connection', 'close')
  res.writeHead(row.status, headers)
  endAfterRequest(req, res, body)
}

/** A request without a body is only marked complete after its `request` event. */
function hasMoreToCome(req: IncomingMessage): boolean {
  if (req.complete || req.destroyed) return false
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers
  return encoding !== undefined || (length !== undefined && length !== '0')
}

/**
 * Its body is short and comes without our asking, as that of who waits for `100 Continue` doesn't; and Node goes on reading behind it: behind
 * an `Upgrade`, taken or not, it drops what has come with the body.
 */
function isShort({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, expect, upgrade } = headers
  return expect === undefined && upgrade === undefined && Number(length) <= DRAINED_BYTES
}

/**
 * Ends an answer that may have been given before the request had arrived: the rest is read and thrown away first. A
 * close in mid-upload would lose the answer for most clients, and an ALB would make a 502 of it.
 * @param last the last of the answer's body, which does not wait
 * @param encoding how `last` is written if it is text
 */
export function endAfterRequest(
  req: IncomingMessage,
  res: ServerResponse,
  last?: Buffer | string,
  encoding: 'utf8' | 'latin1' = 'utf8',
): void {
  if (!hasMoreToCome(req)) {
    res.end(last, encoding)
    return
  }
  if (last !== undefined) res.write(last, encoding)
  else res.flushHeaders()
  const cut = () => res.socket?.destroy()
  const total = setTimeout(cut, DRAIN_TOTAL_MS)
  const idle = setTimeout(cut, DRAIN_IDLE_MS)
  const done = () => {
    clearTimeout(total)
    clearTimeout(idle)
    res.end()
  }
  req.on('data', (chunk: Buffer) => {
    idle.refresh()
    freeBytes(chunk)
  })
  req.once('end', done)
  req.once('close', done)
  req.resume()
}
