import { Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Head } from '../../engine/canonical/head.ts'
import type { ErrorCode } from '../../errors.ts'
import { clientHeaders } from './headers.ts'
import { Place, type UpstreamPool } from './pool.ts'
import { upstreamErrorCode } from './upstream-error.ts'

/** Bytes that a client may send before the upstream has switched protocols. */
const MAX_EARLY_BYTES = 65_536

export interface TunnelEvents {
  /** The upstream has answered the handshake. */
  onHead(): void
  onFailure(code: ErrorCode, error: Error | undefined): void
  /** The tunnel stands. */
  onSettled(status: number): void
}

/**
 * Carries a WebSocket: the handshake as a request of its own, and after 101 the bytes both ways. Bytes of the client go
 * upstream only once the upstream has switched protocols: before that they could be a second, uninspected request. Takes
 * a place among the upstream's connections for as long as it stands.
 */
export class Tunnel {
  readonly #pool: UpstreamPool
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #client: Socket
  readonly #head: Head
  readonly #headers: readonly string[]
  readonly #requestId: string
  readonly #events: TunnelEvents
  /** What the client has sent so far; it is read meanwhile, or its leaving would go unnoticed. */
  #early: Buffer
  readonly #place: Place

  constructor(
    pool: UpstreamPool,
    req: IncomingMessage,
    res: ServerResponse,
    client: Socket,
    first: Buffer,
    head: Head,
    headers: readonly string[],
    requestId: string,
    events: TunnelEvents,
  ) {
    this.#pool = pool
    this.#req = req
    this.#res = res
    this.#client = client
    this.#early = first
    this.#head = head
    this.#headers = headers
    this.#requestId = requestId
    this.#events = events
    // Like an upload that is still arriving, nobody knows how long it stays.
    this.#place = new Place(
      true,
      () => this.#shakeHands(),
      (code) => events.onFailure(code, undefined),
    )
  }

  start(): void {
    this.#client.on('data', this.#onEarly)
    this.#client.once('close', () => this.#pool.leave(this.#place))
    this.#client.once('end', () => this.#client.destroySoon())
    this.#pool.acquire(this.#place)
  }

  readonly #onEarly = (chunk: Buffer): void => {
    this.#early = Buffer.concat([this.#early, chunk])
    if (this.#early.length > MAX_EARLY_BYTES) this.#client.destroy()
  }

  #shakeHands(): void {
    let upstream: Socket | undefined
    const agent = new Agent()
    agent.createConnection = (_options, callback) => {
      upstream = this.#pool.connect((error, socket) => callback?.(error, socket as Socket))
      return undefined
    }
    const handshake = request({
      method: this.#head.method,
      path: this.#head.target,
      headers: [...this.#headers, 'Connection', 'Upgrade', 'Upgrade', 'websocket'] as unknown as Record<string, string>,
      setHost: false,
      agent,
    })
    this.#client.once('close', () => {
      handshake.destroy()
      upstream?.destroy()
    })
    handshake.once('upgrade', (answer: IncomingMessage, socket: Socket, first: Buffer) =>
      this.#join(answer, socket, first),
    )
    handshake.once('response', (answer: IncomingMessage) => this.#passRefusal(handshake, answer))
    handshake.once('error', (error: Error & { code?: string }) => {
      if (!this.#res.headersSent && !this.#client.destroyed) this.#events.onFailure(upstreamErrorCode(error), error)
      else this.#client.destroy()
    })
    handshake.setTimeout(this.#pool.options.headersTimeoutMs, () => {
      const late = Object.assign(new Error('handshake timeout'), { code: 'ETIMEDOUT' })
      if (!this.#res.headersSent) handshake.destroy(late)
    })
    handshake.end()
    this.#req.resume()
  }

  #join(answer: IncomingMessage, upstream: Socket, first: Buffer): void {
    const client = this.#client
    this.#events.onHead()
    this.#res.detachSocket(client)
    client.off('data', this.#onEarly)
    client.removeAllListeners('end')
    const fields = [
      ...clientHeaders(answer.rawHeaders, this.#requestId),
      'Connection',
      'Upgrade',
      'Upgrade',
      'websocket',
    ]
    let raw = 'HTTP/1.1 101 Switching Protocols\r\n'
    for (let i = 0; i < fields.length; i += 2) raw += `${fields[i]}: ${fields[i + 1]}\r\n`
    client.write(`${raw}\r\n`, 'latin1')
    if (first.length > 0) client.write(first)
    if (this.#early.length > 0) upstream.write(this.#early)
    connect(client, upstream)
    connect(upstream, client)
    this.#events.onSettled(101)
  }

  /** The upstream doesn't want a WebSocket: its answer is passed on, and nothing after it. */
  #passRefusal(handshake: ClientRequest, answer: IncomingMessage): void {
    const status = answer.statusCode as number
    try {
      this.#res.writeHead(status, [...clientHeaders(answer.rawHeaders, this.#requestId), 'connection', 'close'])
    } catch (error) {
      handshake.destroy()
      this.#events.onFailure('upstream_invalid', error as Error)
      return
    }
    this.#events.onHead()
    answer.pipe(this.#res)
    answer.once('close', () => {
      if (!answer.complete) this.#client.destroy()
    })
  }
}

function connect(from: Socket, to: Socket): void {
  from.setTimeout(0)
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.once('close', () => to.destroy())
}
