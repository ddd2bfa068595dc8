/** What prose cites: in Markdown's code spans, or in quotes. */
import { isLetter } from '../../ascii.ts'
import { plainQuote } from './characters.ts'
import { reading as r } from './reading.ts'
import { scanner } from './tokeniser.ts'

const span = /^`[^`'"#;\n]{1,200};?`(?=$|[\s.,:!?)\]*s-])/
const quotation = /^"[^`"#;\n]{1,200}"(?=$|[\s.,:!?)\]])/
const pathPattern = /^"(?:\/[\w.-]{1,40}){1,8}\/\*{1,2}"(?=$|[\s.,:!?)\]])/

/** `path:"/api/*"`: what begins a comment ends the path of a field; not `admin"/*"`, which closes a string and cuts off the rest. */
export function isPathPattern(text: string, mark: number): boolean {
  return /^\w:$/.test(text.slice(Math.max(0, mark - 2), mark)) && pathPattern.test(text.slice(mark, mark + 360))
}

/**
 * A tick or a double quote that opens a citation amid words, whose end stands where words go on. What is cited can't leave
 * a string, for want of another quote of its kind, and nothing joins it to a statement that the mark before it has left.
 */
export function isCitation(text: string, mark: number): boolean {
  if (mark < 2 || !/[\s([*|]/.test(text.charAt(mark - 1))) return false
  const isAssigned = text.charAt(mark - 2) === '='
  if (!isAssigned && !/\p{L}|[,.:(|#-]/u.test(text.charAt(mark - 2))) return false
  const pattern = text.charCodeAt(mark) === 0x60 ? span : quotation
  const [code] = pattern.exec(text.slice(mark, mark + 208)) ?? []
  if (code === undefined || code.includes('--') || code.includes('/*')) return false
  // A program's line, which ends behind the string, or puts more to it.
  return !isAssigned || /^(?:$|[\n,)]|\s?\+\s?[A-Za-z])/.test(text.slice(mark + code.length, mark + code.length + 4))
}

const statement = /^(["'])select [^"'`#;\n]{1,200}\1(?:$|[,.)]|\s(?!\s{0,4}(?:--|#|\/\*)))/i

/** What has to go on: SQL Server takes `'select name from users where name>'`, without a semicolon, for a second statement. */
const goesOn =
  /(?:[=<>!+*/%&|^~,(-]|\sfrom\s[^"']{1,160}\s(?:and|as|between|by|collate|escape|in|is|like|not|or|where))\s*["']/i

/** `failed: 'SELECT * FROM t'`: a whole statement from one quote to the other. */
export function isStatementInQuotes(text: string, mark: number): boolean {
  if (mark > 0 && !/[\s=(:,]/.test(text.charAt(mark - 1))) return false
  const [code] = statement.exec(text.slice(mark, mark + 208)) ?? []
  return code !== undefined && !code.includes('--') && !code.includes('/*') && !goesOn.test(code)
}

const element = /^<\/?[a-z][a-z0-9-]{0,30}>$/i

/** The quote that nearly every string of a statement stands in: `name='any words '>>''` is true of every name, whatever the words. */
const STRING_QUOTE = 0x27

/**
 * `` `<ul>`, `<ol>` ``, `the parameter "<charset>"`: an element or a placeholder in quotes. `x'<id>'` compares with a column, so
 * that words have to stand before a quote that may be a string's, and no name before a tick.
 */
export function isElement(text: string, mark: number): boolean {
  if (text.charCodeAt(mark) === STRING_QUOTE) return false
  const quote = plainQuote(text.charCodeAt(mark))
  if (quote === 0x60 ? /\w/.test(text.charAt(mark - 1)) : !isAmidWords(text, mark)) return false
  const limit = Math.min(text.length, mark + 36)
  for (let end = mark + 3; end < limit; end++) {
    if (plainQuote(text.charCodeAt(end)) === quote) return element.test(text.slice(mark + 1, end))
  }
  return false
}

const wordsBefore = /\p{L}[,.;:]?[ \n]{1,2}\(?[\p{L}-]+(?:\.\p{L}{1,4})?[.,:]{0,2}[\s(]\(?$/u

/** `colours without '#'`: behind two words at least, since databases that pad names take `admin ` for one of their own. */
export function isAmidWords(text: string, mark: number): boolean {
  return wordsBefore.test(text.slice(Math.max(0, mark - 48), mark))
}

/** None of them ends in a sign that stands before an operand: `">-"`. */
const signs = /^[*/+%&|^<>=!~-]{0,2}[*/%&|^<>=] ?$/

/** `the combinator ">>"`, `must not hold “/”.`: signs in quotes that words speak of. */
export function isCitedOperator(text: string, mark: number): boolean {
  if (text.charCodeAt(mark) === STRING_QUOTE) return false
  const quote = plainQuote(text.charCodeAt(mark))
  let end = mark + 1
  while (end < mark + 6 && end < text.length && plainQuote(text.charCodeAt(end)) !== quote) end++
  if (!signs.test(text.slice(mark + 1, end)) || !/^.(?:$|[\s.,:;!?)\]])/.test(text.slice(end, end + 2))) return false
  return isAmidWords(text, mark)
}

/** `"Exec" in its file`, `Name eq 'select'`, `` in `exec' ``: the word that is being read is all that stands in the quotes. */
export function isWordInQuotes(): boolean {
  return r.tokens === 1 && scanner.start === r.at + 1 && closesHere()
}

/** `Fix the "Drop table" button`: of a statement that begins in the quotes, nothing but the word that is being read. */
export function isPhraseInQuotes(): boolean {
  return r.tokens === 2 && r.text.charCodeAt(r.at + 1) > 0x20 && closesHere()
}

/** The quote that the value would have left is closed behind the word that is being read; ticks by apostrophes as well. */
function closesHere(): boolean {
  if (r.quoted === 0) return false
  const code = plainQuote(r.text.charCodeAt(scanner.end))
  return code === r.quoted || (r.quoted === 0x60 && code === 0x27)
}

/** What a filter compares a string by, or the list or the call that it stands in. */
const comparison =
  /(?:[\w\])]\s?(?:={1,2}|!=|<>|:)|[\w\])]\s(?:eq|ne|co|sw|ew|like|ilike)\s|\w\s?\((?:[\w./]{1,16},)?|['"],)\s?$/i

/** The end, a list's or a call's, or more words; a string that the application closes is true if it begins with a number. */
const endsCompared = /^(?:$|[),;\]}]|\s{1,7}(?:$|[^\s\d'"`.+-]))/

/** `country = 'IN'`, `State eq 'OR'`, `startswith(State,'OR')`, `in ('IN','OR')`: a string, which is a word of SQL by chance. */
export function isComparedWord(): boolean {
  if (!isWordInQuotes() || !isLetter(r.text.charCodeAt(scanner.start))) return false
  const { text, at } = r
  const behind = scanner.end + 1
  return endsCompared.test(text.slice(behind, behind + 8)) && opensCompared(text, at)
}

/** The quote at `mark` opens a string that something is compared with. */
export function opensCompared(text: string, mark: number): boolean {
  return comparison.test(text.slice(Math.max(0, mark - 24), mark))
}
