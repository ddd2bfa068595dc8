/** Reads markup as a browser's tokeniser does. Every function is bounded by the limit that it is given. */

export const isSpace = (code: number): boolean => code <= 0x20 || code === 0xa0
export const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a
export const isWord = (code: number): boolean =>
  isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x24

/** The end of the tag name that starts at `start`. */
export function nameEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + 64)
  let i = start
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (
      isLetter(code) ||
      (code >= 0x30 && code <= 0x39) ||
      code === 0x2d ||
      code === 0x3a ||
      code === 0x5f ||
      code === 0
    )
      continue
    if (code > 0x7f && code !== 0xff1e && code !== 0xa0) continue
    break
  }
  return i
}

/** Lower-case, without the NULs that old browsers skip. */
export function plainName(text: string, start: number, end: number): string {
  const name = text.slice(start, end).toLowerCase()
  return name.includes('\0') ? name.replaceAll('\0', '') : name
}

export interface Attribute {
  nameStart: number
  nameEnd: number
  valueStart: number
  valueEnd: number
  /** Where the next attribute starts; -1 at the tag's end. */
  next: number
}

/** Reads the attribute at `from` into `into`; false at the tag's end. Looks no further than `limit`. */
export function readAttribute(text: string, from: number, limit: number, into: Attribute): boolean {
  let i = from
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x3e || code === 0x3c || code === 0xff1e) return false
    if (
      !isSpace(code) &&
      code !== 0x2f &&
      code !== 0x22 &&
      code !== 0x27 &&
      code !== 0x60 &&
      code !== 0x2b &&
      code !== 0x3d
    )
      break
  }
  if (i >= limit) return false
  into.nameStart = i
  for (; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (isSpace(code) || code === 0x3d || code === 0x3e || code === 0x2f || code === 0x3c) break
  }
  into.nameEnd = i
  into.valueStart = into.valueEnd = i
  let j = i
  while (j < limit && isSpace(text.charCodeAt(j))) j++
  if (text.charCodeAt(j) !== 0x3d || j >= limit) {
    into.next = i
    return true
  }
  j++
  while (j < limit && isSpace(text.charCodeAt(j))) j++
  const quote = text.charCodeAt(j)
  if (quote === 0x22 || quote === 0x27 || quote === 0x60) {
    into.valueStart = j + 1
    for (j++; j < limit; j++) if (text.charCodeAt(j) === quote) break
    into.valueEnd = j
    into.next = Math.min(j + 1, limit)
    return true
  }
  into.valueStart = j
  for (; j < limit; j++) {
    const code = text.charCodeAt(j)
    if (isSpace(code) || code === 0x3e) break
  }
  into.valueEnd = j
  into.next = j
  return true
}

const letters = new Int32Array(2)

/** Reads one character of a URL as a browser does: entities decoded. Leaves the character and where it ends in `letters`. */
function readCharacter(text: string, i: number, end: number): void {
  let code = text.charCodeAt(i)
  let next = i + 1
  if (code === 0x26 && text.charCodeAt(next) === 0x23) {
    next++
    let value = 0
    const hex = (text.charCodeAt(next) | 0x20) === 0x78
    if (hex) next++
    const digits = next
    for (; next < end && next < digits + 10; next++) {
      const digit = text.charCodeAt(next)
      if (digit >= 0x30 && digit <= 0x39) value = value * (hex ? 16 : 10) + digit - 0x30
      else if (hex && (digit | 0x20) >= 0x61 && (digit | 0x20) <= 0x66) value = value * 16 + (digit | 0x20) - 0x57
      else break
    }
    if (next > digits) {
      if (text.charCodeAt(next) === 0x3b) next++
      code = value > 0xffff ? 0xfffd : value
    } else next = i + 1
  } else if (code === 0x26) {
    const name = text.slice(next, next + 8).toLowerCase()
    if (name.startsWith('tab;')) {
      code = 9
      next += 4
    } else if (name.startsWith('newline;')) {
      code = 10
      next += 8
    } else if (name.startsWith('colon;')) {
      code = 0x3a
      next += 6
    }
  } else if (code === 0x5c) {
    // A backslash that hides a letter from us, in CSS and in careless listings.
    code = 0
  }
  letters[0] = code
  letters[1] = next
}

/** The position behind `word` (lower-case) if the URL from `start` spells it, ignoring what browsers ignore; else -1. */
export function spells(text: string, start: number, end: number, word: string): number {
  let i = start
  let matched = 0
  while (i < end && i < start + 256) {
    readCharacter(text, i, end)
    let code = letters[0] as number
    if (code >= 0x41 && code <= 0x5a) code |= 0x20
    if (code === word.charCodeAt(matched)) {
      matched++
      i = letters[1] as number
      if (matched === word.length) return i
      continue
    }
    const ignored = matched === 0 ? code <= 0x20 || code === 0xa0 || code === 0xfffd || code > 0x2000 : code < 0x20
    if (!ignored) return -1
    i = letters[1] as number
  }
  return -1
}

/** The URL runs script or shows markup of its own: what it is called; '' if not. */
export function runningUrl(text: string, start: number, end: number): string {
  for (const scheme of ['javascript:', 'vbscript:', 'livescript:', 'jscript:', 'mocha:']) {
    if (spells(text, start, end, scheme) !== -1) return scheme
  }
  const data = spells(text, start, end, 'data:')
  if (data !== -1) {
    const type = text.slice(data, Math.min(end, data + 64)).toLowerCase()
    if (
      /^[\s,]*(?:text\/(?:html|xml|javascript|vbscript|x-)|image\/svg|application\/(?:x-?(?:html|java|ecma|shock)|javascript|xml)|,)/.test(
        type,
      )
    ) {
      return 'data:'
    }
    if (type.startsWith('text/') === false && type.includes('script')) return 'data:'
    if (type.startsWith(';base64') || type.startsWith('base64')) return 'data:'
  }
  return ''
}

/** CSS that runs script in some browser: comments, escapes and NULs inside a word don't hide it. */
export function runningStyle(text: string, start: number, end: number): boolean {
  let plain = ''
  const limit = Math.min(end, start + 2048)
  for (let i = start; i < limit; i++) {
    let code = text.charCodeAt(i)
    if (code === 0x2f && text.charCodeAt(i + 1) === 0x2a) {
      const close = i + 2 + text.slice(i + 2, limit).indexOf('*/')
      if (close < i + 2) break
      i = close + 1
      continue
    }
    if (code === 0x5c) {
      let value = 0
      let digits = 0
      while (digits < 6) {
        const digit = text.charCodeAt(i + 1 + digits)
        if (digit >= 0x30 && digit <= 0x39) value = value * 16 + digit - 0x30
        else if ((digit | 0x20) >= 0x61 && (digit | 0x20) <= 0x66) value = value * 16 + (digit | 0x20) - 0x57
        else break
        digits++
      }
      if (digits === 0) continue
      i += digits
      if (text.charCodeAt(i + 1) === 0x20) i++
      code = value
    }
    if (code <= 0x20) continue
    plain += String.fromCharCode(code >= 0x41 && code <= 0x5a ? code | 0x20 : code & 0xffff)
  }
  return (
    plain.includes('expression(') ||
    plain.includes('script:') ||
    plain.includes('-moz-binding:') ||
    plain.includes('behavior:url') ||
    plain.includes('behaviour:') ||
    plain.includes('behavior:expression') ||
    plain.includes('@import') ||
    plain.includes('-o-link:') ||
    plain.includes('data:text/html') ||
    plain.includes('</style')
  )
}
