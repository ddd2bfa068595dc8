import { reading as r } from './reading.ts'
import { T } from './token-kinds.ts'

/** Tokens at the start of a value that are read even if they are prose. */
export const headLength = 8

/** The first tokens, without brackets and operators before them. */
class Head {
  readonly kinds = new Uint8Array(headLength)
  readonly starts = new Int32Array(headLength)
  readonly ends = new Int32Array(headLength)
  count = 0
  /** The value begins with a logical operator's symbol. */
  leads = false
  native = false
  having = false
  /** The server is asked about itself. */
  server = false
  branches = false
  /** A number, ORDER BY, and since then nothing but numbers of columns. */
  sorts = false

  reset(): void {
    this.count = 0
    this.leads = this.native = this.having = this.server = this.branches = this.sorts = false
  }

  is(index: number, word: string): boolean {
    const start = this.starts[index] as number
    if ((this.ends[index] as number) - start !== word.length) return false
    for (let i = 0; i < word.length; i++) if ((r.text.charCodeAt(start + i) | 0x20) !== word.charCodeAt(i)) return false
    return true
  }

  /** What stands behind the first token and the brackets that it closes. */
  behindFirst(): number {
    let at = 1
    while (this.kinds[at] === T.right && at < this.count) at++
    return at
  }

  isUpper(index: number): boolean {
    for (let i = this.starts[index] as number; i < (this.ends[index] as number); i++) {
      const code = r.text.charCodeAt(i)
      if (code >= 0x61 && code <= 0x7a) return false
    }
    return true
  }
}

export const head = new Head()
