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

  /** @param first chunks that were read already and have been inspected */
  constructor(req: IncomingMessage, first: readonly Buffer[], onChunk: OnChunk) {
    this.#req = req
    this.#onChunk = onChunk
    this.#chunks = [...first]
    if (req.complete && req.readableEnded) this.#ended = true
    req.on('data', (chunk: Buffer) => this.#take(chunk))
    req.once('end', () => {
      this.#ended = true
      this.#wake?.()
    })
    req.once('close', () => {
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
    this.#error ??= new Error('the upstream left')
    this.#wake?.()
    return { done: true, value: undefined }
  }

  #take(chunk: Buffer): void {
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
