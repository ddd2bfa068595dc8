import { OMITTED, PATH_ENDS } from '../../../fields.ts'
import type { FieldPath } from '../../../types.ts'
import type { Names } from './names.ts'

/** Selection sets, lists and objects deeper than this are refused, so that memory stays small whatever the document. */
export const MAX_LEVELS = 10_000

// What a level is.
export const SELECTIONS = 0
export const DIRECTIVE = 1
export const ARGUMENTS = 2
export const VARIABLES = 3
export const LIST = 4
export const OBJECT = 5

// Its columns.
const KIND = 0
/** The number of the name that stands there now; the index in a list; -1 for none. */
const ENTRY = 1
/** The node that stands there now; -1 for none. */
const NODE = 2
/** The node that the level is within. */
const PARENT = 3
const COLUMNS = 4

/** What is open: selection sets, arguments, lists and objects, one within the other. */
export class Levels {
  depth = 0
  #levels = new Int32Array(32 * COLUMNS)

  /** @returns false if it would be deeper than is read */
  open(kind: number, entry: number, parent = -1): boolean {
    if (this.depth === MAX_LEVELS) return false
    const at = this.depth * COLUMNS
    if (at === this.#levels.length) {
      const larger = new Int32Array(at * 4)
      larger.set(this.#levels)
      this.#levels = larger
    }
    const levels = this.#levels
    levels[at] = kind
    levels[at + ENTRY] = entry
    levels[at + NODE] = -1
    levels[at + PARENT] = parent
    this.depth++
    return true
  }

  close(): void {
    this.depth--
  }

  get kind(): number {
    return this.#levels[(this.depth - 1) * COLUMNS + KIND] as number
  }

  get node(): number {
    return this.#levels[(this.depth - 1) * COLUMNS + NODE] as number
  }

  get parent(): number {
    return this.#levels[(this.depth - 1) * COLUMNS + PARENT] as number
  }

  /** Now this node stands on the level. */
  set(node: number, entry: number): void {
    const at = (this.depth - 1) * COLUMNS
    this.#levels[at + NODE] = node
    this.#levels[at + ENTRY] = entry
  }

  name(entry: number): void {
    this.#levels[(this.depth - 1) * COLUMNS + ENTRY] = entry
  }

  /** The next element of a list. */
  next(): void {
    this.#levels[(this.depth - 1) * COLUMNS + ENTRY]!++
  }

  /** The names on the way here; the middle of a very long one is left out. */
  path(names: Names): FieldPath {
    const path: (string | number)[] = []
    for (let level = 0; level < this.depth; level++) {
      if (path.length === PATH_ENDS && this.depth - level > PATH_ENDS) {
        path.push(OMITTED)
        level = this.depth - PATH_ENDS
      }
      const part = this.#part(level, names)
      if (part !== undefined) path.push(part)
    }
    return path
  }

  /** The innermost name, as far as it is looked for; undefined if there is none. */
  lastName(names: Names): string | undefined {
    for (let level = this.depth - 1; level >= 0 && level >= this.depth - PATH_ENDS; level--) {
      const part = this.#part(level, names)
      if (typeof part === 'string') return part
    }
    return undefined
  }

  #part(level: number, names: Names): string | number | undefined {
    const entry = this.#levels[level * COLUMNS + ENTRY] as number
    if (entry < 0) return undefined
    switch (this.#levels[level * COLUMNS + KIND]) {
      case LIST:
        return entry
      case DIRECTIVE:
        return `@${names.text(entry)}`
      case VARIABLES:
        return `$${names.text(entry)}`
      default:
        return names.text(entry)
    }
  }
}
