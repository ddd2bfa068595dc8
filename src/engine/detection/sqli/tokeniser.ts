/**
 * Cuts text into SQL tokens, one at a time, as a server would that starts to read at `position`. One scanner is reused:
 * detection is synchronous. Every call moves forward, so a text costs one pass however hostile it is.
 */
import { hashOf, kindOf, maybe } from './keywords.ts'
import { T } from './token-kinds.ts'

const C = { space: 0, word: 1, digit: 2, quote: 3, other: 4 }
const classes = new Uint8Array(65536).fill(C.word)
classes.fill(C.other, 0x21, 0x80)
classes.fill(C.space, 0, 0x21)
classes.fill(C.word, 0x41, 0x5b)
classes.fill(C.word, 0x61, 0x7b)
classes.fill(C.digit, 0x30, 0x3a)
classes[0x5f] = C.word
for (const space of '\u007f\u0085\u00a0\u3000\ufeff') classes[space.charCodeAt(0)] = C.space
classes.fill(C.space, 0x2000, 0x200c)

/** Typographic and full-width quotes, which databases with a best-fit code page turn into the plain one. */
const quotes: readonly (readonly [plain: number, spellings: string])[] = [
  [0x27, "'\u2018\u2019\uff07\u02bc\u2032"],
  [0x22, '"\u201c\u201d\uff02'],
  [0x60, '`'],
]
const plain = new Uint8Array(65536)
for (const [quote, spellings] of quotes) {
  for (const spelling of spellings) {
    classes[spelling.charCodeAt(0)] = C.quote
    plain[spelling.charCodeAt(0)] = quote
  }
}
classes[0x2013] = classes[0x2014] = C.other

/** The ASCII quote that `code` may stand for; 0 if none. */
export function plainQuote(code: number): number {
  return plain[code] ?? 0
}

const isSpace = (code: number): boolean => classes[code] === C.space

/** The words that matter even where nothing suggests that we read SQL. */
const telling = new Uint8Array(128)
for (const kind of [
  T.logic,
  T.setOperator,
  T.select,
  T.where,
  T.having,
  T.when,
  T.waitfor,
  T.danger,
  T.package,
  T.extended,
  T.exec,
  T.procedure,
]) {
  telling[kind] = 1
}

const isHex = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66)

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

  /** The text holds typographic quotes. */
  typographic = false

  reset(text: string, position: number): void {
    this.text = text
    this.position = position
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
          while (i < length && classes[text.charCodeAt(i)] === C.digit) i++
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
   * Moves over tokens that mean nothing while the text isn't SQL: words, numbers, punctuation, closed strings. Stops before
   * a telling word, `||`, `&&`, a comment or an open string, and returns the kind of the token before that.
   */
  idle(): number {
    const { text } = this
    const { length } = text
    let i = this.position
    const from = i
    let last: number = T.identifier
    while (i < length) {
      const code = text.charCodeAt(i)
      const kind = classes[code]
      if (kind === C.space) {
        i++
        continue
      }
      if (kind === C.word) {
        const start = i++
        while (i < length) {
          const part = classes[text.charCodeAt(i)] as number
          if (part !== C.word && part !== C.digit) break
          i++
        }
        last = T.identifier
        const hash = hashOf(text, start, i)
        if (maybe(hash)) {
          last = kindOf(text, start, i, hash)
          if (telling[last] === 1) {
            i = start
            break
          }
        }
        continue
      }
      if (kind === C.quote) {
        const close = this.close(i + 1, plain[code] as number)
        if (close === -1) break
        i = close
        last = T.string
        continue
      }
      if (kind === C.digit) {
        i++
        // `1.e(`
        if (text.charCodeAt(i) === 0x2e && (text.charCodeAt(i + 1) | 0x20) === 0x65) {
          i--
          break
        }
        last = T.number
        continue
      }
      const second = text.charCodeAt(i + 1)
      if (code === 0x23 || (code === 0x2d && second === 0x2d) || (code === 0x2f && second === 0x2a)) break
      if ((code === 0x7c || code === 0x26) && second === code) break
      if (code > 128 && length - i < 8) break
      last = code === 0x2e ? T.dot : T.other
      i++
    }
    this.work += i - from
    this.position = i
    return last
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
    // A dash that a word processor made of `--`.
    if ((code === 0x2013 || code === 0x2014) && text.length - i < 8 && this.trivialRest(i - 1, text.length)) {
      return this.emit(T.comment, from, i, text.length)
    }
    switch (classes[code]) {
      case C.word:
        return this.word(from, i)
      case C.digit:
        return this.number(from, i)
      case C.quote:
        return this.string(from, i, i + 1, plain[code] as number)
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
        return classes[second] === C.digit ? this.number(from, i) : this.emit(T.dot, from, i, i + 1)
      case 0x7b:
      case 0x7d:
        return this.emit(T.brace, from, i, i + 1)
      case 0x7c:
        return second === 0x7c ? this.emit(T.logic, from, i, i + 2) : this.emit(T.arithmetic, from, i, i + 1)
      case 0x26:
        return second === 0x26 ? this.emit(T.logic, from, i, i + 2) : this.emit(T.arithmetic, from, i, i + 1)
      case 0x3d:
        if (second === 0x3e) return this.emit(T.other, from, i, i + 2)
        this.doubled = second === 0x3d
        return this.emit(T.compare, from, i, this.doubled ? i + 2 : i + 1)
      case 0x21:
        if (second !== 0x3d && second !== 0x7e) return this.emit(T.not, from, i, i + 1)
        this.doubled = text.charCodeAt(i + 2) === 0x3d
        return this.emit(T.compare, from, i, i + 2)
      case 0x3c:
      case 0x3e: {
        this.doubled = false
        let end = i + 1
        while (end < i + 3 && (text.charCodeAt(end) === 0x3d || text.charCodeAt(end) === 0x3e)) end++
        if (second === code) return this.emit(T.arithmetic, from, i, i + 2)
        return this.emit(T.compare, from, i, end)
      }
      case 0x3a:
        if (second === 0x3a) return this.emit(T.cast, from, i, i + 2)
        if (second === 0x3d) return this.emit(T.compare, from, i, i + 2)
        return this.emit(T.other, from, i, i + 1)
      case 0x2d:
      case 0x2f:
      case 0x25:
      case 0x5e:
      case 0x7e:
        return this.emit(T.arithmetic, from, i, i + 1)
      case 0x40: {
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

  private isWord(code: number): boolean {
    const kind = classes[code]
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
    let end = start
    if (text.charCodeAt(end) === 0x30 && (text.charCodeAt(end + 1) | 0x20) === 0x78) {
      end += 2
      while (end < text.length && isHex(text.charCodeAt(end))) end++
      return this.emit(T.number, from, start, end)
    }
    while (end < text.length && classes[text.charCodeAt(end)] === C.digit) end++
    if (text.charCodeAt(end) === 0x2e) {
      end++
      while (end < text.length && classes[text.charCodeAt(end)] === C.digit) end++
    }
    if ((text.charCodeAt(end) | 0x20) === 0x65) {
      let exponent = end + 1
      const sign = text.charCodeAt(exponent)
      if (sign === 0x2b || sign === 0x2d) exponent++
      const digits = exponent
      while (exponent < text.length && classes[text.charCodeAt(exponent)] === C.digit) exponent++
      if (exponent > digits) end = exponent
      // MySQL swallows the exponent of `1.e(`.
      else if (text.charCodeAt(end - 1) === 0x2e) {
        const after = text.charCodeAt(end + 1)
        if (after === 0x28 || (after === 0x2e && classes[text.charCodeAt(end + 2)] === C.word)) {
          this.glued = true
          return this.emit(after === 0x28 ? T.left : T.dot, from, start, end + 2)
        }
      }
    }
    return this.emit(T.number, from, start, end)
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
    const { length } = text
    const spelling = quote === 0x27 ? "'" : quote === 0x22 ? '"' : '`'
    if (!this.typographic) {
      let i = text.indexOf(spelling, content)
      while (i !== -1) {
        let slash = i
        while (slash > content && text.charCodeAt(slash - 1) === 0x5c) slash--
        if (((i - slash) & 1) === 1) i = text.indexOf(spelling, i + 1)
        else if (i > content && text.charCodeAt(i + 1) === quote) i = text.indexOf(spelling, i + 2)
        else return i + 1
      }
      return -1
    }
    for (let i = content; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code === 0x5c) {
        i++
      } else if (plain[code] === quote) {
        if (i > content && i + 1 < length && text.charCodeAt(i + 1) === code) i++
        else return i + 1
      }
    }
    return -1
  }
}

export const scanner = new Scanner()
