import { createHash, type Hash } from 'node:crypto'
import { KeptText } from '../kept-text.ts'

/** What a safelist and a schema need of a document's text. */
export class TextRecord {
  readonly text: KeptText | undefined
  readonly #hash: Hash | undefined

  constructor(keepsHash: boolean, keepsText: boolean) {
    this.#hash = keepsHash ? createHash('sha256') : undefined
    this.text = keepsText ? new KeptText() : undefined
  }

  add(chunk: Buffer): void {
    this.#hash?.update(chunk)
    this.text?.add(chunk)
  }

  /** SHA-256 of all of it, to be asked for once; undefined if nobody needs it. */
  hash(): string | undefined {
    return this.#hash?.digest('hex')
  }
}
