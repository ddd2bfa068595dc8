import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '../../config/schema.ts'
import type { ProxyContext } from '../context.ts'
import { Exchange } from '../exchange.ts'
import { endGently } from '../reply/linger.ts'
import { BareRequest } from './bare-request.ts'
import { onClientError, refuseAtOnce } from './client-error.ts'
import { isHandshake } from './handshake.ts'
import { endTurn, holdTurn, isBusy, takeTurn } from './turns.ts'

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
    IncomingMessage: BareRequest,
    // A request without a body has no end of one to wait for.
    optimizeEmptyRequests: true,
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
    shouldUpgradeCallback: isHandshake,
  })
  // Past a count Node drops fields without a word; the byte limit bounds them already.
  server.maxHeadersCount = 0
  const serve = (req: IncomingMessage, res: ServerResponse, start: (exchange: Exchange) => void) => {
    if (isHealthCheck(context, req)) {
      res.writeHead(context.draining ? 503 : 200, { 'content-length': 0, 'cache-control': 'no-store' }).end()
      return
    }
    const { socket } = req
    const run = () => {
      try {
        const exchange = new Exchange(context, req, res, () => endTurn(socket))
        holdTurn(socket, exchange)
        start(exchange)
      } catch (error) {
        // A defect of ours; it costs this connection, never the worker.
        context.log.error({ err: error }, 'an exchange failed')
        socket.destroy()
      }
    }
    if (!takeTurn(socket, run)) socket.destroy()
  }
  server.on('request', (req, res) => serve(req, res, (exchange) => exchange.run(false)))
  server.on('checkContinue', (req, res) => serve(req, res, (exchange) => exchange.run(true)))
  server.on('checkExpectation', (req, res) => serve(req, res, (exchange) => exchange.refuseExpectation()))
  server.on('clientError', (error, socket) => {
    try {
      onClientError(context, error, socket as Socket)
    } catch (defect) {
      context.log.error({ err: defect }, 'a broken connection could not be answered')
      socket.destroy()
    }
  })
  // CONNECT asks for a tunnel to anywhere; refused in every mode.
  server.on('connect', (req, socket) => refuseAtOnce(context, req, track(socket as Socket), 'CONNECT'))
  server.on('upgrade', (req: IncomingMessage, socket: Socket, first: Buffer) => {
    track(socket)
    if (isBusy(socket)) {
      refuseAtOnce(context, req, socket, 'UPGRADE_BEHIND_A_REQUEST')
      return
    }
    const res = new ServerResponse(req)
    res.shouldKeepAlive = false
    res.assignSocket(socket)
    res.once('finish', () => endGently(socket))
    new Exchange(context, req, res, () => {}).upgrade(socket, first)
  })
  /** Node's server forgets sockets that it has handed over. */
  const track = (socket: Socket): Socket => {
    tunnels.add(socket)
    socket.once('close', () => tunnels.delete(socket))
    socket.on('error', () => socket.destroy())
    return socket
  }
  return { server, tunnels }
}

function isHealthCheck(context: ProxyContext, req: IncomingMessage): boolean {
  const { healthPath } = context.generation.config.listen
  return healthPath !== '' && req.url === healthPath && (req.method === 'GET' || req.method === 'HEAD')
}
