import { readFileSync } from 'node:fs'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import type { Config } from '../../config/schema.ts'
import type { ErrorCode } from '../../errors.ts'

/** Part of the places that requests may take whose body is still arriving. */
const STREAMING_SHARE = 0.75

/** A request's place among those that are sent upstream, or in the line for one. */
export class Place {
  /** The body is still arriving: nobody knows how long the place is taken. */
  streams: boolean
  readonly start: () => void
  readonly refused: (code: ErrorCode) => void
  timer: NodeJS.Timeout | undefined
  state: 'outside' | 'waiting' | 'active' | 'left' = 'outside'

  /**
   * @param start called as soon as there is a place
   * @param refused called instead if there is none in time
   */
  constructor(streams: boolean, start: () => void, refused: (code: ErrorCode) => void) {
    this.streams = streams
    this.start = start
    this.refused = refused
  }
}

/** Opens one connection to the upstream, verified if it is TLS. */
type Connect = (
  callback: (error: Error | null, socket: import('node:net').Socket | null) => void,
) => import('node:net').Socket

/**
 * The keep-alive connections to the upstream, and the lines before them. Requests beyond `maxConnections` wait, at most
 * `maxPending` in a line and at most `queueTimeoutMs`; an HTTP client alone would let them wait without bound. Requests
 * whose body is still arriving get three quarters of the places and a line of their own, so that stalled uploads, however
 * many, leave room for the others.
 */
export class UpstreamPool {
  /** A reload may replace the time-outs; the rest stays as it was at the start. */
  options: Config['upstream']
  readonly connect: Connect
  readonly #pool: Pool
  #active = 0
  #streaming = 0
  #waiting: Place[] = []

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

  /** Whether a request whose body is still arriving would be sent at once. */
  get hasRoomToStream(): boolean {
    return this.#fits(true)
  }

  /** Starts an exchange as soon as there is a place for it; the caller gives it back by `leave` when it is over. */
  acquire(place: Place): void {
    if (this.#fits(place.streams)) {
      this.#take(place)
      return
    }
    if (this.#waiting.filter(({ streams }) => streams === place.streams).length >= this.options.maxPending) {
      this.#refuse(place)
      return
    }
    place.state = 'waiting'
    place.timer = setTimeout(() => this.#refuse(place), this.options.queueTimeoutMs)
    this.#waiting.push(place)
  }

  /** The exchange is over, or doesn't want its place any more. May be called at any time, any number of times. */
  leave(place: Place): void {
    const { state } = place
    place.state = 'left'
    clearTimeout(place.timer)
    if (state === 'waiting') this.#waiting = this.#waiting.filter((other) => other !== place)
    if (state !== 'active') return
    this.#active--
    if (place.streams) this.#streaming--
    this.#startNext()
  }

  /** The request's body has arrived: it holds its place as long as the upstream takes, no longer. */
  bodyArrived(place: Place): void {
    if (!place.streams) return
    place.streams = false
    if (place.state !== 'active') return
    this.#streaming--
    this.#startNext()
  }

  #fits(streams: boolean): boolean {
    const { maxConnections } = this.options
    return this.#active < maxConnections && (!streams || this.#streaming < Math.ceil(maxConnections * STREAMING_SHARE))
  }

  #refuse(place: Place): void {
    this.leave(place)
    place.refused('overloaded')
  }

  #take(place: Place): void {
    this.#active++
    if (place.streams) this.#streaming++
    place.state = 'active'
    place.start()
  }

  #startNext(): void {
    const next =
      this.#waiting.find(({ streams }) => !streams && this.#fits(false)) ??
      this.#waiting.find(({ streams }) => streams && this.#fits(true))
    if (next === undefined) return
    this.#waiting = this.#waiting.filter((other) => other !== next)
    clearTimeout(next.timer)
    this.#take(next)
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
