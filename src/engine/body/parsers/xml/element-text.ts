import { type FieldSink, type FieldSource, ValueBuffer } from '../../../fields.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { isBlank } from './bytes.ts'

/**
 * The text of an element that can't be shown where it stands. Comments, instructions and CDATA sections cut it in pieces,
 * which servers join or read one by one: so it is shown whole, and each piece of several as well.
 */
export class ElementText {
  readonly #sink: FieldSink
  readonly #source: FieldSource
  readonly #value: ValueBuffer
  readonly #max: number
  /** Something of it was collected. */
  isOpen = false
  offset = 0
  #isBlank = true
  #pieces = 0
  /** Bytes of the text before the piece that is being read. */
  #pieceStart = 0
  #pieceOffset = 0
  #firstEnd = 0
  #saidLimit = false

  /** @param max bytes of a piece that the policy allows */
  constructor(sink: FieldSink, source: FieldSource, max: number) {
    this.#sink = sink
    this.#source = source
    this.#value = new ValueBuffer(sink, source)
    this.#max = max
  }

  /** Begins the text, or a piece of it. */
  open(offset: number): void {
    if (!this.isOpen) {
      this.isOpen = true
      this.offset = offset
      this.#value.begin(offset, false)
      this.#isBlank = true
      this.#pieces = 0
      this.#pieceStart = 0
      this.#pieceOffset = offset
      this.#saidLimit = false
    } else if (this.#value.total === this.#pieceStart) this.#pieceOffset = offset
  }

  push(bytes: Buffer, start: number, end: number): void {
    if (this.#isBlank) this.#isBlank = isBlank(bytes, start, end)
    this.#value.push(bytes, start, end)
    this.#limit()
  }

  /** White space that a reference stands for is there on purpose. */
  pushReferenced(bytes: Buffer, length: number): void {
    this.#isBlank = false
    this.#value.push(bytes, 0, length)
    this.#limit()
  }

  endPiece(): void {
    this.#saidLimit = false
    const { total } = this.#value
    if (!this.isOpen || total === this.#pieceStart) return
    this.#pieces++
    if (this.#pieces === 1) this.#firstEnd = total
    else {
      if (this.#pieces === 2) this.#show(0, this.#firstEnd, this.offset)
      this.#show(this.#pieceStart, total, this.#pieceOffset)
    }
    this.#pieceStart = total
  }

  /** Ends the text. @returns whether it was more than white space */
  end(): boolean {
    this.endPiece()
    this.isOpen = false
    if (this.#isBlank && this.#value.total <= WINDOW_BYTES) return false
    this.#value.end()
    return !this.#isBlank
  }

  /** Shows a piece as long as the text fits in a window. */
  #show(start: number, end: number, offset: number): void {
    if (this.#value.total > WINDOW_BYTES || isBlank(this.#value.bytes, start, end)) return
    this.#sink.field(this.#source, this.#value.bytes, start, end, offset, false)
  }

  #limit(): void {
    if (this.#saidLimit || this.#value.total - this.#pieceStart <= this.#max) return
    this.#saidLimit = true
    this.#sink.limit(this.#source, 'xml.text', this.#pieceOffset)
  }
}
