/** A parsed Content-Type. */
export interface MediaType {
  /** `type/subtype` in lower case; '' if the field is absent or isn't a media type. */
  readonly essence: string
  /** The `charset` parameter in lower case; '' if none. */
  readonly charset: string
  /** The `boundary` parameter as sent; '' if none. */
  readonly boundary: string
  /** What two servers could read differently, in words; '' if nothing. */
  readonly fault: string
}

/** Not a media type, and yet taken for a multipart by servers that look for the word. */
const BROKEN_MULTIPART = /^\s*multipart\/|boundary/i
/** No Content-Type, or none that is one. */
export const NO_MEDIA_TYPE: MediaType = { essence: '', charset: '', boundary: '', fault: '' }
const isToken = new Uint8Array(128)
for (const character of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  isToken[character.charCodeAt(0)] = 1
}

type Parameters = Omit<MediaType, 'essence'>
const NO_PARAMETERS: Parameters = { charset: '', boundary: '', fault: '' }

/** What nearly all bodies come as, parsed. */
const common: ReadonlyMap<string, MediaType> = new Map(
  [
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=utf-8',
    'application/json;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/octet-stream',
    'text/plain',
  ].map((value) => [value, parse(value)]),
)

/**
 * Parses a media type by RFC 9110 §8.3.1, leniently as the WHATWG MIME Sniffing Standard §4.4 does: white space around
 * parameters, quoted values, the first of a repeated parameter counts.
 */
export function parseMediaType(value: string): MediaType {
  return common.get(value) ?? parse(value)
}

function parse(value: string): MediaType {
  const slash = value.indexOf('/')
  if (slash < 0) return NO_MEDIA_TYPE
  const type = value.slice(0, slash).trimStart()
  const semicolon = value.indexOf(';', slash)
  // What follows a comma or a space is not the type's, as PHP and others read it.
  const subtype = /^[^;, \t]*/.exec(value.slice(slash + 1))?.[0] ?? ''
  if (!onlyToken(type) || !onlyToken(subtype)) {
    return BROKEN_MULTIPART.test(value) ? { ...NO_MEDIA_TYPE, fault: 'no media type in it' } : NO_MEDIA_TYPE
  }
  const found = semicolon < 0 ? NO_PARAMETERS : parameters(value, semicolon + 1)
  if (found.fault === '' && /^multipart$/i.test(type) && isReadElsewhere(value, found.boundary)) {
    return { essence: `${type}/${subtype}`.toLowerCase(), ...found, fault: 'a boundary that servers read differently' }
  }
  return { essence: `${type}/${subtype}`.toLowerCase(), ...found }
}

function onlyToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (isToken[text.charCodeAt(i)] !== 1) return false
  }
  return text.length > 0
}

/** The parameters that decide how a body is read; the first of a repeated one counts, and the repetition is a fault. */
function parameters(value: string, start: number): Parameters {
  let charset: string | undefined
  let boundary: string | undefined
  let fault = ''
  let i = start
  while (i < value.length) {
    while (i < value.length && ' \t;'.includes(value[i] as string)) i++
    const nameStart = i
    while (i < value.length && value[i] !== '=' && value[i] !== ';') i++
    const name = value.slice(nameStart, i).trim().toLowerCase()
    if (value[i] !== '=') continue
    i++
    let text = ''
    if (value[i] === '"') {
      for (i++; i < value.length && value[i] !== '"'; i++) {
        if (value[i] === '\\' && i + 1 < value.length) i++
        text += value[i]
      }
      while (i < value.length && value[i] !== ';') i++
    } else {
      const from = i
      while (i < value.length && value[i] !== ';') i++
      text = value.slice(from, i).trim()
    }
    if (name === 'charset') {
      const named = text
        .toLowerCase()
        .replace(/^'(.*)'$/, '$1')
        .replace(/,$/, '')
      if (charset !== undefined && charset !== named) fault = 'two charset parameters'
      charset ??= named
    } else if (name === 'boundary') {
      if (boundary !== undefined && boundary !== text) fault = 'two boundary parameters'
      boundary ??= text
    } else if (name.startsWith('boundary*') || name.startsWith('charset*')) fault = `the parameter ${name}`
  }
  return { charset: charset ?? '', boundary: boundary ?? '', fault }
}

/** PHP takes the boundary from where the word first stands, be it in another name or in a value, and ends it at a comma. */
function isReadElsewhere(value: string, boundary: string): boolean {
  const at = value.toLowerCase().indexOf('boundary')
  if (at < 0) return false
  const before = value.slice(0, at)
  const isName = /[;\s]$/.test(before) && (before.match(/"/g)?.length ?? 0) % 2 === 0
  return !isName || /[,;]/.test(boundary)
}
