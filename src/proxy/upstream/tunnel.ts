import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Head } from '../../engine/canonical/head.ts'
import type { ErrorCode } from '../../errors.ts'
import { clientHeaders } from './headers.ts'
import { type UpstreamPool, upstreamErrorCode } from './pool.ts'

export interface TunnelEvents {
  /** The upstream has answered the handshake. */
  onHead(status: number): void
  onFailure(code: ErrorCode, error: Error | undefined): void
  /** The tunnel stands, or the upstream's refusal has been passed on. */
  onSettled(status: number): void
}

/**
 * Carries a WebSocket: the handshake as a request of its own, and after 101 the bytes both ways. Bytes of the client go
 * upstream only once the upstream has switched protocols: before that they could be a second, uninspected request.
 */
export function openTunnel(
  pool: UpstreamPool,
  req: IncomingMessage,
  res: ServerResponse,
  client: Socket,
  clientFirst: Buffer,
  head: Head,
  headers: readonly string[],
  requestId: string,
  events: TunnelEvents,
): Socket | undefined {
  let upstream: Socket | undefined
  const agent = new Agent()
  agent.createConnection = (_options, callback) => {
    upstream = pool.connect((error, socket) => callback?.(error, socket as Socket))
    return undefined
  }
  const handshake = request({
    method: head.method,
    path: head.target,
    headers: [...headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket'] as unknown as Record<string, string>,
    setHost: false,
    agent,
  })
  client.once('close', () => {
    handshake.destroy()
    upstream?.destroy()
  })
  handshake.once('upgrade', (answer: IncomingMessage, socket: Socket, upstreamFirst: Buffer) => {
    events.onHead(101)
    res.detachSocket(client)
    const fields = [...clientHeaders(answer.rawHeaders, requestId), 'Connection', 'Upgrade', 'Upgrade', 'websocket']
    let raw = `HTTP/1.1 101 ${answer.statusMessage || 'Switching Protocols'}\r\n`
    for (let i = 0; i < fields.length; i += 2) raw += `${fields[i]}: ${fields[i + 1]}\r\n`
    client.write(`${raw}\r\n`, 'latin1')
    if (upstreamFirst.length > 0) client.write(upstreamFirst)
    if (clientFirst.length > 0) socket.write(clientFirst)
    join(client, socket)
    events.onSettled(101)
  })
  handshake.once('response', (answer: IncomingMessage) => {
    const status = answer.statusCode as number
    events.onHead(status)
    res.writeHead(status, answer.statusMessage, [...clientHeaders(answer.rawHeaders, requestId), 'connection', 'close'])
    answer.pipe(res)
    answer.once('close', () => {
      if (!answer.complete) client.destroy()
    })
    res.once('finish', () => {
      client.end()
      events.onSettled(status)
    })
  })
  handshake.once('error', (error: Error & { code?: string }) => {
    if (!res.headersSent && !client.destroyed) events.onFailure(upstreamErrorCode(error), error)
    else client.destroy()
  })
  handshake.setTimeout(pool.options.headersTimeoutMs, () => {
    if (!res.headersSent) handshake.destroy(Object.assign(new Error('handshake timeout'), { code: 'ETIMEDOUT' }))
  })
  handshake.end()
  req.resume()
  return upstream
}

function join(a: Socket, b: Socket): void {
  a.setTimeout(0)
  b.setTimeout(0)
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    from.once('close', () => to.destroy())
  }
}
