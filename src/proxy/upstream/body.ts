import type { IncomingMessage } from 'node:http'

/** Told of each chunk before it goes upstream; the chunk waits for a promise. */
export type OnChunk = (chunk: Buffer) => void | Promise<void>

/** Unread chunks after which the client is made to wait. */
const MAX_BUFFERED_CHUNKS = 4

/**
 * A request body on its way upstream, with back-pressure. Unlike a stream it never destroys the client's socket when the
 * upstream goes away, so that the client can still be answered.
 */
export class StreamedBody implements AsyncIterable<Buffer>, AsyncIterator<Buffer, undefined> {
  readonly #req: IncomingMessage
  readonly #onChunk: OnChunk
  readonly #chunks: Buffer[]
  #ended = false
  #error: Error | undefined
  #wake: (() => void) | undefined
  readonly #silence: NodeJS.Timeout

  /**
   * @param first chunks that were read already and have been inspected
   * @param silenceMs after which a client that sends nothing is given up, with whatever it holds of the upstream
   */
  constructor(req: IncomingMessage, first: readonly Buffer[], silenceMs: number, onChunk: OnChunk) {
    this.#req = req
    this.#onChunk = onChunk
    this.#chunks = [...first]
    this.#silence = setTimeout(() => req.destroy(), silenceMs)
    if (req.complete && req.readableEnded) this.#ended = true
    req.on('data', (chunk: Buffer) => this.#take(chunk))
    req.once('end', () => {
      this.#ended = true
      clearTimeout(this.#silence)
      this.#wake?.()
    })
    req.once('close', () => {
      clearTimeout(this.#silence)
      if (!this.#ended) this.#error ??= new Error('the client left')
      this.#wake?.()
    })
    req.resume()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) {
        if (this.#chunks.length < MAX_BUFFERED_CHUNKS) this.#req.resume()
        return { done: false, value: chunk }
      }
      if (this.#error) throw this.#error
      if (this.#ended) return { done: true, value: undefined }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    this.discard()
    return { done: true, value: undefined }
  }

  /** Nobody wants the rest: it is read and thrown away, so that the client comes to read its answer. */
  discard(): void {
    this.#error ??= new Error('the upstream left')
    this.#chunks.length = 0
    clearTimeout(this.#silence)
    this.#wake?.()
    this.#req.resume()
  }

  #take(chunk: Buffer): void {
    if (this.#error) return
    this.#silence.refresh()
    const inspected = this.#onChunk(chunk)
    if (inspected === undefined) {
      this.#push(chunk)
      return
    }
    this.#req.pause()
    inspected.then(
      () => {
        this.#push(chunk)
        this.#req.resume()
      },
      (error: Error) => {
        this.#error = error
        this.#wake?.()
      },
    )
  }

  #push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    if (this.#chunks.length >= MAX_BUFFERED_CHUNKS) this.#req.pause()
    this.#wake?.()
  }
}
