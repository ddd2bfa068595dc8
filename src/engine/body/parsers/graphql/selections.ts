import { FRAGMENT } from './names.ts'

/** Fields, spreads, inline fragments and definitions of one document that are kept. */
export const MAX_NODES = 20_000

// The columns of a node.
/** Its kind, and what else is known of it. */
export const KIND = 0
/** A field's response key (its alias, or its name); a spread's fragment; a type condition. */
export const KEY = 1
/** A field's name. */
export const NAME = 2
/** The node whose selections it stands in; -1 for those of the definition. */
export const PARENT = 3
/** The node after it and all that it holds. */
export const AFTER = 4
/** A number for its arguments: two fields with the same arguments have the same one. */
export const ARGUMENTS = 5
/** Its directives. */
export const DIRECTIVES = 6
export const COLUMNS = 8

// Kinds and flags.
export const FIELD = 0
export const SPREAD = 1
export const INLINE = 2
export const KINDS = 3
export const HAS_SELECTIONS = 4
/** A field with an alias. */
export const ALIASED = 8
/** A spread of a fragment that is being expanded already. */
export const CLOSES_CYCLE = 16

/** A definition: an operation or a fragment. */
export interface Definition {
  /** `QUERY`, `MUTATION`, `SUBSCRIPTION` or `FRAGMENT`. */
  readonly type: number
  /** The number of its name; -1 for none. */
  name: number
  /** Directives on it and on its variables. */
  directives: number
  /** Its nodes. */
  readonly start: number
  end: number
  /** Its spreads, among those of the document. */
  readonly firstSpread: number
}

/**
 * What a document selects, without values: nodes in the order of the text, each before what it holds, in one array of
 * numbers.
 */
export class Selections {
  /** `COLUMNS` numbers each. */
  nodes: Int32Array = new Int32Array(128 * COLUMNS)
  count = 0
  definitions: Definition[] = []
  /** The nodes that are spreads. */
  spreads: number[] = []
  /** There was more than is kept. */
  isFull = false
  /** The highest number of directives on one node. */
  mostDirectives = 0
  /** By name: the place of a fragment among the definitions, and 1. */
  #fragments: Int32Array = new Int32Array(256)

  /** Adds a node. @returns -1 if there is no room */
  add(kind: number, key: number, parent: number): number {
    const node = this.count
    if (node + this.definitions.length >= MAX_NODES) {
      this.isFull = true
      return -1
    }
    const at = node * COLUMNS
    if (at === this.nodes.length) {
      const larger = new Int32Array(at * 4)
      larger.set(this.nodes)
      this.nodes = larger
    }
    this.count++
    const { nodes } = this
    nodes[at] = kind
    nodes[at + KEY] = key
    nodes[at + NAME] = key
    nodes[at + PARENT] = parent
    nodes[at + AFTER] = node + 1
    nodes[at + ARGUMENTS] = 0
    nodes[at + DIRECTIVES] = 0
    return node
  }

  restart(): void {
    for (const { name } of this.definitions) if (name >= 0) this.#fragments[name] = 0
    this.count = 0
    this.definitions = []
    this.spreads = []
    this.isFull = false
    this.mostDirectives = 0
  }

  /** All definitions are known: from now on fragments are found by their names, of which there are so many. */
  index(names: number): void {
    if (this.#fragments.length < names) this.#fragments = new Int32Array(Math.max(names, 2 * this.#fragments.length))
    const { definitions } = this
    for (let i = 0; i < definitions.length; i++) {
      const { type, name } = definitions[i] as Definition
      if (type === FRAGMENT && name >= 0) this.#fragments[name] = i + 1
    }
  }

  /** The place of a fragment among the definitions; -1 if there is none of that name, the last one if there are several. */
  fragment(name: number): number {
    return (this.#fragments[name] as number) - 1
  }

  /** All that a node holds has been added. @param node -1 for one that isn't kept, or a definition */
  close(node: number): void {
    if (node >= 0) this.nodes[node * COLUMNS + AFTER] = this.count
  }

  /** Begins a definition; undefined if there is no room. */
  define(type: number): Definition | undefined {
    if (this.count + this.definitions.length >= MAX_NODES) {
      this.isFull = true
      return undefined
    }
    const definition: Definition = {
      type,
      name: -1,
      directives: 0,
      start: this.count,
      end: this.count,
      firstSpread: this.spreads.length,
    }
    this.definitions.push(definition)
    return definition
  }
}
