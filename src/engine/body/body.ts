import type { MediaType } from '../canonical/media-type.ts'
import type { BodyParser, FieldSource } from '../fields.ts'
import type { ConditionClass } from '../types.ts'
import { Content } from './content.ts'
import { AT_ONCE_BYTES, type Decoder, decoderOf, MAX_LAYERS } from './encodings/decoders.ts'
import { type ByteTarget, Layer } from './encodings/layer.ts'
import { besides, type ParserContext } from './parser.ts'
import { PrintableSink } from './printable-sink.ts'

/** Decoded bytes below which their ratio to the encoded ones says nothing. */
export const RATIO_FROM_BYTES = 65_536

/** The body of a request: its content encodings undone, then read by its type. Answers later only if it is encoded and large, or comes in pieces. */
export class Body implements ByteTarget {
  readonly #context: ParserContext
  readonly #source: FieldSource
  readonly #mediaType: MediaType
  readonly #maxPayload: number
  readonly #maxRatio: number
  readonly #kept: { add(chunk: Buffer): void } | undefined
  readonly #length: number
  /** The outermost first; none if the body isn't encoded or can't be decoded. */
  readonly #layers: Layer[] = []
  readonly #content: Content
  /** Decodes all of the body, if it is small and comes in one piece. */
  #atOnce: Decoder['atOnce']
  readonly #target: ByteTarget
  /** Reads an encoded body as if it weren't: many servers never look at a request's Content-Encoding. */
  #raw: BodyParser | undefined
  /** Bytes as they arrived. */
  #encoded = 0

  /**
   * @param encodings the Content-Encoding, in the order of their application
   * @param kept takes the decoded body besides
   * @param length bytes that will come, if that is known
   */
  constructor(
    context: ParserContext,
    source: FieldSource,
    mediaType: MediaType,
    encodings: readonly string[],
    kept?: { add(chunk: Buffer): void },
    length = -1,
  ) {
    this.#context = context
    this.#source = source
    this.#mediaType = mediaType
    this.#kept = kept
    this.#length = length
    this.#maxPayload = context.budget.max['request.allowed_payload_size']
    this.#maxRatio = context.budget.max['encoding.max_decoded_ratio']
    this.#content = new Content(context, mediaType)
    this.#target = this.#targetFor(encodings)
  }

  write(chunk: Buffer): void | Promise<void> {
    this.#encoded += chunk.length
    this.#raw?.write(chunk)
    if (chunk.length <= AT_ONCE_BYTES && chunk.length === this.#length && chunk.length === this.#encoded) {
      const decoded = this.#atOnce?.(chunk)
      if (decoded !== undefined) {
        this.#layers.length = 0
        this.#read(decoded)
        return
      }
    }
    return this.#target.write(chunk)
  }

  end(): void | Promise<void> {
    if (this.#layers.length > 0) return this.#endLayers()
    this.#content.end()
    this.#raw?.end()
  }

  /** Lets go of the decoders. */
  close(): void {
    for (const layer of this.#layers) layer.close()
  }

  async #endLayers(): Promise<void> {
    await this.#target.end()
    this.close()
    this.#content.end()
    this.#raw?.end()
  }

  #targetFor(encodings: readonly string[]): ByteTarget {
    const counted: ByteTarget = { write: (chunk) => this.#read(chunk), end: () => {} }
    if (encodings.length === 0) return counted
    this.#raw = this.#undecoded()
    const decoders = encodings.map(decoderOf)
    const unknown = encodings[decoders.indexOf(undefined)]
    if (unknown !== undefined || encodings.length > MAX_LAYERS) {
      const message =
        unknown === undefined ? `more than ${MAX_LAYERS} encodings` : `no decoder for the encoding ${unknown}`
      this.#say('unsupported_encoding', message)
      return NOWHERE
    }
    if (decoders.length === 1) this.#atOnce = decoders[0]?.atOnce
    let target = counted
    for (const [i, decoder] of (decoders as Decoder[]).entries()) {
      const onFault = (message: string) => {
        this.#say('malformed_body', `the body, said to be ${encodings[i]}, ${message}`)
      }
      const layer = new Layer(decoder, this.#gauged(target), onFault, () => this.#onShed())
      this.#layers.unshift(layer)
      target = layer
    }
    return target
  }

  #read(chunk: Buffer): void {
    const { budget, sink } = this.#context
    budget.payloadBytes += chunk.length
    if (budget.payloadBytes > this.#maxPayload)
      sink.limit(this.#source, 'request.allowed_payload_size', this.#maxPayload)
    this.#kept?.add(chunk)
    this.#content.write(chunk)
  }

  /** Counts what comes out of a layer, and stops decoding once it is out of proportion: a decompression bomb. */
  #gauged(next: ByteTarget): ByteTarget {
    let decoded = 0
    return {
      write: (chunk) => {
        decoded += chunk.length
        if (decoded > RATIO_FROM_BYTES && decoded > this.#encoded * this.#maxRatio) {
          this.#context.sink.limit(this.#source, 'encoding.max_decoded_ratio', this.#encoded)
          this.close()
          return undefined
        }
        return next.write(chunk)
      },
      end: () => next.end(),
    }
  }

  /** Memory was needed elsewhere: the rest of this body goes on unread. */
  #onShed(): void {
    this.#say('inspection_limit', 'no memory is left to decode the rest of the body')
    this.close()
  }

  #undecoded(): BodyParser {
    const context = besides(this.#context, new PrintableSink(this.#context.sink))
    return new Content({ ...context, isGuess: true }, this.#mediaType)
  }

  #say(kind: ConditionClass, message: string): void {
    this.#context.sink.condition(this.#source, kind, 'warning', message, this.#encoded)
  }
}

const NOWHERE: ByteTarget = { write() {}, end() {} }
