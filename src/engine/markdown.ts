/** Markdown: what stands in its code is text, whatever it looks like. */

import { isLetter } from './ascii.ts'

/** Words of prose that a document has beside its code. Without them a value is nothing but the code. */
const fewestWords = 4
/** The same beside a closed fence that names its language: `Fix this:`. */
const fewestWordsBesideFence = 2
/** The same beside spans that hold nothing but elements, which no shell and no template takes: ``The document uses `<meta>` ``. */
const fewestWordsBesideElements = 2

/**
 * The text with white space instead of its code, and everything else where it was; `undefined` if it isn't Markdown with
 * code. A page that shows Markdown unrendered runs what is in it as well: paranoia 2 looks at the code too.
 */
export function withoutCode(text: string): string | undefined {
  if (text !== lastText) {
    lastProse = proseOf(text)
    lastText = text
  }
  return lastProse
}

/** The text that was asked about last: three detectors ask about one after the other. */
let lastText = ''
let lastProse: string | undefined

function proseOf(text: string): string | undefined {
  const marks = new Marks(text)
  const first = marks.next(0)
  if (first === -1) return undefined
  let out = ''
  let from = 0
  let fewest = fewestWords
  let elementsOnly = true
  for (let at = first; at !== -1; at = marks.next(at)) {
    let run = at
    const mark = text.charCodeAt(at)
    while (text.charCodeAt(run) === mark) run++
    const length = run - at
    const isFence = length >= 3 && opensLine(text, at)
    const end = isFence ? fenceEnd(text, run, at) : mark === 0x60 ? spanEnd(text, run, length, at) : -1
    if (end === -1) {
      at = run
      continue
    }
    if (isFence && isLetter(text.charCodeAt(run))) fewest = fewestWordsBesideFence
    if (isFence || text.charCodeAt(run) !== 0x3c || !isElement(text, run, end)) elementsOnly = false
    out += text.slice(from, run) + blank(text, run, end)
    from = end
    at = Math.min(text.length, end + length)
  }
  if (from === 0) return undefined
  if (elementsOnly) fewest = fewestWordsBesideElements
  out += text.slice(from)
  return hasProse(out, fewest) || hasHeadline(out) ? out : undefined
}

/** One tag that neither runs, loads nor leads anywhere: `<ul>`, `<meta http-equiv="refresh">`. */
function isElement(text: string, start: number, end: number): boolean {
  return (
    end - start < 128 &&
    /^<\/?(?!script)[a-z][\w-]{0,31}(?: (?:http-equiv|name|rel|type|class|id|lang|dir|charset|role|for|alt|title|colspan|rowspan|checked|disabled|hidden|required)(?:="[\w ./:;=-]{0,64}")?){0,3} ?\/?>$/i.test(
      text.slice(start, end),
    )
  )
}

/** Finds ticks and fences of `~`, each text searched once for each. */
class Marks {
  #text: string
  #tick = -1
  #fence = -1

  constructor(text: string) {
    this.#text = text
    this.#fence = text.startsWith('~~~') ? 0 : -1
  }

  /** The first mark at `from` or behind it; -1 if there is none. */
  next(from: number): number {
    const { length } = this.#text
    if (this.#tick < from) this.#tick = orEnd(this.#text.indexOf('`', from), length)
    if (this.#fence < from) this.#fence = orEnd(this.#text.indexOf('\n~~~', from), length - 1) + 1
    const next = Math.min(this.#tick, this.#fence)
    return next === length ? -1 : next
  }
}

function orEnd(found: number, end: number): number {
  return found === -1 ? end : found
}

/** White space of the same length; line ends stay, since some rules stop there. */
function blank(text: string, start: number, end: number): string {
  const code = text.slice(start, end)
  return code.includes('\n') ? code.replace(/[^\n]/g, ' ') : ' '.repeat(code.length)
}

/** Nothing but white space, a quote's `>` or a list's sign stands before it on its line. */
function opensLine(text: string, at: number): boolean {
  let i = at
  while (i > 0 && at - i < 12) {
    const code = text.charCodeAt(i - 1)
    if (code === 0x0a) return true
    if (code !== 0x20 && code !== 0x09 && code !== 0x3e && code !== 0x2d && code !== 0x2a) return false
    i--
  }
  return i === 0
}

/** Where the fence's content ends; a fence that isn't closed goes on to the end of the text. */
function fenceEnd(text: string, from: number, at: number): number {
  const fence = text.slice(at, at + 3)
  const close = text.indexOf(`\n${fence}`, from)
  if (close !== -1) return close + 1
  const indented = /\n[ \t>]{1,8}(?:```|~~~)/.exec(text.slice(from, from + 65_536))
  return indented === null ? -1 : from + indented.index + indented[0].length - 3
}

/** Where a code span that stands in prose ends, on the same line; -1 if the tick opens none. */
function spanEnd(text: string, from: number, length: number, at: number): number {
  if (at > 0 && !mayPrecede(text.charCodeAt(at - 1))) return -1
  const limit = Math.min(text.length, from + 256)
  for (let i = from; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x0a) return -1
    if (code !== 0x60) continue
    let run = i
    while (text.charCodeAt(run) === 0x60) run++
    if (run - i === length) return mayFollow(text, run) ? i : -1
    i = run - 1
  }
  return -1
}

function mayPrecede(code: number): boolean {
  return isForeign(code) || ' \n(|*["'.includes(String.fromCharCode(code))
}

function mayFollow(text: string, at: number): boolean {
  if (at >= text.length) return true
  const code = text.charCodeAt(at)
  return isForeign(code) || ' \n.,;:!?)]|*-s\'"'.includes(String.fromCharCode(code))
}

/** Typographic quotes, and letters and marks of scripts that put no space between a word and a span. */
function isForeign(code: number): boolean {
  return code === 0xab || code === 0xbb || code >= 0x590
}

/** Words between white space, at the text's beginning. */
function hasProse(text: string, fewest: number): boolean {
  let words = 0
  let start = 0
  const limit = Math.min(text.length, 4096)
  for (let i = 0; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (isLetter(code) || code > 0xbf) continue
    const isClause = i - start > 1 && isUnspaced(text.charCodeAt(start))
    const ends = code === 0x20 || code === 0x0a || code === 0x2e || code === 0x2c || code === 0x3a
    const begins = start === 0 || text.charCodeAt(start - 1) <= 0x20
    if (isClause) words += (i - start) >> 1
    else if (ends && begins && i - start > 1) words++
    if (words >= fewest) return true
    start = i + 1
  }
  return false
}

/** Chinese, Japanese, Thai and their neighbours put no spaces between words, which have two letters or more. */
function isUnspaced(code: number): boolean {
  return (code >= 0x0e00 && code < 0x1100) || (code >= 0x2e80 && code < 0xac00)
}

/** A headline, a link: a document. */
function hasHeadline(text: string): boolean {
  const head = text.slice(0, 1024)
  return /(?:^|\n)#{1,6} \w/.test(head) || head.includes('](http')
}
