import type { Socket } from 'node:net'
import type { Config } from '../../config/schema.ts'
import { freeOnceWritten } from '../memory.ts'
import { type AnswerEvents, AnswerParser } from './answer-parser.ts'
import type { Connect } from './connector.ts'
import { UpstreamError, upstreamErrorCode } from './upstream-error.ts'

/** What goes upstream as the body: nothing, held bytes, or a stream. */
export type RequestBody = Buffer | AsyncIterable<Buffer> | null

/** One request as it goes upstream, and who is told of its answer. */
export interface UpstreamRequest extends AnswerEvents {
  /** Somebody still waits for the answer. */
  readonly isWanted: boolean
  readonly isHead: boolean
  /** What an upstream makes of such a request is not known well enough for another one to follow it. */
  readonly endsConnection: boolean
  /** Its head as `requestHead` makes it. */
  readonly headText: string
  /** Bytes of the body; -1: it is chunked. */
  readonly bodyLength: number
  /** The body, asked for when the head is about to be written. */
  takeBody(): RequestBody
  /** It is sent over this connection, which is its own until `onEnd` or `onError`. */
  onConnection(connection: Connection): void
  /** The answer is complete. @param trailers names and values in turn */
  onEnd(trailers: readonly string[]): void
  /** No answer, or no end of one, will come. @param isStale the connection had served before, and nothing has come over it since */
  onError(error: Error, isStale: boolean): void
  /** The answer is paused for longer than `bodyTimeoutMs`. */
  onUnread(): void
}

/** What a connection asks of those who keep it. */
export interface ConnectionKeeper {
  readonly options: Config['upstream']
  /** It waits for its next request. */
  onIdle(connection: Connection): void
  /** It is closed, or can't be used any more: it may be told more than once. */
  onGone(connection: Connection): void
}

/** A whole body up to this size goes out with the head as one text; a larger one costs less as it is. */
const MAX_TEXT_BYTES = 4_096
/** An idle connection is closed so much before the upstream says that it would close it. */
const KEEP_ALIVE_MARGIN_MS = 1_000
/** The next tick of the clock begins the count: what it has counted has passed, at least. */
const NOT_BEGUN = -1

/**
 * One connection to the upstream: one request at a time, its answer read strictly. It serves again only if the request
 * was written and the answer read to their ends and nothing followed; whatever comes while nobody waits closes it.
 */
export class Connection {
  readonly #keeper: ConnectionKeeper
  readonly #socket: Socket
  readonly #parser = new AnswerParser()
  #request: UpstreamRequest | undefined
  #isConnected = false
  /** It has answered a request before the one under way. */
  #hasServed = false
  #answerBegun = false
  /** The body is still being written. */
  #writing = false
  #paused = false
  #error: Error | undefined
  #silentMs = NOT_BEGUN
  #idleLimitMs = 0
  #wake: (() => void) | undefined

  constructor(keeper: ConnectionKeeper, connect: Connect) {
    this.#keeper = keeper
    this.#socket = connect(
      (error) => {
        if (error) this.#error ??= error
        else this.#onConnect()
      },
      (length, bytes) => {
        this.#onRead(length, bytes as Buffer)
        return true
      },
    )
    this.#socket.on('error', (error) => {
      this.#error ??= error
    })
    this.#socket.on('drain', () => this.#onDrain())
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('close', () => this.#onClose())
  }

  /** Sends a request; as soon as it stands, if it is still being opened. */
  send(request: UpstreamRequest): void {
    this.#request = request
    this.#answerBegun = false
    request.onConnection(this)
    if (this.#isConnected) this.#start(request)
  }

  /** Gives the request up; `onError` follows once the connection is closed. */
  abort(): void {
    this.#fail(new Error('given up'))
  }

  /** Reads no more of the answer until `resume`. */
  pause(): void {
    this.#paused = true
    this.#silentMs = NOT_BEGUN
    this.#socket.pause()
  }

  resume(): void {
    this.#paused = false
    this.#silentMs = NOT_BEGUN
    this.#socket.resume()
  }

  /** Closes it, whatever is under way. */
  destroy(): void {
    this.#socket.destroy()
    this.#keeper.onGone(this)
  }

  /** Time passes. */
  tick(passedMs: number): void {
    if (!this.#isConnected) return
    this.#silentMs = this.#silentMs === NOT_BEGUN ? 0 : this.#silentMs + passedMs
    const { headersTimeoutMs, bodyTimeoutMs } = this.#keeper.options
    if (this.#request === undefined) {
      if (this.#silentMs >= this.#idleLimitMs) this.destroy()
    } else if (this.#paused) {
      if (this.#silentMs >= bodyTimeoutMs) this.#request.onUnread()
    } else if (this.#parser.hasHead) {
      if (this.#silentMs >= bodyTimeoutMs) this.#failLate('did not go on with its answer', bodyTimeoutMs, 'body')
    } else if (this.#writing && this.#socket.writableLength === 0) {
      // The client's turn, not the upstream's.
      this.#silentMs = NOT_BEGUN
    } else if (this.#silentMs >= headersTimeoutMs) this.#failLate('did not answer', headersTimeoutMs, 'headers')
  }

  #failLate(what: string, limitMs: number, option: string): void {
    const message = `the upstream ${what} within ${limitMs} ms (upstream.${option}TimeoutMs)`
    this.#fail(new UpstreamError('upstream_timeout', message))
  }

  #onConnect(): void {
    this.#isConnected = true
    if (this.#request) this.#start(this.#request)
  }

  #start(request: UpstreamRequest): void {
    this.#parser.begin(request, request.isHead)
    this.#silentMs = NOT_BEGUN
    const { headText, bodyLength } = request
    const body = request.takeBody()
    if (body === null) this.#socket.write(headText, 'latin1')
    else if (body instanceof Uint8Array) this.#writeWhole(headText, body, bodyLength)
    else void this.#writeStream(request, body)
  }

  #writeWhole(headText: string, body: Buffer, bodyLength: number): void {
    if (bodyLength >= 0 && body.length !== bodyLength) {
      this.#fail(new Error(`a body of ${body.length} bytes instead of ${bodyLength}`))
      return
    }
    let before = headText
    let after = ''
    if (bodyLength < 0) {
      if (body.length > 0) before += `${body.length.toString(16)}\r\n`
      after = body.length > 0 ? '\r\n0\r\n\r\n' : '0\r\n\r\n'
    }
    if (body.length <= MAX_TEXT_BYTES) {
      this.#socket.write(before + body.latin1Slice() + after, 'latin1')
      return
    }
    this.#socket.cork()
    this.#socket.write(before, 'latin1')
    this.#socket.write(body, freeOnceWritten(body))
    if (after !== '') this.#socket.write(after, 'latin1')
    this.#socket.uncork()
  }

  /** Writes a body as it comes, as fast as the upstream takes it, and no byte more or less than was announced. */
  async #writeStream(request: UpstreamRequest, body: AsyncIterable<Buffer>): Promise<void> {
    this.#writing = true
    const { bodyLength } = request
    let left = bodyLength
    this.#socket.write(request.headText, 'latin1')
    try {
      for await (const chunk of body) {
        if (this.#request !== request) return
        if (chunk.length === 0) continue
        left -= chunk.length
        if (bodyLength >= 0 && left < 0) throw new Error('more of the body than was announced')
        if (!this.#writeChunk(chunk, bodyLength < 0)) await this.#drained()
      }
      if (this.#request !== request) return
      if (bodyLength >= 0 && left > 0) throw new Error('less of the body than was announced')
    } catch (error) {
      if (this.#request === request) this.#fail(error as Error)
      return
    }
    if (bodyLength < 0) this.#socket.write('0\r\n\r\n', 'latin1')
    this.#writing = false
    this.#silentMs = NOT_BEGUN
  }

  /** @returns whether more may be written at once */
  #writeChunk(chunk: Buffer, isChunked: boolean): boolean {
    const written = freeOnceWritten(chunk)
    if (!isChunked) return this.#socket.write(chunk, written)
    this.#socket.cork()
    this.#socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
    this.#socket.write(chunk, written)
    const isRoom = this.#socket.write('\r\n', 'latin1')
    this.#socket.uncork()
    return isRoom
  }

  async #drained(): Promise<void> {
    if (this.#socket.destroyed) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  #onDrain(): void {
    if (!this.#parser.hasHead) this.#silentMs = NOT_BEGUN
    this.#wake?.()
  }

  #onRead(length: number, bytes: Buffer): void {
    const request = this.#request
    if (request === undefined || !this.#isConnected) {
      // Nobody asked: it could only be taken for the answer to whoever comes next.
      this.destroy()
      return
    }
    this.#answerBegun = true
    try {
      const stopped = this.#parser.write(bytes, length)
      if (this.#parser.hasHead && !this.#paused) this.#silentMs = NOT_BEGUN
      if (this.#parser.isComplete) this.#finish(request, stopped < length)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  /** @param hasExcess more has come than the answer */
  #finish(request: UpstreamRequest, hasExcess: boolean): void {
    this.#request = undefined
    const { trailers } = this.#parser
    if (hasExcess || this.#writing || this.#socket.writableLength > 0 || !this.#mayServeAgain(request)) this.destroy()
    else {
      this.#hasServed = true
      this.#silentMs = 0
      if (this.#paused) this.resume()
      this.#keeper.onIdle(this)
    }
    this.#wake?.()
    request.onEnd(trailers)
  }

  #mayServeAgain(request: UpstreamRequest): boolean {
    if (!this.#parser.keepsConnection || request.endsConnection || this.#socket.destroyed) return false
    const { keepAliveTimeoutMs } = this.#keeper.options
    const { keepAliveMs } = this.#parser
    this.#idleLimitMs =
      keepAliveMs < 0 ? keepAliveTimeoutMs : Math.min(keepAliveTimeoutMs, keepAliveMs - KEEP_ALIVE_MARGIN_MS)
    return this.#idleLimitMs > 0
  }

  /** The upstream has ended its side. */
  #onEnd(): void {
    const request = this.#request
    if (request === undefined || !this.#isConnected) {
      this.destroy()
      return
    }
    try {
      this.#parser.endOfInput()
      this.#finish(request, false)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): void {
    this.#error ??= error
    this.#parser.stop()
    this.destroy()
  }

  #onClose(): void {
    this.#keeper.onGone(this)
    this.#parser.stop()
    const request = this.#request
    this.#request = undefined
    this.#wake?.()
    if (request === undefined) return
    const error =
      this.#error ?? new UpstreamError('upstream_reset', 'the upstream closed the connection before it answered')
    const isStale = this.#hasServed && !this.#answerBegun && upstreamErrorCode(error) === 'upstream_reset'
    request.onError(error, isStale)
  }
}
