import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '../../config/schema.ts'
import type { ProxyContext } from '../context.ts'
import { Exchange } from '../exchange.ts'
import { onClientError, onConnect } from './client-error.ts'

const MAX_CHECK_INTERVAL_MS = 5_000

/**
 * The data port. Plain node:http: every request, whatever its target, method or media type, has to reach the exchange
 * as it was sent (decisions/0002). The returned set holds what `server.close` doesn't know of: upgraded sockets.
 */
export function createListener(
  context: ProxyContext,
  options: Config['listen'],
): { server: Server; tunnels: Set<Socket> } {
  const tunnels = new Set<Socket>()
  const server = createServer({
    maxHeaderSize: options.maxHeaderBytes,
    headersTimeout: options.headerTimeoutMs,
    keepAliveTimeout: options.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(MAX_CHECK_INTERVAL_MS, options.headerTimeoutMs),
    // It would cut honest large uploads; silent bodies have a time-out of their own.
    requestTimeout: 0,
    noDelay: true,
    insecureHTTPParser: false,
    // Node would answer by itself, without an event; the canonical view refuses it.
    requireHostHeader: false,
    shouldUpgradeCallback: isWebSocket,
  })
  // Past a count Node drops fields without a word; the byte limit bounds them already.
  server.maxHeadersCount = 0
  const serve = (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean) => {
    if (isHealthCheck(context, req)) {
      res.writeHead(context.draining ? 503 : 200, { 'content-length': 0, 'cache-control': 'no-store' }).end()
      return
    }
    new Exchange(context, req, res).run(expectsContinue)
  }
  server.on('request', (req, res) => serve(req, res, false))
  server.on('checkContinue', (req, res) => serve(req, res, true))
  server.on('checkExpectation', (req, res) => new Exchange(context, req, res).refuseExpectation())
  server.on('clientError', (error, socket) => onClientError(context, error, socket as Socket))
  server.on('connect', (req, socket) => onConnect(context, req, socket as Socket))
  server.on('upgrade', (req: IncomingMessage, socket: Socket, first: Buffer) => {
    tunnels.add(socket)
    socket.once('close', () => tunnels.delete(socket))
    socket.on('error', () => socket.destroy())
    const res = new ServerResponse(req)
    res.shouldKeepAlive = false
    res.assignSocket(socket)
    res.once('finish', () => socket.end())
    new Exchange(context, req, res).upgrade(socket, first)
  })
  return { server, tunnels }
}

/** Only WebSocket is an upgrade; `h2c` and the rest are served as HTTP/1.1 and their header is dropped. */
function isWebSocket(req: IncomingMessage): boolean {
  return req.method === 'GET' && req.headers.upgrade?.toLowerCase() === 'websocket'
}

function isHealthCheck(context: ProxyContext, req: IncomingMessage): boolean {
  const { healthPath } = context.generation.config.listen
  return healthPath !== '' && req.url === healthPath && (req.method === 'GET' || req.method === 'HEAD')
}
