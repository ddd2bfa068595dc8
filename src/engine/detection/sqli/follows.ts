/**
 * Whether what stands behind a telling word or quote could be SQL: a look at two words at most, shared by the screen, which
 * sees bytes, and the quick look, which sees text. Prose (`salt and pepper`, `don't`, `the 'new' one`) ends here.
 */
import { isDigit, isLetter } from '../../ascii.ts'
import {
  COMPARES,
  CONTINUES,
  ENDS,
  ENDS_LIST,
  JOINS,
  LOGIC,
  NOT,
  NULLS,
  OPERATOR,
  PREFIX,
  QUERIES,
  READS,
  STATEMENT,
} from '../../asking/lists.ts'
import { codeAt, valueEnd, valueStart } from '../../asking/value.ts'
import { FAR, isWord, listsAt, wordEnd } from '../../asking/words.ts'

export function isSpace(code: i32): boolean {
  return code === 0x20 || code === 0x2b || (code >= 0x09 && code <= 0x0d)
}

/** Whether the word at `i` is on one of these lists. */
function isOn(i: i32, lists: i32): boolean {
  return (listsAt(i) & lists) !== 0
}

/** Behind white space; -1 if there is too much of it. */
export function skipSpace(i: i32): i32 {
  const stop = i + FAR
  while (isSpace(codeAt(i))) if (++i === stop) return -1
  return i
}

/** `terms-and-conditions`, `list/select`: behind a word's hyphen or slash stands no operator, and no statement. */
export function standsInName(word: i32): boolean {
  const before = codeAt(word - 1)
  return (before === 0x2d || before === 0x2f) && isLetter(codeAt(word - 2))
}

let negated = false

/** Behind AND NOT. */
function mayBeNegated(i: i32): boolean {
  negated = true
  const may = mayBeCondition(i)
  negated = false
  return may
}

/** What follows AND, OR, WHERE at `i` could be a condition. */
export function mayBeCondition(i: i32): boolean {
  const at = skipSpace(i)
  if (at === -1) return true
  const head = codeAt(at)
  if (isDigit(head) && countsSomething(at)) return false
  if (head === 0x28 && isEnumeration(at)) return false
  if (head === 0x5b || head === 0x60) return mayBeNamed(at)
  if (!isLetter(head) && head !== 0x5f && head <= 0x7f) return beginsOperand(head, codeAt(at + 1))
  const first = listsAt(at)
  if (codeAt(wordEnd) === 0 && valueEnd() - valueStart() <= 24 && (first & NULLS) !== 0) return true
  if ((first & PREFIX) !== 0) return true
  if ((first & NOT) !== 0 && isSpace(codeAt(wordEnd)) && !negated) return mayBeNegated(wordEnd)
  let end = wordEnd
  for (let code = codeAt(end); end - at < FAR; code = codeAt(end)) {
    // `well-known`, `it's`, `t.name`
    const joins = (code === 0x2d || code === 0x27 || code === 0x2e) && isLetter(codeAt(end + 1))
    if (!joins && !isWord(code)) break
    end++
  }
  if (end - at >= FAR) return true
  const behind = codeAt(end)
  if (!isSpace(behind)) return beginsOperator(end)
  const second = skipSpace(end)
  if (second === -1) return true
  const code = codeAt(second)
  // A string beside a name; its quotes are looked at themselves.
  if (code === 0x27 || code === 0x22 || code === 0x60) return false
  if (code === 0x28) return mayBeArguments(second + 1)
  return isWord(code) ? mayOperate(second) : beginsOperator(second)
}

/** The word at `i` is an operator, and what follows it could be an operand. */
function mayOperate(i: i32): boolean {
  const word = listsAt(i)
  if ((word & OPERATOR) === 0) return false
  // `x not like 'a'`; `it does not respect …`
  if ((word & NOT) !== 0) {
    const next = skipSpace(wordEnd)
    return next === -1 || !isLetter(codeAt(next)) || isOn(next, OPERATOR | NULLS)
  }
  return (word & COMPARES) === 0 || mayBeCompared(wordEnd)
}

/** `(a) the name`, `(iii) to be sent`, `(2) all others`: the items of a list. */
export function isEnumeration(i: i32): boolean {
  let end = i + 1
  while ((isLetter(codeAt(end)) || isDigit(codeAt(end))) && end - i < 6) end++
  if (end === i + 1 || codeAt(end) !== 0x29 || codeAt(end + 1) !== 0x20) return false
  return isLetter(codeAt(end + 2)) && !mayGoOn(end + 2)
}

/**
 * A name in brackets or backticks at `i`, `[dbo].[f](1)`, that a condition could begin with; not `[a link](https://…)`,
 * `` `x` are ``.
 */
function mayBeNamed(i: i32): boolean {
  let end = i - 1
  do {
    end = namePartEnd(end + 1)
    if (end === -1) return true
  } while (codeAt(end) === 0x2e)
  if (codeAt(end) === 0x28) return codeAt(end - 1) !== 0x5d || !beginsLink(end + 1)
  const next = skipSpace(end)
  // `[id]+1`, which might be a space in a form.
  if (next === -1 || codeAt(end) === 0x2b) return true
  if (!isWord(codeAt(next))) return beginsOperator(next)
  return isOn(next, OPERATOR) ? mayOperate(next) : mayGoOn(next)
}

/** Behind a part of a name, in brackets, in backticks or plain; -1 if it has no end near. */
function namePartEnd(i: i32): i32 {
  const open = codeAt(i)
  const close = open === 0x5b ? 0x5d : open
  const stop = i + FAR
  let end = i + 1
  if (open !== 0x5b && open !== 0x60) {
    while (isWord(codeAt(end))) if (end++ === stop) return -1
    return end
  }
  for (let code = codeAt(end); code !== close; code = codeAt(++end)) if (code === 0 || end === stop) return -1
  return end + 1
}

/** An address, or a path, of a link. */
function beginsLink(i: i32): boolean {
  const code = codeAt(i)
  if (code === 0x2f || code === 0x23 || code === 0x2e) return true
  listsAt(i)
  return wordEnd > i && codeAt(wordEnd) === 0x3a
}

/** Behind a word and `(`: arguments; not `(including all others)`. */
function mayBeArguments(i: i32): boolean {
  const at = skipSpace(i)
  if (at === -1 || !isLetter(codeAt(at)) || isOn(at, PREFIX)) return true
  const next = skipSpace(wordEnd)
  return next === wordEnd || next === -1 || !isLetter(codeAt(next)) || mayGoOn(next)
}

/** What follows ORDER or GROUP at `i` could be BY and a column. */
export function maySort(i: i32): boolean {
  const isBy = (codeAt(i + 1) | 0x20) === 0x62 && (codeAt(i + 2) | 0x20) === 0x79
  // With more, or something else, between the two it is no prose.
  return !isBy || (codeAt(i) !== 0x20 && codeAt(i) !== 0x2b) || mayBeOrdered(i + 3)
}

/** What follows ORDER BY or GROUP BY at `i` could be a column: prose goes on with a second word (`order by Friday and …`). */
function mayBeOrdered(i: i32): boolean {
  const at = skipSpace(i)
  if (at === -1 || !isLetter(codeAt(at)) || isOn(at, PREFIX)) return true
  const second = skipSpace(wordEnd)
  if (second === wordEnd || second === -1 || !isLetter(codeAt(second))) return true
  return isOn(second, LOGIC) ? mayBeCondition(wordEnd) : mayGoOn(second)
}

/** The word at `i` may stand behind an operand. */
export function mayGoOn(i: i32): boolean {
  return isOn(i, OPERATOR | CONTINUES | ENDS) || wordEnd - i >= FAR
}

/** The number at `i` is prose: `9:00 and 12:30`, `2 and 3 pieces`. */
function countsSomething(i: i32): boolean {
  let end = i
  while (isDigit(codeAt(end)) && end - i < 8) end++
  if (codeAt(end) === 0x3a) return isDigit(codeAt(end + 1))
  return codeAt(end) === 0x20 && isLetter(codeAt(end + 1)) && !mayGoOn(end + 1)
}

/** Behind LIKE, IN, IS, BETWEEN. */
export function mayBeCompared(i: i32): boolean {
  const at = skipSpace(i)
  return at === -1 || !isLetter(codeAt(at)) || isOn(at, NULLS) || codeAt(wordEnd) === 0x28
}

/** No letter: a digit, a bracket, a sign. */
function beginsOperand(code: i32, next: i32): boolean {
  switch (code) {
    case 0:
    case 0x2c:
    case 0x3a:
    case 0x3f:
    case 0x29:
    case 0x5d:
    case 0x3c:
    case 0x2f:
      return code === 0x2f && next === 0x2a
    case 0x2e:
      return isDigit(next)
  }
  return true
}

/** Behind an operand: what isn't the punctuation of a sentence. */
export function beginsOperator(at: i32): boolean {
  const next = codeAt(at + 1)
  switch (codeAt(at)) {
    case 0:
    case 0x2c:
    case 0x2e:
    case 0x3f:
    case 0x29:
    case 0x5d:
      return false
    case 0x3a:
      return next === 0x3a
    case 0x3b:
      // `; whatever it may be`
      return next !== 0x20 || !isLetter(codeAt(at + 2)) || isOn(at + 2, STATEMENT)
    case 0x21:
      return next === 0x3d || next === 0x7e || next === 0x3c || next === 0x3e
    case 0x2d:
      return next === 0x2d || next === 0x3e || isDigit(next) || next === 0x28
  }
  return true
}

/** Stands before a word of prose. */
function endsProse(code: i32): boolean {
  switch (code) {
    case 0:
    case 0x20:
    case 0x2c:
    case 0x2e:
    case 0x3a:
    case 0x21:
    case 0x3f:
    case 0x22:
    case 0x27:
    case 0x60:
      return true
  }
  return false
}

/** SELECT at `word` could begin a statement: what stands before it or behind it isn't prose. */
export function maySelect(word: i32, end: i32): boolean {
  // `selectors`, `selected`
  if (isLetter(codeAt(end))) return false
  let before = word - 1
  while (isSpace(codeAt(before)) && word - before < 8) before--
  const last = codeAt(before)
  if (!isWord(last) && !endsProse(last)) return true
  if (isWord(last) && joinsSelects(before)) return true
  const at = skipSpace(end)
  if (at === -1) return true
  const code = codeAt(at)
  if (!isWord(code)) return beginsOperand(code, codeAt(at + 1))
  if (isDigit(code)) return true
  if (isOn(at, PREFIX | READS)) return true
  const behind = skipSpace(wordEnd)
  if (behind === -1 || wordEnd - at >= FAR) return true
  const next = codeAt(behind)
  if (isWord(next)) return isOn(behind, ENDS_LIST)
  // `select headphones & case`
  if (next === 0x26 && codeAt(behind + 1) === 0x20 && isLetter(codeAt(behind + 2))) return false
  return next === 0x2c || next === 0x2e || beginsOperator(behind)
}

/** The word that ends at `last` is UNION or what may stand behind it. */
function joinsSelects(last: i32): boolean {
  let start = last
  while (last - start < 12 && isWord(codeAt(start - 1))) start--
  return isOn(start, JOINS)
}

/** UNION at `word` stands behind a number, a quote or a bracket, and a query that isn't SELECT follows. */
export function mayUnite(word: i32, end: i32): boolean {
  let before = word - 1
  while (isSpace(codeAt(before)) && word - before < 8) before--
  const last = codeAt(before)
  const joined = isDigit(last) || last === 0x29 || last === 0x2f || last === 0x0a || last === 0x60
  if (!joined && !isSpace(last) && !(isWord(last) && before === word - 1)) return false
  const at = skipSpace(end)
  if (at === -1) return true
  const code = codeAt(at)
  if (isWord(code)) return isOn(at, QUERIES)
  return code === 0x28 || code === 0x23 || (code === 0x2f && codeAt(at + 1) === 0x2a) || code === 0x2d
}

/** Behind a semicolon and white space: what begins a statement, or could; not `; (b) the other`, `; and so on`. */
export function mayBeStacked(i: i32): boolean {
  const at = skipSpace(i)
  if (at === -1) return true
  const code = codeAt(at)
  if (isLetter(code)) return isOn(at, STATEMENT)
  return code <= 0x7f && !(code === 0x28 && isEnumeration(at))
}

/** WHEN at `word` stands behind CASE. */
export function standsBehindCase(word: i32): boolean {
  let before = word - 1
  const stop = before - FAR
  while (isSpace(codeAt(before)) && before > stop) before--
  if (before === stop) return true
  const last = codeAt(before)
  if (last === 0) return false
  if (!isWord(last)) return last !== 0x2c && last !== 0x2e && last !== 0x3b && last !== 0x22 && last !== 0x27
  return (
    (last | 0x20) === 0x65 &&
    (codeAt(before - 1) | 0x20) === 0x73 &&
    (codeAt(before - 2) | 0x20) === 0x61 &&
    (codeAt(before - 3) | 0x20) === 0x63
  )
}
