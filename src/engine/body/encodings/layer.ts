import type { Decoder, DecoderStream } from './decoders.ts'
import { decoderMemory, type Holder } from './memory.ts'

/** Takes bytes, and may take its time. */
export interface ByteTarget {
  write(chunk: Buffer): void | Promise<void>
  end(): void | Promise<void>
}

/** Called once if the bytes aren't what they are said to be; the layer takes no more then. */
export type OnFault = (message: string) => void
/** Called once if the layer has to give up although the bytes are in order. */
export type OnShed = () => void

/** Pieces in which bytes go into a decoder: what a broken piece would have given is lost. */
const SLICE_BYTES = 16_384
/** A first piece that turns out to be broken is tried again in pieces of this size, then byte by byte. */
const RETRY_BYTES = 64

const EMPTY = Buffer.alloc(0)
const IGNORED = () => {}

/**
 * One content encoding being undone. What comes out is handed on piece by piece, and no more is decoded while the next
 * one is busy, so that a body that expands a thousandfold takes no more memory than another.
 */
export class Layer implements ByteTarget, Holder {
  readonly #decoder: Decoder
  readonly #next: ByteTarget
  readonly #onFault: OnFault
  readonly #onShed: OnShed
  #stream: DecoderStream | undefined
  #gathered = EMPTY
  /**
   * What is in the decoder: its thread reads on behind a fault or the end of the request, when the chunk's memory may be gone.
   */
  #piece = EMPTY
  /** The first piece, until another has gone in. */
  #first: Buffer | undefined
  /** Bytes that went in. */
  #fed = 0
  /** Bytes that came out. */
  #given = 0
  #ended = false
  #error: Error | undefined
  #closed = false
  #wake: (() => void) | undefined

  constructor(decoder: Decoder, next: ByteTarget, onFault: OnFault, onShed: OnShed) {
    this.#decoder = decoder
    this.#next = next
    this.#onFault = onFault
    this.#onShed = onShed
  }

  async write(chunk: Buffer): Promise<void> {
    // What comes behind a fault is nobody's, and must not be gathered.
    if (this.#closed) return
    let bytes = chunk
    if (this.#stream === undefined) {
      this.#gathered = this.#gathered.length > 0 ? Buffer.concat([this.#gathered, chunk]) : Buffer.from(chunk)
      if (this.#gathered.length < this.#decoder.peek) return
      bytes = this.#gathered
    }
    await this.#feed(bytes)
  }

  async end(): Promise<void> {
    if (this.#closed) return
    if (this.#stream === undefined) {
      // An empty body is empty in every encoding.
      if (this.#gathered.length === 0) return this.#next.end()
      await this.#feed(this.#gathered)
    }
    const stream = this.#stream as DecoderStream | undefined
    if (this.#closed || stream === undefined) return
    if (!this.#ended) stream.end()
    await this.#pump(stream, () => this.#ended)
    if (this.#error !== undefined) await this.#fail('ends before it is complete')
    else if (!this.#closed) {
      this.close()
      if (stream.bytesWritten < this.#fed) this.#onFault('is followed by other bytes')
      await this.#next.end()
    }
  }

  /** Gives up; what is under way comes to an end by itself. */
  close(): void {
    this.#closed = true
    this.#stream?.destroy()
    decoderMemory.release(this)
    this.#wake?.()
  }

  shed(): void {
    if (this.#closed) return
    this.close()
    this.#onShed()
  }

  async #feed(bytes: Buffer): Promise<void> {
    if (this.#closed) return
    if (this.#stream === undefined) {
      if (!this.#decoder.looksRight(bytes)) {
        this.#closed = true
        this.#onFault('does not begin as it should')
        return
      }
      this.#stream = this.#open(bytes)
      this.#gathered = EMPTY
    }
    for (let from = 0; from < bytes.length && !this.#closed; from += SLICE_BYTES) {
      await this.#slice(this.#stream, this.#own(bytes.subarray(from, from + SLICE_BYTES)))
    }
  }

  /** A copy, good until the next one is asked for. */
  #own(bytes: Buffer): Buffer {
    if (this.#piece.length < bytes.length) this.#piece = Buffer.allocUnsafeSlow(bytes.length)
    bytes.copy(this.#piece)
    return this.#piece.subarray(0, bytes.length)
  }

  async #slice(stream: DecoderStream, slice: Buffer): Promise<void> {
    this.#first = this.#fed === 0 ? slice : undefined
    this.#fed += slice.length
    let taken = false
    stream.write(slice, () => {
      taken = true
      this.#wake?.()
    })
    await this.#pump(stream, () => taken)
    if (this.#error !== undefined) await this.#fail('is broken')
  }

  #open(first: Buffer): DecoderStream {
    decoderMemory.take(this, this.#decoder.memory(first))
    const stream = this.#decoder.create(first)
    const wake = () => this.#wake?.()
    stream.on('readable', wake)
    stream.on('close', wake)
    stream.on('end', () => {
      this.#ended = true
      wake()
    })
    stream.on('error', (error) => {
      this.#error = error
      wake()
    })
    return stream
  }

  /** Hands on what comes out, until nothing does and `done` is true. */
  async #pump(stream: DecoderStream, done: () => boolean): Promise<void> {
    while (!this.#closed) {
      const out = stream.read() as Buffer | null
      if (out !== null) {
        this.#given += out.length
        const busy = this.#next.write(out)
        if (busy !== undefined) await busy
      } else {
        if (done() || this.#error !== undefined || stream.destroyed) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
  }

  async #fail(message: string): Promise<void> {
    if (this.#closed) return
    this.close()
    if (this.#first !== undefined) await this.#retry(this.#first)
    this.#onFault(message)
  }

  /** A decoder that meets a fault gives out nothing of the piece that holds it: small pieces lose little. */
  async #retry(first: Buffer): Promise<void> {
    const good = await this.#attempt(first, 0, RETRY_BYTES)
    await this.#attempt(first, good, 1)
  }

  /**
   * Decodes again, in steps from `from` on, and hands on what had not come out before.
   * @returns where the step begins that failed
   */
  async #attempt(first: Buffer, from: number, step: number): Promise<number> {
    const again = new Layer(this.#decoder, skipping(this.#next, this.#given), IGNORED, IGNORED)
    const stream = again.#open(first)
    again.#stream = stream
    // Not to be tried a third time.
    again.#fed = 1
    if (from > 0) await again.#slice(stream, first.subarray(0, from))
    let good = from
    for (let at = from; at < first.length && !again.#closed; at += step) {
      good = at
      await again.#slice(stream, first.subarray(at, at + step))
    }
    again.close()
    this.#given = Math.max(this.#given, again.#given)
    return good
  }
}

/** Leaves out the first bytes, which have been handed on before. */
function skipping(next: ByteTarget, bytes: number): ByteTarget {
  let left = bytes
  return {
    write(chunk) {
      const from = Math.min(left, chunk.length)
      left -= from
      return from < chunk.length ? next.write(chunk.subarray(from)) : undefined
    },
    end: () => {},
  }
}
