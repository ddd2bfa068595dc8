import { readFileSync } from 'node:fs'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import type { Config } from '../../config/schema.ts'
import type { ErrorCode } from '../../errors.ts'

const NOTHING = () => {}

/** A dispatch that waits for a place. */
interface Waiting {
  readonly start: () => void
  readonly timer: NodeJS.Timeout
}

/** Opens one connection to the upstream, verified if it is TLS. */
type Connect = (
  callback: (error: Error | null, socket: import('node:net').Socket | null) => void,
) => import('node:net').Socket

/**
 * The keep-alive connections to the upstream, and the line before them. Requests beyond `maxConnections` wait, at most
 * `maxPending` of them and at most `queueTimeoutMs`; an HTTP client alone would let them wait without bound.
 */
export class UpstreamPool {
  /** A reload may replace the time-outs; the rest stays as it was at the start. */
  options: Config['upstream']
  readonly connect: Connect
  readonly #pool: Pool
  #active = 0
  #waiting: Waiting[] = []

  constructor(options: Config['upstream']) {
    this.options = options
    const url = new URL(options.url)
    const connect = connector(options, url)
    this.connect = connect
    // undici would take the TLS name from the client's Host; an http: origin leaves TLS to our connector.
    this.#pool = new Pool(`http://${url.host}`, {
      connections: options.maxConnections,
      pipelining: 1,
      keepAliveTimeout: options.keepAliveTimeoutMs,
      keepAliveMaxTimeout: options.keepAliveTimeoutMs,
      connect: (_options: unknown, callback: (...args: [Error, null] | [null, import('node:net').Socket]) => void) => {
        connect((error, socket) =>
          error || !socket ? callback(error ?? new Error('no socket'), null) : callback(null, socket),
        )
      },
    })
  }

  get active(): number {
    return this.#active
  }

  get pending(): number {
    return this.#waiting.length
  }

  /**
   * Starts an exchange as soon as there is a place; the caller calls `release` when it is over.
   * @param refused called instead if there is none in time
   * @returns leaves the line, if the exchange has not started
   */
  acquire(start: () => void, refused: (code: ErrorCode) => void): () => void {
    if (this.#active < this.options.maxConnections) {
      this.#active++
      start()
      return NOTHING
    }
    if (this.#waiting.length >= this.options.maxPending) {
      refused('overloaded')
      return NOTHING
    }
    const leave = () => {
      clearTimeout(waiting.timer)
      this.#waiting = this.#waiting.filter((other) => other !== waiting)
    }
    const waiting: Waiting = {
      start,
      timer: setTimeout(() => {
        leave()
        refused('overloaded')
      }, this.options.queueTimeoutMs),
    }
    this.#waiting.push(waiting)
    return leave
  }

  /** The exchange that `acquire` started is over. */
  release(): void {
    const next = this.#waiting.shift()
    if (!next) {
      this.#active--
      return
    }
    clearTimeout(next.timer)
    next.start()
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#pool.dispatch(options, handler)
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}

function connector(options: Config['upstream'], url: URL): Connect {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || (secure ? 443 : 80))
  const servername = options.tlsServerName ?? host
  const ca = options.caFile === undefined ? undefined : readFileSync(options.caFile)
  return (callback) => {
    const socket = secure
      ? connectTls({
          host,
          port,
          // An address can't be a server name in TLS; the certificate is then verified for the address.
          ...(isIP(servername) ? {} : { servername }),
          ...(ca ? { ca } : {}),
          ALPNProtocols: ['http/1.1'],
        })
      : connectTcp({ host, port, noDelay: true, keepAlive: true })
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error('connect timeout'), { code: 'UND_ERR_CONNECT_TIMEOUT' }))
    }, options.connectTimeoutMs)
    const done = (error: Error | null) => {
      clearTimeout(timer)
      socket.off('error', done)
      callback(error, error ? null : socket)
    }
    socket.once('error', done)
    socket.once(secure ? 'secureConnect' : 'connect', () => done(null))
    return socket
  }
}

/** What an error of the upstream connection means. */
export function upstreamErrorCode(error: Error & { code?: string }): ErrorCode {
  switch (error.code) {
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'upstream_timeout'
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
      return 'upstream_reset'
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return 'upstream_invalid'
  }
  return error.code?.startsWith('HPE_') ? 'upstream_invalid' : 'upstream_refused'
}
