import type { IncomingMessage } from 'node:http'
import { ByteQueue } from './byte-queue.ts'
import type { UploadWatch, Watched } from './upload-watch.ts'

/** How a body is read. */
export interface UploadOptions {
  /** Bytes that are held before any goes on; -1: none is. */
  readonly holdBytes: number
  /** Silence after which the hold ends. */
  readonly holdMs: number
  /** The hold never ends before the body does: a larger one is refused. */
  readonly holdsWhole: boolean
  /** The Content-Length; -1 if the body is chunked. */
  readonly length: number
  readonly idleTimeoutMs: number
  readonly minBytesPerSecond: number
  /** Silence after which the client is given up in every mode, with whatever it holds of the upstream. */
  readonly abandonMs: number
}

/** What becomes of a body. */
export interface UploadEvents {
  /** More has arrived; what comes next, and its going on, waits for a promise. */
  onChunk(chunk: Buffer): void | Promise<void>
  /** All of it has arrived; its end waits for a promise. */
  onEnd(): void | Promise<void>
  /** All of it was held, and may go. */
  onWhole(bytes: Buffer): void
  /** The hold has ended before the body: it goes on as it comes, with the upload as its iterator. */
  onStream(): void
  /** It is larger than what is held whole. @returns whether it is refused */
  onTooLarge(): boolean
  /** It stopped arriving, or comes too slowly. */
  onSlow(message: string): void
  /** No memory is left to hold it. @returns whether it is to stream instead */
  onExhausted(): boolean
  /** Whether a body that is not complete can be sent on at once. */
  readonly hasRoomToStream: boolean
}

/** Bytes of a streamed body that wait for the upstream before the client is made to wait. */
const MAX_QUEUED = 131_072
/**
 * What stays back while more arrives: a window, in which a value may not have been judged yet, and the rest of the chunk that it
 * begins in, which is written at once with it, and whose memory can be given back then.
 */
const KEPT_BACK = 16_384
/** Slowness is judged from here on. */
const GRACE_MS = 10_000
/** Every exchange ends with it: a stack of its own would cost more than anything else here. */
const NOT_WANTED = new Error('the body is not wanted any more')

type State = 'holding' | 'streaming' | 'done'

/**
 * A request body on its way: inspected as it arrives, held up to a size or a silence, then streamed with back-pressure.
 * While it streams a part stays back: a window while more arrives, and when the client pauses the last byte, or the
 * terminator of a chunked body, so that the upstream never has the whole of a body before the verdict. Unlike a stream it
 * never destroys the client's socket when the upstream goes away, so that the client can still be answered.
 */
export class Upload implements Watched, AsyncIterable<Buffer>, AsyncIterator<Buffer, undefined> {
  /** All of it has arrived and has been judged. */
  isComplete = false
  readonly #req: IncomingMessage
  readonly #options: UploadOptions
  readonly #watch: UploadWatch
  readonly #events: UploadEvents
  readonly #queue = new ByteQueue()
  #state: State
  #held = 0
  #received = 0
  /** The inspection is at work, or the upstream can't keep up: the client isn't at fault. */
  #busy = false
  #paused = false
  /** All of it has arrived, though it may not have been judged. */
  #ended = false
  /** The client has been silent for a while: what is known to be no end may go on. */
  #quiet = false
  #error: Error | undefined
  #wake: (() => void) | undefined
  readonly #startedAt = performance.now()
  #lastByteAt = this.#startedAt
  #pausedMs = 0

  constructor(req: IncomingMessage, options: UploadOptions, watch: UploadWatch, events: UploadEvents) {
    this.#req = req
    this.#options = options
    this.#watch = watch
    this.#events = events
    this.#state = options.holdBytes < 0 ? 'streaming' : 'holding'
    watch.add(this)
    req.on('data', this.#onData)
    req.once('end', this.#onEnd)
    req.once('close', this.#onClose)
  }

  /** Whether anyone still waits for it. */
  get isWanted(): boolean {
    return this.#error === undefined
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    for (;;) {
      if (this.#error) throw this.#error
      const free = this.#queue.length - this.#keptBack()
      if (free > 0 && (free >= this.#queue.first || free >= MAX_QUEUED || this.#quiet)) {
        const value = this.#queue.take(free)
        this.#flow()
        return { done: false, value }
      }
      if (this.isComplete) return { done: true, value: undefined }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    this.discard()
    return { done: true, value: undefined }
  }

  /** All that is left of a body that has arrived and been judged to its end; undefined as long as more may come. */
  takeRest(): Buffer | undefined {
    return this.isComplete && this.isWanted ? this.#queue.takeAll() : undefined
  }

  /** Nobody wants it any more: the rest is read and thrown away, so that the client comes to read its answer. */
  discard(): void {
    this.#error ??= NOT_WANTED
    this.#stop()
    this.#wake?.()
    this.#req.resume()
  }

  shorten(): boolean {
    if (this.#state !== 'holding' || this.#options.holdsWhole || this.#held === 0) return false
    this.#stream()
    return true
  }

  tick(now: number, passedMs: number): void {
    if (this.#busy || this.#paused) {
      this.#lastByteAt = now
      this.#pausedMs += passedMs
      return
    }
    const { holdMs, holdsWhole, idleTimeoutMs, minBytesPerSecond, abandonMs } = this.#options
    const silence = now - this.#lastByteAt
    const elapsed = now - this.#startedAt - this.#pausedMs
    if (silence >= abandonMs) this.#req.destroy()
    else if (silence >= idleTimeoutMs) this.#events.onSlow('the body stopped arriving')
    else if (elapsed >= GRACE_MS && this.#received < (minBytesPerSecond * elapsed) / 1_000) {
      this.#events.onSlow(`the body arrives at less than ${minBytesPerSecond} bytes a second`)
    } else if (silence >= holdMs) {
      if (this.#state === 'streaming') {
        this.#quiet = true
        this.#wake?.()
      } else if (!holdsWhole && this.#events.hasRoomToStream) this.#stream()
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#lastByteAt = performance.now()
    this.#quiet = false
    this.#received += chunk.length
    const busy = this.#events.onChunk(chunk)
    if (busy === undefined) this.#keep(chunk)
    else void this.#afterwards(busy, () => this.#keep(chunk))
  }

  readonly #onEnd = (): void => {
    // A request closes once it has been read, though its end may still be judged.
    this.#req.off('close', this.#onClose)
    this.#ended = true
    if (!this.#busy) this.#judge()
  }

  #judge(): void {
    const busy = this.#events.onEnd()
    if (busy === undefined) this.#complete()
    else void this.#afterwards(busy, () => this.#complete())
  }

  readonly #onClose = (): void => {
    if (this.#state === 'done') return
    this.#error ??= new Error('the client left')
    this.#stop()
    this.#wake?.()
  }

  /** Nothing more is read while the inspection works. */
  async #afterwards(busy: Promise<void>, work: () => void): Promise<void> {
    this.#busy = true
    this.#req.pause()
    try {
      await busy
    } catch (error) {
      // A defect of ours; it costs this request, never the worker.
      this.#error ??= error as Error
      this.#req.destroy()
    }
    this.#busy = false
    if (!this.#isRead) return
    work()
    if (!this.#isRead) return
    // The end of a request may be told though its reading is paused.
    if (this.#ended) this.#judge()
    else this.#flow()
  }

  /** Whether it is still being read. */
  get #isRead(): boolean {
    return this.#state !== 'done'
  }

  #keep(chunk: Buffer): void {
    if (this.#state === 'done') return
    this.#queue.push(chunk)
    if (this.#state === 'holding') this.#hold(chunk.length)
    else {
      this.#flow()
      this.#wake?.()
    }
  }

  #hold(bytes: number): void {
    const { holdBytes, holdsWhole } = this.#options
    if (this.#queue.length > holdBytes) {
      if (holdsWhole) this.#events.onTooLarge()
      else this.#stream()
      return
    }
    this.#held += bytes
    if (!this.#watch.take(bytes) && this.#state === 'holding' && this.#events.onExhausted()) this.#stream()
  }

  #stream(): void {
    this.#state = 'streaming'
    this.#release()
    this.#events.onStream()
  }

  #complete(): void {
    if (this.#state === 'done') return
    this.isComplete = true
    const wasHolding = this.#state === 'holding'
    this.#state = 'done'
    this.#watch.remove(this)
    this.#release()
    if (wasHolding) this.#events.onWhole(this.#queue.takeAll())
    else this.#wake?.()
  }

  /** Reads on, or makes the client wait, by what the upstream still has to take. */
  #flow(): void {
    if (this.#busy || this.#state === 'done') return
    const full = this.#state === 'streaming' && this.#queue.length - this.#keptBack() >= MAX_QUEUED
    if (full === this.#paused) {
      if (!full) this.#req.resume()
      return
    }
    this.#paused = full
    if (full) this.#req.pause()
    else this.#req.resume()
  }

  #keptBack(): number {
    if (this.isComplete || this.#options.holdBytes < 0) return 0
    if (!this.#quiet) return KEPT_BACK
    return this.#received === this.#options.length ? 1 : 0
  }

  #release(): void {
    if (this.#held > 0) this.#watch.release(this.#held)
    this.#held = 0
  }

  #stop(): void {
    if (!this.isComplete) this.#state = 'done'
    this.#watch.remove(this)
    this.#release()
    this.#queue.clear()
    this.#req.off('data', this.#onData)
    this.#req.off('end', this.#onEnd)
    this.#req.off('close', this.#onClose)
  }
}
