import { OMITTED, PATH_ENDS } from '../../../fields.ts'
import {
  DEPTH,
  LEVEL_INDEX,
  LEVEL_IS_ARRAY,
  LEVEL_KEY_END,
  LEVEL_KEY_START,
  LEVEL_SIZE,
  LOWEST,
  type Loaded,
} from '../../../loaded.ts'
import type { FieldPath } from '../../../types.ts'

const NOTHING = Buffer.alloc(0)
/** Keys are kept to this length for findings; their bytes are inspected whole. */
export const MAX_KEY_BYTES = 256

/**
 * The containers that are open, the outermost first, and where each has come to. A key is kept as a slice of the chunk until the
 * chunk ends, and only then as text.
 */
export class Containers {
  depth = 0
  readonly #isArray: boolean[] = []
  readonly #index: number[] = []
  readonly #keyStart: number[] = []
  readonly #keyEnd: number[] = []
  readonly #keyText: (string | undefined)[] = []
  /** The outermost one whose key was read in this chunk. */
  #lowestKey = 0
  #chunk: Buffer = NOTHING

  /** Whether the innermost one is an array. */
  get inArray(): boolean {
    return this.#isArray[this.depth - 1] as boolean
  }

  /** They are within the variables of a GraphQL call, where nothing is an entry of the call. */
  get isInVariables(): boolean {
    return this.depth > 1 && !this.#isArray[0] && this.#key(0) === 'variables'
  }

  clear(): void {
    this.depth = 0
    this.#lowestKey = 0
  }

  open(isArray: boolean): void {
    this.#isArray[this.depth] = isArray
    this.#index[this.depth] = 0
    this.#keyText[this.depth] = ''
    this.depth++
  }

  /** Counts a comma in the innermost one. @returns how many there were */
  comma(): number {
    return ++this.#index[this.depth - 1]!
  }

  /** A key was read that lies in the chunk as it is. */
  keyAt(start: number, end: number): void {
    const level = this.depth - 1
    if (level < this.#lowestKey) this.#lowestKey = level
    this.#keyText[level] = undefined
    this.#keyStart[level] = start
    this.#keyEnd[level] = end
  }

  /** A key was read that does not. */
  keyIs(text: string): void {
    this.#keyText[this.depth - 1] = text
  }

  path(): FieldPath {
    const path: (string | number)[] = []
    for (let level = 0; level < this.depth; level++) {
      if (level === PATH_ENDS && this.depth > 2 * PATH_ENDS) {
        path.push(OMITTED)
        level = this.depth - PATH_ENDS
      }
      path.push(this.#isArray[level] ? (this.#index[level] as number) : this.#key(level))
    }
    return path
  }

  /** The key of the innermost object; undefined if none is near. */
  name(): string | undefined {
    for (let level = this.depth - 1; level >= 0 && level >= this.depth - PATH_ENDS; level--) {
      if (!this.#isArray[level]) return this.#key(level)
    }
    return undefined
  }

  /** From here on keys lie in this chunk. */
  begin(chunk: Buffer): void {
    this.#chunk = chunk
  }

  /** The chunk ends: what is still needed of it is kept. */
  end(): void {
    for (let level = this.#lowestKey; level < this.depth; level++) if (!this.#isArray[level]) this.#key(level)
    this.#lowestKey = this.depth
  }

  /** Tells a walk where it stands. */
  tell({ registers, levels, input }: Loaded): void {
    registers[DEPTH] = this.depth
    registers[LOWEST] = this.depth
    for (let level = 0; level < this.depth; level++) {
      const at = LEVEL_SIZE * level
      levels[at + LEVEL_IS_ARRAY] = Number(this.#isArray[level])
      levels[at + LEVEL_INDEX] = this.#index[level] as number
      levels[at + LEVEL_KEY_START] = (this.#keyStart[level] as number) + input
      levels[at + LEVEL_KEY_END] = (this.#keyEnd[level] as number) + input
    }
  }

  /** Learns from a walk where it has come to. */
  learn({ registers, levels, input }: Loaded): void {
    const lowest = registers[LOWEST] as number
    this.depth = registers[DEPTH] as number
    if (lowest < this.#lowestKey) this.#lowestKey = lowest
    for (let level = 0; level < this.depth; level++) {
      const at = LEVEL_SIZE * level
      this.#index[level] = levels[at + LEVEL_INDEX] as number
      if (level < lowest) continue
      const keyEnd = levels[at + LEVEL_KEY_END] as number
      this.#isArray[level] = levels[at + LEVEL_IS_ARRAY] !== 0
      this.#keyStart[level] = (levels[at + LEVEL_KEY_START] as number) - input
      this.#keyEnd[level] = keyEnd - input
      this.#keyText[level] = keyEnd === 0 ? '' : undefined
    }
  }

  #key(level: number): string {
    let text = this.#keyText[level]
    if (text === undefined) {
      const start = this.#keyStart[level] as number
      text = this.#chunk.utf8Slice(start, Math.min(this.#keyEnd[level] as number, start + MAX_KEY_BYTES))
      this.#keyText[level] = text
    }
    return text
  }
}
