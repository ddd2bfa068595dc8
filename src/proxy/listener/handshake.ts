import type { IncomingMessage } from 'node:http'

/** Only WebSocket is an upgrade; `h2c` and the rest are served as HTTP/1.1 and their header is dropped. */
export function asksForWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * Whether the connection is handed over. Behind a handshake with a body Node 26 hands over a stream instead, without the methods of a
 * connection and without the turn that it has: such a one is served as a request, and refused.
 */
export function isHandshake(req: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers
  return asksForWebSocket(req) && encoding === undefined && (length === undefined || Number(length) === 0)
}
