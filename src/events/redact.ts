import RE2 from 're2'
import type { FieldPath, Where } from '../engine/types.ts'

type Range = readonly [start: number, end: number]

/** Parts of names, in any case and spelling, whose values are credentials. */
const SECRET_NAMES = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'credential',
  'authorization',
  'sessionid',
  'sessid',
  'otp',
  'cvv',
  'cvc',
  'pin',
  'ssn',
  'cardnumber',
  'cardno',
  'creditcard',
  'iban',
  'jwt',
  'bearer',
  'samlresponse',
  'clientassertion',
  'signature',
]
/** Short names that would hit ordinary words as a part, and so must be the whole name. */
const WHOLE_NAMES = new Set([
  'otp',
  'pin',
  'ssn',
  'cvv',
  'cvc',
  'pwd',
  'pan',
  'auth',
  'sid',
  'pass',
  'code_verifier',
  'iban',
])
const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-xsrf-token',
])
const COOKIES = new Set(['cookie', 'set-cookie'])

export const MASK = '***'

/**
 * Keeps credentials out of events, logs and stores: by name (password, token, …), by place (Authorization, Cookie
 * values) and by shape (card numbers, JWTs, bearer tokens). Works on wire text and on decoded text.
 */
export class Redactor {
  readonly #parts: readonly string[]

  /** @param extraNames further parts of names that are secret, from configuration */
  constructor(extraNames: readonly string[]) {
    const parts = SECRET_NAMES.filter((name) => !WHOLE_NAMES.has(name))
    this.#parts = [...parts, ...extraNames.map(squash)]
  }

  /** Whether what stands under this name is a credential. */
  isSecretName(name: string): boolean {
    const squashed = squash(decode(name))
    return WHOLE_NAMES.has(squashed) || this.#parts.some((part) => squashed.includes(part))
  }

  /** Whether the value at a path is a credential: any name on the way counts. */
  isSecretPath(where: Where, path: FieldPath): boolean {
    if (where === 'cookie') return true
    const [first] = path
    if ((where === 'header' || where === 'trailer') && typeof first === 'string' && SECRET_HEADERS.has(first))
      return true
    return path.some((part) => typeof part === 'string' && this.isSecretName(part))
  }

  /** A header value as an event may carry it. */
  header(name: string, value: string): string {
    const lower = name.toLowerCase()
    if (COOKIES.has(lower)) return this.#cookies(value)
    if (lower === 'authorization' || lower === 'proxy-authorization') {
      const space = value.indexOf(' ')
      const scheme = space < 0 ? '' : value.slice(0, space)
      return /^[A-Za-z][A-Za-z0-9-]{0,31}$/.test(scheme) ? `${scheme} ${MASK}` : MASK
    }
    if (SECRET_HEADERS.has(lower) || this.isSecretName(lower)) return MASK
    return lower === 'referer' || lower === 'origin' || lower === 'location' ? this.target(value) : this.text(value)
  }

  /** A request target, or any URL: secret parameters lose their values, in query and fragment, and user info goes. */
  target(target: string): string {
    const withoutUser = target.replace(/^([A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/)[^/?#@]{1,1024}@/, `$1${MASK}@`)
    const question = withoutUser.search(/[?#]/)
    if (question < 0) return this.text(withoutUser)
    const pairs = withoutUser
      .slice(question + 1)
      .split(/([&;#?])/)
      .map((pair) => this.#pair(pair))
    return this.text(withoutUser.slice(0, question)) + withoutUser[question] + pairs.join('')
  }

  /**
   * Free text, decoded or not: values that stand after a secret name (`password=…`, `"token": "…"`), JWTs, bearer and
   * basic credentials and card numbers are masked.
   */
  text(text: string): string {
    return replaceRanges(text, this.#secrets(text), 0, text.length)
  }

  /** The beginning of a request as it came from the socket. */
  packet(text: string): string {
    const [first, ...lines] = text.split('\n')
    const blank = lines.findIndex((line) => line.trim() === '')
    const fields = blank < 0 ? lines : lines.slice(0, blank)
    const body = blank < 0 ? [] : lines.slice(blank)
    const requestLine = (first as string).split(' ').map((part) => this.target(part))
    const masked = fields.map((line) => {
      const colon = line.indexOf(':')
      // A folded line carries on with a value whose name is out of sight.
      if (colon < 0 || /^\s/.test(line)) return MASK
      return `${line.slice(0, colon)}: ${this.header(line.slice(0, colon).trim(), line.slice(colon + 1).trim())}`
    })
    return [requestLine.join(' '), ...masked, this.text(body.join('\n'))].join('\n')
  }

  /**
   * The part of a text around a match, masked. The whole text is searched for secrets before it is cut, so that a cut
   * can't part a secret from the name that gives it away.
   * @returns the excerpt and the match's position in it
   */
  excerpt(text: string, start: number, end: number, before: number, limit: number): [string, number, number] {
    const secrets = this.#secrets(text)
    const from = Math.max(0, start - before)
    const to = Math.min(text.length, from + limit)
    const head = replaceRanges(text, secrets, from, start)
    const match = replaceRanges(text, secrets, start, Math.min(end, to))
    const tail = replaceRanges(text, secrets, Math.min(end, to), to)
    const whole = (head + match + tail).slice(0, limit)
    return [whole, Math.min(head.length, whole.length), Math.min(head.length + match.length, whole.length)]
  }

  /** Where secrets stand in a text: ordered, not overlapping. */
  #secrets(text: string): Range[] {
    const ranges = [...this.#assigned(text), ...shaped(text)].sort((a, b) => a[0] - b[0])
    const merged: Range[] = []
    for (const range of ranges) {
      const last = merged.at(-1)
      if (last && range[0] < last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], range[1])]
      else merged.push(range)
    }
    return merged
  }

  #pair(pair: string): string {
    const equals = pair.indexOf('=')
    if (equals < 0) return this.text(pair)
    const name = pair.slice(0, equals)
    return this.isSecretName(name) ? `${name}=${MASK}` : `${this.text(name)}=${this.text(pair.slice(equals + 1))}`
  }

  #cookies(value: string): string {
    return value
      .split(';')
      .map((pair) => {
        const equals = pair.indexOf('=')
        return equals < 0 ? MASK : `${pair.slice(0, equals)}=${MASK}`
      })
      .join(';')
  }

  /** What follows a secret name and `=` or `:`, quoted or not. */
  #assigned(text: string): Range[] {
    const ranges: Range[] = []
    let done = 0
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code !== 0x3d && code !== 0x3a) continue
      const nameEnd = skipBack(text, i)
      let nameStart = nameEnd
      while (nameStart > done && nameEnd - nameStart < 64 && isNameCode(text.charCodeAt(nameStart - 1))) nameStart--
      if (nameStart === nameEnd || !this.isSecretName(text.slice(nameStart, nameEnd))) continue
      const range = valueRange(text, i + 1)
      if (range[1] > range[0]) ranges.push(range)
      done = range[1]
      i = Math.max(i, done - 1)
    }
    return ranges
  }
}

function replaceRanges(text: string, ranges: readonly Range[], from: number, to: number): string {
  let out = ''
  let kept = from
  for (const [start, end] of ranges) {
    if (end <= from || start >= to) continue
    out += text.slice(kept, Math.max(kept, start)) + MASK
    kept = Math.max(kept, Math.min(end, to))
  }
  return kept >= to ? out : out + text.slice(kept, to)
}

/** Lower case without separators: `API-Key`, `api_key` and `apiKey` are one. */
function squash(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function decode(name: string): string {
  if (!name.includes('%')) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
}

function isNameCode(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
    code === 0x5f ||
    code === 0x2d ||
    code === 0x2e
  )
}

/** Skips quotes, backslashes, spaces and brackets between a name and its `=` or `:`. */
function skipBack(text: string, at: number): number {
  let i = at
  while (i > 0 && at - i < 8 && ' "\'\\]\t'.includes(text[i - 1] as string)) i--
  return i
}

/** The value after `=` or `:`: a quoted string to its closing quote, else up to a separator. */
function valueRange(text: string, start: number): Range {
  let i = start
  while (i < text.length && (text[i] === ' ' || text[i] === '\t' || text[i] === '\\')) i++
  const quote = text[i]
  if (quote === '"' || quote === "'") {
    let end = i + 1
    while (end < text.length && text[end] !== quote) end++
    if (text[end - 1] === '\\' && end - 1 > i) end--
    return [i + 1, end]
  }
  let end = i
  while (end < text.length && !'&;,\n\r}<>"\''.includes(text[end] as string)) end++
  return [i, end]
}

const JWT = new RE2('\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?', 'g')
const SCHEME = new RE2('\\b(?:bearer|basic|digest)(?:\\s{1,4}|%20|\\+)([A-Za-z0-9+/=._~-]{6,})', 'gi')
const DIGITS = new RE2('\\d(?:[ -]?\\d){12,18}', 'g')

/** What looks like a credential wherever it stands. RE2, since the text is the attacker's. */
function shaped(text: string): Range[] {
  const ranges: Range[] = []
  if (text.includes('eyJ')) forEachMatch(JWT, text, (at, [whole]) => ranges.push([at, at + whole.length]))
  if (/bearer|basic|digest/i.test(text)) {
    forEachMatch(SCHEME, text, (at, [whole, value = '']) => {
      ranges.push([at + whole.length - value.length, at + whole.length])
    })
  }
  if (hasDigits(text, 13)) {
    forEachMatch(DIGITS, text, (at, [whole]) => {
      if (isCardNumber(whole)) ranges.push([at, at + whole.length])
    })
  }
  return ranges
}

function hasDigits(text: string, wanted: number): boolean {
  let digits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 0x30 && code <= 0x39 && ++digits === wanted) return true
  }
  return false
}

/** Not `matchAll`, which compiles the pattern again at each call. */
function forEachMatch(pattern: RE2, text: string, visit: (at: number, match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) visit(match.index, match)
}

/** Luhn's check (ISO/IEC 7812-1), over 13 to 19 digits. */
function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

/** The shape of a text whose content must not be told: letters become `a`, digits `0`, the rest stays. */
export function shapeOf(text: string): string {
  return text
    .replace(/[A-Za-z]/g, 'a')
    .replace(/[0-9]/g, '0')
    .replace(/[^\x20-\x7e]/g, '?')
}
