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

// The columns of those that aren't the innermost: the kind, and
const ENTRY = 1
const NODE = 2
const PARENT = 3
const COLUMNS = 4

/** What is open: selection sets, arguments, lists and objects, one within the other. The innermost stands in fields. */
export class Levels {
  depth = 0
  kind: number = SELECTIONS
  /** The number of the name that stands there now; the index in a list; -1 for none. */
  entry = -1
  /** The node that stands there now; -1 for none. */
  node = -1
  /** The node that the level is within; -1 for none. */
  parent = -1
  /** Those around it. */
  #outer = new Int32Array(32 * COLUMNS)

  /** @returns false if it would be deeper than is read */
  open(kind: number, entry: number, parent = -1): boolean {
    if (this.depth === MAX_LEVELS) return false
    const at = this.depth * COLUMNS
    if (at === this.#outer.length) {
      const larger = new Int32Array(at * 4)
      larger.set(this.#outer)
      this.#outer = larger
    }
    const outer = this.#outer
    outer[at] = this.kind
    outer[at + ENTRY] = this.entry
    outer[at + NODE] = this.node
    outer[at + PARENT] = this.parent
    this.kind = kind
    this.entry = entry
    this.node = -1
    this.parent = parent
    this.depth++
    return true
  }

  close(): void {
    const outer = this.#outer
    const at = --this.depth * COLUMNS
    this.kind = outer[at] as number
    this.entry = outer[at + ENTRY] as number
    this.node = outer[at + NODE] as number
    this.parent = outer[at + PARENT] as number
  }

  restart(): void {
    this.depth = 0
  }

  /** Levels that there is room for. */
  get size(): number {
    return this.#outer.length / COLUMNS
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
    // What was around the next one is in its row.
    const isInnermost = level === this.depth - 1
    const at = (level + 1) * COLUMNS
    const entry = isInnermost ? this.entry : (this.#outer[at + ENTRY] as number)
    if (entry < 0) return undefined
    switch (isInnermost ? this.kind : this.#outer[at]) {
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
