/** Statements behind a script's string that the value leaves: `';var x=alert(1)//`, `'in alert(1)in'`. */

import { isQuote, isSpace, isWord } from './characters.ts'
import { callers, loud, sinks } from './names.ts'

/** How long what is left may be, how long the whole value. */
const longestLeft = 32
const longestValue = 256

/** Behind the quote: brackets that end what the string stands in, then the end of the statement. */
const endOfStatement = /^\\?["'`][\s)\]}]{0,8}(?:;|[\r\n]|\}[\s)\]};{]{0,8})/
/** What the rest of the page's script is cut off by, or rejoined with. */
const endOfValue = /(?:\/\/[^\n\w]{0,16}|<!--[^\n]{0,16}|\/\*|["'`]|[;{([]\s{0,4}["'`]?)\s{0,4}$/
/** Three words in a row that aren't the language's: a sentence. */
const sentence = /[a-z]{2,24}[,.]? [a-z]{2,24}[,.]? [a-z]{2,24}/i
const keywords =
  /\b(?:var|let|const|new|function|class|static|return|throw|await|async|typeof|void|delete|in|of|instanceof|case|default|if|else|for|while|do|try|catch|finally|switch|with)\b/g

/** The call at `open` stands in statements between a string that is left and the value's end. */
export function followsStatement(text: string, name: string, start: number, open: number): boolean {
  if (text.length > longestValue || callers.has(name) || !sinks.has(name)) return false
  const argument = text.charCodeAt(open + 1)
  if (!loud.has(name) && !isQuote(argument)) return false
  const quote = text.slice(0, longestLeft).search(/["'`]/)
  if (quote === -1 || quote >= start || text.slice(0, quote).includes(' ')) return false
  if (!endOfStatement.test(text.slice(quote, quote + 24))) return false
  return endOfValue.test(text.slice(-24)) && !sentence.test(text.slice(quote, start).replace(keywords, '-'))
}

/** A quote and an operator, and the same the other way round: what stands between is an expression. */
const opensExpression = /^[^"'`\s]{0,32}["'`]\s{0,2}[-+*/,|&^%<>=?]/
const closesExpression = /[-+*/,|&^%<>=:]\s{0,2}["'`]$/

/** `"-{a:alert(1)}-"`, `'-alert.call(0)-'`: the value leaves a script's string and goes back into it. */
export function standsInExpression(text: string): boolean {
  if (text.length > longestValue || !opensExpression.test(text) || !closesExpression.test(text)) return false
  return !sentence.test(text.replace(keywords, '-'))
}

const loudBefore = /([A-Za-z]{4,16})\.$/
const loudWithin = /^\(\s{0,2}(?:[a-z]{3,10}\.)?([A-Za-z]{4,16})\s{0,2}[),]/

/** `alert.call(0)`, `.map(top.alert)`: at the call's name and at its bracket. */
export function handsOnLoud(text: string, start: number, open: number): boolean {
  const before = loudBefore.exec(text.slice(Math.max(0, start - 18), start))?.[1]
  const within = loudWithin.exec(text.slice(open, open + 36))?.[1]
  return (before !== undefined && loud.has(before)) || (within !== undefined && loud.has(within))
}

/** The length of a declaration's name and keyword that end at `end`, `let a` before `=`; 0 if there is none. */
export function declarationBefore(text: string, end: number): number {
  let name = end
  while (name > 0 && end - name < 24 && isWord(text.charCodeAt(name - 1))) name--
  let keyword = name
  while (keyword > 0 && name - keyword < 4 && isSpace(text.charCodeAt(keyword - 1))) keyword--
  if (name === end || keyword === name) return 0
  for (const word of ['var', 'let', 'const']) {
    const start = keyword - word.length
    if (start >= 0 && text.startsWith(word, start) && !(start > 0 && isWord(text.charCodeAt(start - 1)))) {
      return end - start
    }
  }
  return 0
}

/** Words of the language that stand before an expression. */
const prefixes = ['new', 'void', 'typeof', 'delete', 'try', 'throw', 'return', 'await']

/** The length of such a word that ends at `end`, 0 if there is none. */
export function keywordBefore(text: string, end: number): number {
  for (const word of prefixes) {
    if (
      text.startsWith(word, end - word.length) &&
      !(end > word.length && isWord(text.charCodeAt(end - word.length - 1)))
    ) {
      return end >= word.length ? word.length : 0
    }
  }
  return 0
}

/** The length of an operator that is a word, `in`, and ends at `end`; 0 if there is none. Prose has such words as well: a quote stands before it. */
export function operatorBefore(text: string, end: number): number {
  for (const word of ['in', 'instanceof']) {
    const start = end - word.length
    if (start <= 0 || !text.startsWith(word, start)) continue
    let i = start
    while (i > 0 && start - i < 4 && isSpace(text.charCodeAt(i - 1))) i--
    const before = i === 0 ? 0 : text.charCodeAt(i - 1)
    if (before === 0x22 || before === 0x27 || before === 0x60) return word.length
  }
  return 0
}

/** `"-[alert][0](`: a dangerous function as the member of a list, at its first bracket. */
export function isListedFunction(text: string, bracket: number): boolean {
  const rest = text.slice(bracket, bracket + 48)
  const name = /^\[(?:[\w$]{1,8},){0,3}([A-Za-z]{4,16})\]\[\d\]\s?(?:\(|`|\.call)/.exec(rest)?.[1]
  if (name === undefined || !loud.has(name)) return false
  let i = bracket
  while (i > 0 && isSpace(text.charCodeAt(i - 1))) i--
  if (i === 0) return false
  const before = text.charCodeAt(i - 1)
  return i > 1 && '-+*/;,|&^%'.includes(String.fromCharCode(before)) && isQuote(text.charCodeAt(i - 2))
}
