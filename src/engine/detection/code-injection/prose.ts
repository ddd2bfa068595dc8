/** Whether a text is written for people. */
import { isNameCode } from './matters.ts'

const LOOKED_AT = 2_048
/** Words beside words that make a sentence of it. */
const FEWEST = 2

/** Words that stand beside names in code. */
const keywords: ReadonlySet<string> = new Set(
  (
    'import from as new return def class if elif else for foreach in while var let const function fn func async await echo print ' +
    'require include puts not lambda throw try catch except finally global public private static void int string boolean char ' +
    'final local rescue module package case switch typeof instanceof delete yield raise del unless'
  ).split(' '),
)

/** Words that no language of programs has. */
const stopWords: ReadonlySet<string> = new Set(
  'the you your please which this that it its to of me we are was were can could should would have has how what when why there'.split(
    ' ',
  ),
)

/** A comment that follows a statement: nobody reads on. */
const COMMENT = /;\s{0,4}(?:\/\/|#|\/\*|--)/

/** Words stand beside words, outside of strings, as they do in a sentence. */
export function isProse(text: string): boolean {
  const comment = text.slice(0, LOOKED_AT).search(COMMENT)
  const limit = comment === -1 ? Math.min(text.length, LOOKED_AT) : comment
  let pairs = 0
  let last = ''
  let quote = 0
  for (let i = 0; i < limit; ) {
    const code = text.charCodeAt(i)
    if (quote !== 0) {
      if (code === quote || code === 0x0a) quote = 0
      i++
      continue
    }
    const isLetter = ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code > 0xbf
    if (isLetter || isNameCode(code)) {
      const start = i
      let isWord = isLetter
      for (; i < limit; i++) {
        const next = text.charCodeAt(i)
        if (next > 0xbf) continue
        if (!isNameCode(next) && !(next === 0x27 && isApostrophe(text, i))) break
        if (next === 0x5f || next === 0x24) isWord = false
      }
      const next = text.charCodeAt(i)
      const endsWord = next <= 0x20 || next === 0x2c || next === 0x2e || next === 0x3f || next === 0x21 || i === limit
      const word = isWord && endsWord && i - start < 24 ? text.slice(start, i).toLowerCase() : ''
      if (stopWords.has(word) && ++pairs >= FEWEST) return true
      if (word !== '' && last !== '' && !keywords.has(last) && !keywords.has(word) && ++pairs >= FEWEST) return true
      last = word
      continue
    }
    if (code === 0x22 || (code === 0x27 && !isApostrophe(text, i))) {
      quote = closes(text, i, code, limit) ? code : 0
      last = ''
    } else if (code !== 0x20 && code !== 0x2c) last = ''
    i++
  }
  return false
}

function closes(text: string, at: number, quote: number, limit: number): boolean {
  const most = Math.min(limit, at + 96)
  for (let i = at + 1; i < most; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) return true
    if (code === 0x0a) return false
  }
  return false
}

function isApostrophe(text: string, at: number): boolean {
  const letter = (code: number) => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
  return letter(text.charCodeAt(at - 1)) && letter(text.charCodeAt(at + 1))
}
