import { OMITTED, PATH_ENDS } from '../../../fields.ts'
import type { NameScan } from './names.ts'

/** Names are kept to this length for findings; their bytes are inspected whole. */
export const MAX_NAME_BYTES = 256

/** The elements that are open. A name is kept as a slice of the chunk until the chunk ends, and only then as text. */
export class OpenElements {
  depth = 0
  chunk: Buffer = Buffer.alloc(0)
  readonly #low: number[] = []
  readonly #high: number[] = []
  readonly #children: number[] = []
  readonly #nameStart: number[] = []
  readonly #localStart: number[] = []
  readonly #end: number[] = []
  readonly #text: (string | undefined)[] = []
  /** The outermost element that was opened in this chunk. */
  #lowest = 0

  /** Opens an element whose name stands in the chunk, or whose local name is given as text. */
  open({ low, high }: NameScan, start: number, localStart: number, end: number, text?: string): void {
    const level = this.depth++
    this.#low[level] = low
    this.#high[level] = high
    this.#children[level] = 0
    this.#nameStart[level] = text === undefined ? start : -1
    this.#localStart[level] = localStart
    this.#end[level] = end
    this.#text[level] = text
    if (level < this.#lowest) this.#lowest = level
  }

  /** Counts a child of the innermost element; returns how many it has. */
  addChild(): number {
    return ++this.#children[this.depth - 1]!
  }

  /** Where the name of the innermost element ends if it stands at `start` of the chunk again; -1 if it doesn't. */
  endOfNameAt(start: number): number {
    const level = this.depth - 1
    const from = level < 0 ? -1 : (this.#nameStart[level] as number)
    if (from < 0) return -1
    const length = (this.#end[level] as number) - from
    if (start + length > this.chunk.length) return -1
    for (let i = 0; i < length; i++) if (this.chunk[from + i] !== this.chunk[start + i]) return -1
    return start + length
  }

  /** Closes the innermost element, which was compared before. */
  closeSame(): void {
    this.depth--
  }

  /** Closes the innermost element; returns whether it has the name. */
  close(low: number, high: number): boolean {
    const level = --this.depth
    return this.#low[level] === low && this.#high[level] === high
  }

  /** The chunk ends: its memory is the caller's. */
  keepNames(): void {
    for (let level = this.#lowest; level < this.depth; level++) {
      this.#name(level)
      this.#nameStart[level] = -1
    }
    this.#lowest = this.depth
  }

  path(): string[] {
    const path: string[] = []
    for (let level = 0; level < this.depth; level++) {
      if (level === PATH_ENDS && this.depth > 2 * PATH_ENDS) {
        path.push(OMITTED)
        level = this.depth - PATH_ENDS
      }
      path.push(this.#name(level))
    }
    return path
  }

  /** The name of the innermost element. */
  name(): string {
    return this.#name(this.depth - 1)
  }

  #name(level: number): string {
    let text = this.#text[level]
    if (text === undefined) {
      const start = this.#localStart[level] as number
      text = this.chunk.utf8Slice(start, Math.min(this.#end[level] as number, start + MAX_NAME_BYTES))
      this.#text[level] = text
    }
    return text
  }
}
