import type { Socket } from 'node:net'
import type { Config } from '../../config/schema.ts'
import type { ErrorCode } from '../../errors.ts'
import type { UpstreamRequest } from './connection.ts'
import { Connections } from './connections.ts'
import { type Connect, createConnect } from './connector.ts'

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

/**
 * The keep-alive connections to the upstream, and the lines before them. Requests beyond `maxConnections` wait, at most
 * `maxPending` in a line and at most `queueTimeoutMs`. Requests whose body is still arriving get three quarters of the places and a line of their own, so that stalled uploads, however
 * many, leave room for the others.
 */
export class UpstreamPool {
  /** Name and port of the upstream, for a request that has no Host. */
  readonly host: string
  readonly #connect: Connect
  readonly #connections: Connections
  #options: Config['upstream']
  #active = 0
  #streaming = 0
  #waiting: Place[] = []

  constructor(options: Config['upstream']) {
    const url = new URL(options.url)
    this.#options = options
    this.host = url.host
    this.#connect = createConnect(options, url)
    this.#connections = new Connections(options, this.#connect)
  }

  get options(): Config['upstream'] {
    return this.#options
  }

  /** A reload may replace the time-outs; the rest stays as it was at the start. */
  set options(options: Config['upstream']) {
    this.#options = options
    this.#connections.options = options
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

  /** Opens a connection for something else than requests; an idle one makes room for it. */
  connect(callback: Parameters<Connect>[0]): Socket {
    if (this.#active + this.#connections.idle > this.#options.maxConnections) this.#connections.closeOldest()
    return this.#connect(callback)
  }

  /** Sends the request of somebody who has a place. */
  send(request: UpstreamRequest): void {
    this.#connections.send(request)
  }

  /** Closes all connections; the requests under way fail. */
  close(): void {
    this.#connections.close()
  }
}
