import { isDigit, isLetter } from '../../ascii.ts'

/**
 * Whether what stands behind a telling word or quote could be SQL: a look at two words at most, shared by the screen, which
 * sees bytes, and the quick look, which sees text. Prose (`salt and pepper`, `don't`, `the 'new' one`) ends here.
 */

/** Text, or UTF-8; one is reused. */
class Source {
  bytes: Uint8Array | undefined
  text = ''
  start = 0
  end = 0

  /** The code at `i`; 0 behind the end. */
  at(i: number): number {
    if (i < this.start || i >= this.end) return 0
    return this.bytes === undefined ? this.text.charCodeAt(i) : (this.bytes[i] as number)
  }
}

const source = new Source()

/** Looks at `bytes[start, end)` from now on. */
export function lookAtBytes(bytes: Uint8Array, start: number, end: number): void {
  source.bytes = bytes
  source.start = start
  source.end = end
}

export function lookAtText(text: string): void {
  source.bytes = undefined
  source.text = text
  source.start = 0
  source.end = text.length
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x2b || (code >= 0x09 && code <= 0x0d)
/** Letters of other scripts count as letters. */
const isWord = (code: number): boolean =>
  isLetter(code) || isDigit(code) || code === 0x5f || code === 0x24 || code > 0x7f

/** More white space or letters than this are an attacker's: nothing is ruled out. */
const FAR = 64

function hash(word: string): number {
  let h = 0
  for (let i = 0; i < word.length; i++) h = (Math.imul(h, 31) + word.charCodeAt(i)) | 0
  return h
}

const setOf = (words: string): ReadonlySet<number> => new Set(words.split(/\s+/).map(hash))

/** Before an operand: what follows tells. */
const prefixes = setOf('exists binary case select distinct interval')
const not = hash('not')
const conditional = hash('if')
/** Operators between operands that are prose as well. */
const operators = setOf('like rlike regexp glob ilike similar sounds in is between div mod xor collate union match not')
/** Behind a quote that the value leaves. */
const continues =
  setOf(`and or xor not like rlike regexp glob ilike similar match sounds in between is div mod collate union
  intersect except minus select from where having order group by limit offset into drop create alter truncate insert replace
  merge update delete exec execute declare shutdown waitfor begin call case when then else end as procedure set asc desc
  returning for using procedure rows fetch escape`)
/** Behind an operand that ends a condition, or ORDER BY. */
const ends =
  setOf(`nulls lock window with qualify if print use backup restore kill raiserror while dbcc grant revoke go open close fetch
  deny throw return goto at partition rows range groups outfile dumpfile over within filter ignore respect all any some
  isnull notnull overlaps contains member of escape as then end is`)
const logics = setOf('and or xor')
const comparing = setOf('like in is between')
const nulls = setOf('null not true false unknown distinct')

let wordEnd = 0

/** The hash of the letters from `i`, in lower case; `wordEnd` is behind them. */
function hashAt(i: number): number {
  let h = 0
  let code = source.at(i)
  const stop = i + FAR
  while (isWord(code) && i < stop) {
    h = (Math.imul(h, 31) + (isLetter(code) ? code | 0x20 : code)) | 0
    code = source.at(++i)
  }
  wordEnd = i
  return h
}

/** Behind white space; -1 if there is too much of it. */
function skipSpace(i: number): number {
  const stop = i + FAR
  while (isSpace(source.at(i))) if (++i === stop) return -1
  return i
}

let negated = false

/** Behind AND NOT. */
function mayBeNegated(i: number): boolean {
  negated = true
  const may = mayBeCondition(i)
  negated = false
  return may
}

/** What follows AND, OR, WHERE at `i` could be a condition. */
export function mayBeCondition(i: number): boolean {
  const at = skipSpace(i)
  if (at === -1) return true
  const head = source.at(at)
  if (isDigit(head) && countsSomething(at)) return false
  if (!isLetter(head) && head !== 0x5f && head <= 0x7f) return beginsOperand(head, source.at(at + 1))
  const first = hashAt(at)
  if (source.at(wordEnd) === 0 && source.end - source.start <= 24 && nulls.has(first)) return true
  if (prefixes.has(first)) return true
  if (first === not && isSpace(source.at(wordEnd)) && !negated) return mayBeNegated(wordEnd)
  let end = wordEnd
  for (let code = source.at(end); end - at < FAR; code = source.at(end)) {
    // `well-known`, `it's`, `t.name`
    const joins = (code === 0x2d || code === 0x27 || code === 0x2e) && isLetter(source.at(end + 1))
    if (!joins && !isWord(code)) break
    end++
  }
  if (end - at >= FAR) return true
  const behind = source.at(end)
  if (!isSpace(behind)) return beginsOperator(behind, source.at(end + 1))
  const second = skipSpace(end)
  if (second === -1) return true
  const code = source.at(second)
  // A string beside a name; its quotes are looked at themselves.
  if (code === 0x27 || code === 0x22 || code === 0x60) return false
  if (!isWord(code)) return beginsOperator(code, source.at(second + 1))
  const word = hashAt(second)
  if (!operators.has(word)) return false
  return !comparing.has(word) || mayBeCompared(wordEnd)
}

/** What follows ORDER BY or GROUP BY at `i` could be a column: prose goes on with a second word (`order by Friday and …`). */
export function mayBeOrdered(i: number): boolean {
  const at = skipSpace(i)
  if (at === -1 || !isLetter(source.at(at)) || prefixes.has(hashAt(at))) return true
  const second = skipSpace(wordEnd)
  if (second === wordEnd || second === -1 || !isLetter(source.at(second))) return true
  return logics.has(hashAt(second)) ? mayBeCondition(wordEnd) : mayGoOn(second)
}

/** The word at `i` may stand behind an operand. */
function mayGoOn(i: number): boolean {
  const word = hashAt(i)
  return operators.has(word) || continues.has(word) || ends.has(word) || wordEnd - i >= FAR
}

/** The number at `i` is prose: `9:00 and 12:30`, `2 and 3 pieces`. */
function countsSomething(i: number): boolean {
  let end = i
  while (isDigit(source.at(end)) && end - i < 8) end++
  if (source.at(end) === 0x3a) return isDigit(source.at(end + 1))
  return source.at(end) === 0x20 && isLetter(source.at(end + 1)) && !mayGoOn(end + 1)
}

/** Behind LIKE, IN, IS, BETWEEN. */
function mayBeCompared(i: number): boolean {
  const at = skipSpace(i)
  return at === -1 || !isLetter(source.at(at)) || nulls.has(hashAt(at)) || source.at(wordEnd) === 0x28
}

/** No letter: a digit, a bracket, a sign. */
function beginsOperand(code: number, next: number): boolean {
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
function beginsOperator(code: number, next: number): boolean {
  switch (code) {
    case 0:
    case 0x2c:
    case 0x2e:
    case 0x3f:
    case 0x29:
    case 0x5d:
      return false
    case 0x3a:
      return next === 0x3a
    case 0x21:
      return next === 0x3d || next === 0x7e || next === 0x3c || next === 0x3e
    case 0x2d:
      return next === 0x2d || next === 0x3e || isDigit(next) || next === 0x28
  }
  return true
}

/** What follows a quote that ends before `i` could continue a statement. */
export function mayLeave(i: number): boolean {
  let at = i
  let code = source.at(at)
  const stop = at + FAR
  while (code === 0x29 || (isSpace(code) && code !== 0x2b)) {
    if (++at === stop) return true
    code = source.at(at)
  }
  if (isWord(code)) {
    if (isDigit(code)) return false
    const word = hashAt(at)
    if (word === conditional) return source.at(wordEnd) !== 0x20 || source.at(wordEnd + 1) === 0x28
    if (!continues.has(word)) return wordEnd - at >= FAR || beginsPrefix(wordEnd)
    return !logics.has(word) || (source.at(wordEnd) === 0 && source.end - source.start <= 64) || mayBeCondition(wordEnd)
  }
  const next = source.at(at + 1)
  switch (code) {
    case 0:
      return !closesSpeech(i - 1)
    case 0x2e:
    case 0x3f:
    case 0x5d:
    case 0x7d:
    case 0x5c:
      return false
    case 0x21:
      return next === 0x3d || next === 0x7e
    case 0x3a:
      return next === 0x3a
    case 0x2c:
      return mayBeListed(at + 1)
  }
  return true
}

/** `"Yes."` */
function closesSpeech(quote: number): boolean {
  if (source.at(quote) !== 0x22) return false
  const before = source.at(quote - 1)
  return before === 0x2e || before === 0x21 || before === 0x3f || before === 0x2c
}

/** Behind a comma: a call, an assignment, or a row. */
function mayBeListed(i: number): boolean {
  const at = skipSpace(i)
  if (at === -1) return true
  const code = source.at(at)
  if (!isWord(code)) return code === 0x28 || code === 0x40 || (code === 0x27 && isSpace(source.at(at + 1)))
  hashAt(at)
  const end = skipSpace(wordEnd)
  return end === -1 || source.at(end) === 0x28 || source.at(end) === 0x3d
}

/** A string's prefix: `N'`, `_utf8'`. */
function beginsPrefix(i: number): boolean {
  const code = source.at(i)
  return code === 0x28
}

/** Stands before a word of prose. */
function endsProse(code: number): boolean {
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
export function maySelect(word: number, end: number): boolean {
  let before = word - 1
  while (isSpace(source.at(before)) && word - before < 8) before--
  const last = source.at(before)
  if (!isWord(last) && !endsProse(last)) return true
  if (isWord(last) && joinsSelects(before)) return true
  const at = skipSpace(end)
  if (at === -1) return true
  const code = source.at(at)
  if (!isWord(code)) return beginsOperand(code, source.at(at + 1))
  if (isDigit(code)) return true
  if (prefixes.has(hashAt(at)) || reads.has(hashAt(at))) return true
  const behind = skipSpace(wordEnd)
  if (behind === -1 || wordEnd - at >= FAR) return true
  const next = source.at(behind)
  if (isWord(next)) return lists.has(hashAt(behind))
  return next === 0x2c || next === 0x2e || beginsOperator(next, source.at(behind + 1))
}

const setWords = setOf('union all distinct except intersect minus')

/** The word that ends at `last` is UNION or what may stand behind it. */
function joinsSelects(last: number): boolean {
  let start = last
  while (last - start < 12 && isWord(source.at(start - 1))) start--
  return setWords.has(hashAt(start))
}

const queries = setOf('table values with all distinct')

/** UNION at `word` stands behind a number, a quote or a bracket, and a query that isn't SELECT follows. */
export function mayUnite(word: number, end: number): boolean {
  let before = word - 1
  while (isSpace(source.at(before)) && word - before < 8) before--
  const last = source.at(before)
  const joined = isDigit(last) || last === 0x29 || last === 0x2f || last === 0x0a || last === 0x60
  if (!joined && !isSpace(last) && !(isWord(last) && before === word - 1)) return false
  const at = skipSpace(end)
  if (at === -1) return true
  const code = source.at(at)
  if (isWord(code)) return queries.has(hashAt(at))
  return code === 0x28 || code === 0x23 || (code === 0x2f && source.at(at + 1) === 0x2a) || code === 0x2d
}

const reads = setOf(
  'user database version current_user session_user system_user sysdate banner top distinct all concat',
)
const lists = setOf('from as into union where limit order')

/** WHEN at `word` stands behind CASE. */
export function standsBehindCase(word: number): boolean {
  let before = word - 1
  const stop = before - FAR
  while (isSpace(source.at(before)) && before > stop) before--
  if (before === stop) return true
  const last = source.at(before)
  if (last === 0) return false
  if (!isWord(last)) return last !== 0x2c && last !== 0x2e && last !== 0x3b && last !== 0x22 && last !== 0x27
  return (
    (last | 0x20) === 0x65 &&
    (source.at(before - 1) | 0x20) === 0x73 &&
    (source.at(before - 2) | 0x20) === 0x61 &&
    (source.at(before - 3) | 0x20) === 0x63
  )
}
