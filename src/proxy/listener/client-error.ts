import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { canonicalise } from '../../engine/canonical/head.ts'
import { type ErrorCode, errors } from '../../errors.ts'
import type { ProxyContext } from '../context.ts'
import { makeEvent } from '../record.ts'
import { answerBody } from '../reply/body.ts'
import { endGently } from '../reply/linger.ts'
import { normaliseAddress } from './client.ts'
import { newRequestId } from './request-id.ts'
import { breakTurn, isBusy, takeTurn } from './turns.ts'

/** What Node's HTTP server says of a connection that it gives up. */
export interface ClientError extends Error {
  readonly code?: string
  readonly rawPacket?: Buffer
}

const MAX_PACKET = 256

/** Kept apart so that a request can't make label values of its own. */
function reasonOf(code: string | undefined): { label: string; answer: ErrorCode } {
  if (code === 'HPE_HEADER_OVERFLOW' || code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') {
    return { label: 'header_overflow', answer: 'headers_too_large' }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { label: 'timeout', answer: 'request_timeout' }
  if (code === 'HPE_INVALID_METHOD') return { label: 'invalid_method', answer: 'bad_request' }
  return { label: code?.startsWith('HPE_') ? 'malformed' : 'other', answer: 'bad_request' }
}

/**
 * What Node's parser refuses never becomes a request: malformed or ambiguous framing, an oversized head, a head that
 * does not arrive in time. It gets our answer, one event and a metric all the same.
 */
export function onClientError(context: ProxyContext, error: ClientError, socket: Socket): void {
  const left = error.code === 'ECONNRESET' || error.code === 'EPIPE' || !socket.writable
  // Node takes its own listener off a socket that asks for CONNECT or an upgrade.
  socket.on('error', () => socket.destroy())
  if (left) {
    socket.destroy()
    return
  }
  const { label, answer } = reasonOf(error.code)
  context.metrics.clientErrors.inc({ code: label })
  if (breakTurn(socket, error.code ?? 'unknown')) return
  const requestId = newRequestId()
  // A connection that sent nothing, such as a port check, is no event.
  const idle = label === 'timeout' && error.rawPacket === undefined && socket.bytesRead === 0
  if (!idle) record(context, error, socket, requestId, answer)

  if (isBusy(socket)) {
    // The request before it is under way, and an answer of ours would be taken for its answer.
    takeTurn(socket, () => socket.destroy())
    return
  }
  const row = errors[answer]
  const { contentType, body } = answerBody(row, requestId, undefined, false)
  endGently(
    socket,
    `HTTP/1.1 ${row.status} ${STATUS_CODES[row.status]}\r\ncontent-type: ${contentType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\ncache-control: no-store\r\nx-request-id: ${requestId}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function record(context: ProxyContext, error: ClientError, socket: Socket, requestId: string, answer: ErrorCode): void {
  const { generation } = context
  const policy = generation.policies.default
  const inspection = generation.engine.begin(policy)
  const packet = error.rawPacket?.toString('latin1') ?? ''
  const code = error.code ?? 'unknown'
  inspection.condition('connection', 'client_error', 'error', `the HTTP parser refused the request (${code})`)
  const peer = normaliseAddress(socket.remoteAddress ?? '')
  const event = makeEvent(generation, policy, canonicalise('', '/', '', []), inspection, {
    startedAt: Date.now(),
    durationMs: 0,
    requestId,
    client: peer,
    peer,
    peerPort: socket.remotePort ?? 0,
    bytes: 0,
    status: errors[answer].status,
    answeredBy: 'sluice',
    upstreamMs: null,
  })
  const excerpt = generation.redactor.packet(packet).slice(0, MAX_PACKET)
  const findings = event.findings.map((finding) => ({ ...finding, excerpt }))
  context.emit({ ...event, request: { ...event.request, target: '' }, findings })
}

/** A request that is given up before it becomes an exchange: the line it stands on is all that is told of it. */
export function refuseAtOnce(context: ProxyContext, req: IncomingMessage, socket: Socket, code: string): void {
  const rawPacket = Buffer.from(`${req.method} ${req.url} HTTP/${req.httpVersion}`, 'latin1')
  onClientError(context, Object.assign(new Error(code), { code, rawPacket }), socket)
}
