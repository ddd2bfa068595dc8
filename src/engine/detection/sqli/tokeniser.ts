/**
 * Cuts text into SQL tokens, one at a time, as a server would that starts to read at `position`. One scanner is reused:
 * detection is synchronous. Every call moves forward, so a text costs one pass however hostile it is.
 */
import { C, classOf, glueEnd, isSpace, numberEnd, plainQuote } from './characters.ts'
import { hashOf, kindOf } from './keywords.ts'
import { marks } from './marks.ts'
import { T } from './token-kinds.ts'

/** `#`, `# x`, `#x`: behind `#` a password has signs, as in `p"#v8)a6`. */
const plainHash = /^#(?:[A-Za-z]{0,12}$|\d{1,4}$|[\s+-][\w\s+./*'"`()-]*$|['"`)]+$|#|--|\/\*)/
/** `admin'`: a name and the quote that ends it, behind which a comment may hold anything. */
const leftName = /^[A-Za-z]{4,24}['"`]\s{0,2}\)?\s{0,2}$/

class Scanner {
  text = ''
  position = 0
  kind: number = T.eof
  start = 0
  end = 0
  /** A comment: nothing to speak of follows it. */
  clean = false
  /** White space or a comment stood before the token. */
  spaced = false
  /** An inline comment stood before the token in place of white space. */
  commented = false
  /** The quote of a string. */
  quote = 0
  /** A comparison spelt `==`, as programs do. */
  doubled = false
  /** MySQL's swallowed exponent stood before: `1.e(`, `1.e.tables`. */
  glued = false
  /** Characters looked at: tests hold it to the text's length. */
  work = 0

  /** The next of the text's marks. */
  private mark = 0

  reset(text: string, position: number): void {
    this.text = text
    this.position = position
    this.doubled = false
    this.mark = 0
  }

  next(): number {
    const { text } = this
    const { length } = text
    let i = this.position
    const from = i
    this.spaced = false
    this.commented = false
    this.clean = false
    this.glued = false
    let truncated = false
    for (;;) {
      if (i >= length) {
        this.start = this.end = this.position = length
        this.work += length - from
        this.clean = truncated
        this.kind = truncated ? T.comment : T.eof
        return this.kind
      }
      const code = text.charCodeAt(i)
      if (isSpace(code)) {
        this.spaced = true
        i++
        continue
      }
      if (code === 0x2f && text.charCodeAt(i + 1) === 0x2a) {
        if (text.charCodeAt(i + 2) === 0x21) {
          // MySQL runs what stands in `/*!50000 … */`.
          i += 3
          while (i < length && classOf(text.charCodeAt(i)) === C.digit) i++
          this.commented = this.spaced = true
          continue
        }
        const close = text.indexOf('*/', i + 2)
        if (close === -1) return this.emit(T.comment, from, i, length)
        i = close + 2
        this.commented = this.spaced = true
        continue
      }
      if (code === 0x2a && text.charCodeAt(i + 1) === 0x2f) {
        i += 2
        this.spaced = true
        continue
      }
      if (code === 0x23 || (code === 0x2d && text.charCodeAt(i + 1) === 0x2d)) {
        let line = i
        while (line < length && text.charCodeAt(line) !== 0x0a && text.charCodeAt(line) !== 0x0d) line++
        if (line === length) return this.emit(T.comment, from, i, length)
        truncated = this.trivialRest(i, line)
        i = line + 1
        this.commented = this.spaced = true
        continue
      }
      break
    }
    return this.token(from, i)
  }

  /**
   * Moves to the next mark: what stands between marks means nothing while the text isn't SQL. Closed strings are passed
   * with the marks in them. Returns the kind of the token before, as far as it matters.
   */
  idle(): number {
    const { text } = this
    let to = text.length
    for (let mark = this.markFrom(this.position); mark < marks.count; mark = this.markFrom(this.position)) {
      const at = marks.positions[mark] as number
      const quote = plainQuote(text.charCodeAt(at))
      const close = quote === 0 ? -1 : this.close(at + 1, quote)
      if (close === -1) {
        to = at
        break
      }
      this.position = close
    }
    this.position = Math.max(this.position, to)
    return text.charCodeAt(to - 1) === 0x2e ? T.dot : T.identifier
  }

  /** Whether the token is this word, which is written in small letters. */
  is(word: string): boolean {
    const { text, start } = this
    if (this.end - start !== word.length) return false
    for (let i = 0; i < word.length; i++) if ((text.charCodeAt(start + i) | 0x20) !== word.charCodeAt(i)) return false
    return true
  }

  private comparison(from: number, start: number, end: number, doubled = false): number {
    this.doubled = doubled
    return this.emit(T.compare, from, start, end)
  }

  private emit(kind: number, from: number, start: number, end: number): number {
    this.kind = kind
    this.start = start
    this.end = end
    this.position = end
    this.work += end - from
    if (kind === T.comment) this.clean = this.trivialRest(start, end)
    return kind
  }

  /** A comment that an attacker adds says nothing: `-- -`, `--+`, `#`, `/*`, `-- x`. Prose goes on. */
  private trivialRest(start: number, end: number): boolean {
    const { text } = this
    if (end - start > 40) return false
    const isHash = text.charCodeAt(start) === 0x23
    if (isHash && !plainHash.test(text.slice(start, end)) && !leftName.test(text.slice(0, Math.min(start, 40))))
      return false
    let written = 0
    let words = 0
    for (let i = start + (text.charCodeAt(start) === 0x23 ? 1 : 2); i < end; i++) {
      const code = text.charCodeAt(i)
      if (isSpace(code) || code === 0x2b || code === 0x2d) continue
      if (i > 0 && isSpace(text.charCodeAt(i - 1))) words++
      written++
    }
    return written <= 12 && words <= 1
  }

  private token(from: number, i: number): number {
    const { text } = this
    const code = text.charCodeAt(i)
    if ((code === 0x2013 || code === 0x2014) && this.isTypedComment(i)) {
      return this.emit(T.comment, from, i, text.length)
    }
    switch (classOf(code)) {
      case C.word:
        return this.word(from, i)
      case C.digit:
        return this.number(from, i)
      case C.quote:
        return this.string(from, i, i + 1, plainQuote(code))
    }
    const second = text.charCodeAt(i + 1)
    switch (code) {
      case 0x28:
        return this.emit(T.left, from, i, i + 1)
      case 0x29:
        return this.emit(T.right, from, i, i + 1)
      case 0x2c:
        return this.emit(T.comma, from, i, i + 1)
      case 0x3b:
        return this.emit(T.semicolon, from, i, i + 1)
      case 0x2a:
        return this.emit(T.star, from, i, i + 1)
      case 0x2b:
        return this.emit(T.plus, from, i, i + 1)
      case 0x2e:
        return classOf(second) === C.digit ? this.number(from, i) : this.emit(T.dot, from, i, i + 1)
      case 0x7b:
      case 0x7d:
        return this.emit(T.brace, from, i, i + 1)
      case 0x7c:
        return second === 0x7c ? this.emit(T.logic, from, i, i + 2) : this.emit(T.arithmetic, from, i, i + 1)
      case 0x26:
        return second === 0x26 ? this.emit(T.logic, from, i, i + 2) : this.emit(T.arithmetic, from, i, i + 1)
      case 0x3d:
        if (second === 0x3e) return this.emit(T.other, from, i, i + 2)
        return this.comparison(from, i, second === 0x3d ? i + 2 : i + 1, second === 0x3d)
      case 0x21:
        if (second !== 0x3d && second !== 0x7e) return this.emit(T.not, from, i, i + 1)
        return this.comparison(from, i, i + 2, text.charCodeAt(i + 2) === 0x3d)
      case 0x3c:
      case 0x3e: {
        let end = i + 1
        if (code === 0x3c && second === 0x40) return this.comparison(from, i, i + 2)
        while (end < i + 3 && (text.charCodeAt(end) === 0x3d || text.charCodeAt(end) === 0x3e)) end++
        if (second === code) return this.emit(T.arithmetic, from, i, i + 2)
        return this.comparison(from, i, end)
      }
      case 0x3a:
        if (second === 0x3a) return this.emit(T.cast, from, i, i + 2)
        if (second === 0x3d) return this.comparison(from, i, i + 2)
        return this.emit(T.other, from, i, i + 1)
      case 0x2d:
        if (second === 0x3e) return this.emit(T.arrow, from, i, text.charCodeAt(i + 2) === 0x3e ? i + 3 : i + 2)
        return this.emit(T.arithmetic, from, i, i + 1)
      case 0x5e:
        return second === 0x3d ? this.comparison(from, i, i + 2) : this.emit(T.arithmetic, from, i, i + 1)
      case 0x2f:
      case 0x25:
      case 0x7e:
        return this.emit(T.arithmetic, from, i, i + 1)
      case 0x40: {
        if (second === 0x3e) return this.comparison(from, i, i + 2)
        // @`a`
        const close = second === 0x60 ? this.close(i + 2, 0x60) : -1
        if (close !== -1) return this.emit(T.variable, from, i, close)
        let end = i + (second === 0x40 ? 2 : 1)
        while (end < text.length && this.isWord(text.charCodeAt(end))) end++
        if (end === i + 1) return this.emit(T.other, from, i, end)
        return this.emit(second === 0x40 ? T.systemVariable : T.variable, from, i, end)
      }
      case 0x5c:
        // MySQL's \N is NULL.
        return second === 0x4e ? this.emit(T.literal, from, i, i + 2) : this.emit(T.other, from, i, i + 1)
      case 0x24: {
        if (second === 0x24) {
          const close = text.indexOf('$$', i + 2)
          return close === -1 ? this.emit(T.other, from, i, text.length) : this.emit(T.string, from, i, close + 2)
        }
        return this.word(from, i)
      }
    }
    return this.emit(T.other, from, i, i + 1)
  }

  /** A dash that a word processor made of `--`: at the text's end, or with white space behind it. */
  private isTypedComment(dash: number): boolean {
    const { text } = this
    if (text.length - dash >= 8) return false
    return (dash + 1 === text.length || isSpace(text.charCodeAt(dash + 1))) && this.trivialRest(dash - 1, text.length)
  }

  private isWord(code: number): boolean {
    const kind = classOf(code)
    return kind === C.word || kind === C.digit || code === 0x24
  }

  private word(from: number, start: number): number {
    const { text } = this
    const { length } = text
    let end = start + 1
    while (end < length && this.isWord(text.charCodeAt(end))) end++
    // N'…', X'…', B'…', _utf8'…' are strings.
    const after = text.charCodeAt(end)
    if (after === 0x27 && this.isStringPrefix(start, end)) return this.string(from, end, end + 1, 0x27)
    return this.emit(kindOf(text, start, end, hashOf(text, start, end)), from, start, end)
  }

  private isStringPrefix(start: number, end: number): boolean {
    const first = this.text.charCodeAt(start) | 0x20
    if (end - start === 1) return first === 0x6e || first === 0x78 || first === 0x62 || first === 0x65 || first === 0x71
    return this.text.charCodeAt(start) === 0x5f && end - start < 12
  }

  private number(from: number, start: number): number {
    const { text } = this
    const end = numberEnd(text, start)
    const glue = glueEnd(text, end)
    if (glue === 0) return this.emit(T.number, from, start, end)
    this.glued = true
    return this.emit(text.charCodeAt(glue - 1) === 0x28 ? T.left : T.dot, from, start, glue)
  }

  private string(from: number, start: number, content: number, quote: number): number {
    this.quote = quote
    const end = this.close(content, quote)
    if (end === -1) return this.emit(T.open, from, start, this.text.length)
    return this.emit(quote === 0x60 ? T.identifier : T.string, from, start, end)
  }

  /** The end of the string whose content starts at `content`; -1 if it is open. */
  private close(content: number, quote: number): number {
    const { text } = this
    for (let mark = this.markFrom(content); mark < marks.count; mark++) {
      const at = marks.positions[mark] as number
      this.work++
      const code = text.charCodeAt(at)
      if (plainQuote(code) !== quote || isEscaped(text, at, content)) continue
      if (at === content || text.charCodeAt(at + 1) !== code) return at + 1
      // A doubled quote in a string is a quote; its second half is the next mark.
      mark++
    }
    return -1
  }

  /** The first mark at `position` or behind it. */
  private markFrom(position: number): number {
    while (this.mark < marks.count && (marks.positions[this.mark] as number) < position) this.mark++
    return this.mark
  }
}

/** An odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number, content: number): boolean {
  let slash = at
  while (slash > content && text.charCodeAt(slash - 1) === 0x5c) slash--
  return ((at - slash) & 1) === 1
}

export const scanner = new Scanner()
