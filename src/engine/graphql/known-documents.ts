import type { GraphqlShape } from '../body/parsers/graphql/shape.ts'
import type { Where } from '../types.ts'

/** Documents that are known at once; a power of two. */
export const MAX_KNOWN = 256
/** Bytes of a document that may become known. */
export const MAX_KNOWN_BYTES = 8_192
/** Names of root fields, over all operations, that a known document may have. */
export const MAX_KNOWN_NAMES = 256
/** A text's place depends on its beginning, where its name stands, and on so many words of the rest, evenly spaced. */
const BEGINNING = 48
const SAMPLED = 32
const WORD = 4

interface Known {
  readonly text: Buffer
  readonly where: Where
  readonly shape: GraphqlShape
}

/**
 * What documents turned out to be in which nothing was found and that woke no detector. Clients send the same few again and
 * again, with other variables: a text that is one of them byte for byte, in the same part of a request, is it again, whoever sent it first.
 * Bounded, and replaced in place: who sends many documents makes them cost what they cost without this.
 */
export class KnownDocuments {
  readonly #known: (Known | undefined)[] = new Array(MAX_KNOWN).fill(undefined)
  /** What was last seen for each place: only what comes twice in a row is worth a copy. */
  readonly #seen = new Uint32Array(MAX_KNOWN)
  /** Of the text that was asked for last. */
  #hash = 0

  /** @returns what the text is; undefined if it has to be read */
  find(text: Buffer, where: Where): GraphqlShape | undefined {
    if (text.length > MAX_KNOWN_BYTES) return undefined
    this.#hash = hashOf(text)
    const known = this.#known[this.#hash & (MAX_KNOWN - 1)]
    return known !== undefined && known.where === where && known.text.equals(text) ? known.shape : undefined
  }

  /** @param text that was asked for last, and has been read to its end since; there was nothing to find in it */
  keep(text: Buffer, where: Where, shape: GraphqlShape): void {
    if (text.length > MAX_KNOWN_BYTES || namesIn(shape) > MAX_KNOWN_NAMES) return
    const place = this.#hash & (MAX_KNOWN - 1)
    if (this.#seen[place] === this.#hash) this.#known[place] = { text: Buffer.from(text), where, shape }
    else this.#seen[place] = this.#hash
  }
}

function namesIn({ operations }: GraphqlShape): number {
  return operations.reduce((sum, { rootFieldNames }) => sum + rootFieldNames.length, 0)
}

/** Of a few words only: texts that differ elsewhere share a place, and are told apart there. */
function hashOf(text: Buffer): number {
  const last = text.length - WORD
  const step = Math.max(WORD, Math.ceil(last / SAMPLED))
  let hash = text.length
  for (let at = 0; at < last; at += at < BEGINNING ? WORD : step) hash = mixed(hash, wordAt(text, at))
  if (last > 0) hash = mixed(hash, wordAt(text, last))
  return (hash ^ (hash >>> 15)) >>> 0
}

function wordAt(text: Buffer, at: number): number {
  return (
    (text[at] as number) |
    ((text[at + 1] as number) << 8) |
    ((text[at + 2] as number) << 16) |
    ((text[at + 3] as number) << 24)
  )
}

/** A step of MurmurHash3's kind: good enough to spread over places. */
function mixed(hash: number, word: number): number {
  const turned = Math.imul(word, 0xcc9e2d51)
  const next = hash ^ ((turned << 15) | (turned >>> 17))
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0
}
