import type { Config } from '../../config/schema.ts'
import { Connection, type ConnectionKeeper, type UpstreamRequest } from './connection.ts'
import type { Connect } from './connector.ts'
import { UpstreamError } from './upstream-error.ts'

/** The clock of time-outs goes at an eighth of the shortest, within these. */
const TICKS = 8
const MIN_TICK_MS = 10
const MAX_TICK_MS = 500

/** All connections that carry requests to the upstream, and the clock by which they time out. */
export class Connections implements ConnectionKeeper {
  options: Config['upstream']
  readonly #connect: Connect
  /** The one that was used last is used next, so that those beyond the need come to be closed. */
  readonly #idle: Connection[] = []
  readonly #open = new Set<Connection>()
  #starting: UpstreamRequest[] = []
  #timer: NodeJS.Timeout | undefined
  #tickedAt = 0
  #isClosed = false

  constructor(options: Config['upstream'], connect: Connect) {
    this.options = options
    this.#connect = connect
  }

  /** Connections that wait for a request. */
  get idle(): number {
    return this.#idle.length
  }

  /** Connections that are open, or being opened. */
  get open(): number {
    return this.#open.size
  }

  /**
   * Sends a request over an idle connection or a new one. It goes out in the next turn of the event loop: what has come
   * over an idle connection meanwhile, or that it was closed, is read before, and the connection is not used.
   */
  send(request: UpstreamRequest): void {
    if (this.#starting.push(request) === 1) setImmediate(this.#start)
  }

  /** Closes the idle connection that has been unused for longest. */
  closeOldest(): void {
    this.#idle[0]?.destroy()
  }

  /** Closes all connections; the requests under way fail. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#open) connection.destroy()
  }

  onIdle(connection: Connection): void {
    this.#idle.push(connection)
  }

  onGone(connection: Connection): void {
    if (!this.#open.delete(connection)) return
    const at = this.#idle.lastIndexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
    if (this.#open.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  readonly #start = (): void => {
    const requests = this.#starting
    this.#starting = []
    for (const request of requests) {
      if (!request.isWanted) request.onError(new Error('given up'), false)
      else if (this.#isClosed) request.onError(new UpstreamError('unavailable', 'the worker is shutting down'), false)
      else (this.#idle.pop() ?? this.#opened()).send(request)
    }
  }

  #opened(): Connection {
    const connection = new Connection(this, this.#connect)
    this.#open.add(connection)
    if (this.#timer === undefined) {
      this.#tickedAt = performance.now()
      this.#wait()
    }
    return connection
  }

  #wait(): void {
    const { headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs } = this.options
    const shortest = Math.min(headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs)
    const tickMs = Math.min(MAX_TICK_MS, Math.max(MIN_TICK_MS, shortest / TICKS))
    this.#timer = setTimeout(this.#tick, tickMs).unref()
  }

  readonly #tick = (): void => {
    const now = performance.now()
    const passedMs = now - this.#tickedAt
    this.#tickedAt = now
    this.#wait()
    for (const connection of this.#open) connection.tick(passedMs)
  }
}
