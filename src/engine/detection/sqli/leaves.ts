/** What stands behind a quote: whether it could go on with a statement. Shared by the screen and the quick look, as `follows.ts`. */
import { isDigit, isLetter } from '../../ascii.ts'
import { COMPARES, CONTINUES, IF, LOGIC, NAMES, PREFIX } from '../../asking/lists.ts'
import { codeAt, valueEnd, valueStart } from '../../asking/value.ts'
import { FAR, isWord, listsAt, wordEnd } from '../../asking/words.ts'
import { beginsOperator, isEnumeration, isSpace, mayBeCompared, mayBeCondition, mayGoOn, skipSpace } from './follows.ts'

/** What follows a quote that ends before `i` could continue a statement. */
export function mayLeave(i: i32): boolean {
  let at = i
  let code = codeAt(at)
  const stop = at + FAR
  while (code === 0x29 || (isSpace(code) && code !== 0x2b)) {
    if (++at === stop) return true
    code = codeAt(at)
  }
  if (isWord(code)) {
    if (isDigit(code)) return false
    const word = listsAt(at)
    if ((word & IF) !== 0) return codeAt(wordEnd) !== 0x20 || codeAt(wordEnd + 1) === 0x28
    if ((word & CONTINUES) === 0) return wordEnd - at >= FAR || beginsPrefix(wordEnd)
    const behind = wordEnd
    if ((word & COMPARES) !== 0) return mayBeCompared(behind) || endsBehindName(behind)
    if ((word & NAMES) !== 0) return mayBeRenamed(wordEnd)
    return (word & LOGIC) === 0 || (codeAt(wordEnd) === 0 && valueEnd() - valueStart() <= 64) || mayBeCondition(wordEnd)
  }
  const next = codeAt(at + 1)
  switch (code) {
    case 0:
      return !closesSpeech(i - 1) && !closesWords(i - 1)
    case 0x2e:
    case 0x3f:
    case 0x5b:
    case 0x5d:
    case 0x7d:
    case 0x5c:
      return false
    case 0x28:
      return at > i && !isEnumeration(at)
    case 0x2f:
      // `<br class="x"/>`
      return next !== 0x3e || !closesWords(i - 1)
    case 0x3e:
      return at > i || !closesWords(i - 1)
    case 0x21:
      return next === 0x3d || next === 0x7e
    case 0x3a:
      return next === 0x3a
    case 0x2c:
      return mayBeListed(at + 1)
  }
  return true
}

/** A name at `i`, and what goes on with the statement or cuts it off: `" like name#`; not `"IJ" in Dutch) should`, `"x" is new`. */
function endsBehindName(i: i32): boolean {
  const name = skipSpace(i)
  if (name === -1 || (listsAt(name) & PREFIX) !== 0) return true
  // `t.name`
  if (codeAt(wordEnd) === 0x2e && isWord(codeAt(wordEnd + 1))) listsAt(wordEnd + 1)
  let at = skipSpace(wordEnd)
  if (at !== -1 && codeAt(at) === 0x29) at = skipSpace(at + 1)
  if (at === -1) return true
  const code = codeAt(at)
  if (isWord(code)) return mayGoOn(at)
  if (code === 0x2c) return isDigit(codeAt(at + 1)) || mayBeListed(at + 1)
  if (code !== 0x2e) return beginsOperator(at)
  const next = codeAt(at + 1)
  return next === 0x22 || next === 0x27
}

/** Behind AS: a name, and what goes on with the statement; not `'as-is'`, `"AS IS"`. */
function mayBeRenamed(i: i32): boolean {
  if (codeAt(i) === 0x2d) return false
  const at = skipSpace(i)
  if (at === -1 || !isLetter(codeAt(at))) return true
  listsAt(at)
  const behind = codeAt(wordEnd)
  return behind !== 0x22 && behind !== 0x27 && behind !== 0x60
}

/** `"Yes."` */
function closesSpeech(quote: i32): boolean {
  if (codeAt(quote) !== 0x22) return false
  const before = codeAt(quote - 1)
  return before === 0x2e || before === 0x21 || before === 0x3f || before === 0x2c
}

/** A URL in an attribute. */
const LONGEST_ATTRIBUTE: i32 = 256

/** `the "next step"`, `<a href="/x">`, `encoding="UTF-8"`, `W/"5f-1a"`: a mark that opens behind white space or a sign, and no other between them. */
function closesWords(quote: i32): boolean {
  if (codeAt(quote) !== 0x22) return false
  const stop = quote - LONGEST_ATTRIBUTE
  let open = quote - 1
  while (open > stop && codeAt(open) !== 0x22) if (codeAt(open--) === 0) return false
  const before = codeAt(open - 1)
  const opens =
    isSpace(before) || before === 0 || before === 0x3d || before === 0x2f || before === 0x3a || before === 0x28
  return opens && open > stop && isWord(codeAt(open + 1))
}

/** Behind a comma: a call, an assignment, or a row. */
function mayBeListed(i: i32): boolean {
  const at = skipSpace(i)
  if (at === -1) return true
  const code = codeAt(at)
  if (!isWord(code)) return code === 0x28 || code === 0x40 || (code === 0x27 && isSpace(codeAt(at + 1)))
  listsAt(at)
  const end = skipSpace(wordEnd)
  return end === -1 || codeAt(end) === 0x28 || codeAt(end) === 0x3d
}

/** A string's prefix: `N'`, `_utf8'`. */
function beginsPrefix(i: i32): boolean {
  const code = codeAt(i)
  return code === 0x28
}
