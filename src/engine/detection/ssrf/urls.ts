/** A URL in a text, by positions. */
export interface Url {
  readonly start: number
  /** Of the scheme, before `:`; equals `start` if there is none. */
  readonly schemeEnd: number
  /** There is no `//`: a host, or `scheme:host`, if it is one at all. */
  readonly isBare: boolean
  /** Without user name, password and port; with brackets. */
  readonly hostStart: number
  readonly hostEnd: number
  /** Of the authority, port included. */
  readonly end: number
}

const LONGEST_SCHEME = 12
/** Without `//`. */
const LONGEST_AUTHORITY = 512

/** What ends a URL in a text. */
const ends = new Uint8Array(128)
for (let i = 0; i <= 0x20; i++) ends[i] = 1
for (const character of '"\'`<>|') ends[character.charCodeAt(0)] = 1

/** A scheme whose slashes browsers don't count, and not two of them behind it; or none, and an address. */
const SHORT_FORM = /\b(?:https?|wss?|ftp):(?:\\|\/(?!\/)|(?=\d{1,3}\.\d|0x|\d{8}|\[[\da-f]{0,4}:))/gi

/**
 * Every URL of a text, and the text itself if it may be a host or an address without a scheme. The host is what RFC 3986
 * and browsers make of it: after the last `@`, up to the port; a backslash is a slash, as browsers have it.
 */
export function* urlsIn(text: string): Generator<Url> {
  let found = false
  for (let at = text.indexOf('//'); at >= 0; at = text.indexOf('//', at)) {
    const schemeEnd = text[at - 1] === ':' ? at - 1 : at
    const start = schemeEnd === at ? at : schemeStart(text, schemeEnd)
    let from = at + 2
    // `http:///host` and `http:\\host` are `http://host` to browsers.
    while (text[from] === '/' || text[from] === '\\') from++
    yield url(text, start, schemeEnd === at ? start : schemeEnd, false, from, text.length)
    found = true
    at = from
  }
  // `http:/host`, `http:\host` and `http:127.0.0.1` too.
  for (const { index } of text.matchAll(SHORT_FORM)) {
    const colon = text.indexOf(':', index)
    let from = colon + 1
    while (text[from] === '/' || text[from] === '\\') from++
    yield url(text, index, colon, false, from, from + LONGEST_AUTHORITY)
    found = true
  }
  if (!found && text.length <= LONGEST_AUTHORITY && !/\s/.test(text)) {
    const colon = /^[a-z][a-z0-9+.-]{1,11}:/i.exec(text)?.[0].length ?? 0
    yield url(text, 0, Math.max(0, colon - 1), true, colon, text.length)
  }
}

function schemeStart(text: string, end: number): number {
  let start = end
  while (start > 0 && end - start < LONGEST_SCHEME && isScheme(text.charCodeAt(start - 1))) start--
  return start
}

function isScheme(code: number): boolean {
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d
}

/** @param limit how far it is read; behind `//` it ends at the next slash, so that no byte is read twice */
function url(text: string, start: number, schemeEnd: number, isBare: boolean, from: number, limit: number): Url {
  const most = Math.min(text.length, limit)
  let end = from
  let hostStart = from
  for (; end < most; end++) {
    const code = text.charCodeAt(end)
    if (code < 128 && ends[code] === 1) break
    const character = text[end]
    if (character === '/' || character === '?' || character === '#' || character === '\\') break
    if (character === '@') hostStart = end + 1
  }
  const hostEnd = text[hostStart] === '[' ? closing(text, hostStart, end) : colonBefore(text, hostStart, end)
  return { start, schemeEnd, isBare, hostStart, hostEnd, end }
}

function closing(text: string, start: number, end: number): number {
  const bracket = text.slice(start, end).indexOf(']')
  return bracket < 0 ? end : start + bracket + 1
}

function colonBefore(text: string, start: number, end: number): number {
  const colon = text.slice(start, end).indexOf(':')
  return colon < 0 ? end : start + colon
}
