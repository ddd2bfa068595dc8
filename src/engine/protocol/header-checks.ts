import type { Head } from '../canonical/head.ts'

/** Says what is wrong with a header's value, in words; undefined if nothing is. */
type Check = (value: string, head: Head) => string | undefined

/** Ranges that a viewer of documents asks for at most; thousands made Apache run out of memory (CVE-2011-3192). */
const MAX_RANGES = 10
/** `pack200-gzip`, `aes128gcm`: no content coding has a longer name. */
const LONGEST_CODING = 20
const MAX_CODINGS = 20
/** Past this, a range's end overflows in http.sys (CVE-2015-1635). */
const MAX_RANGE_DIGITS = 15
const COMMA = 0x2c
const SEMICOLON = 0x3b
const SPACE = 0x20
const TAB = 0x09
/** What names of content codings consist of. */
const isCoding = new Uint8Array(256)
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*')) isCoding[byte] = 1
const CHARSET = /charset/i
/** What clients ask answers in. Any other, UTF-7 or EBCDIC say, would let an answer pass whoever reads answers by their words. */
const ACCEPTED_CHARSET =
  /^(?:\*|utf-?8|(?:us-)?ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|shift[_-]jis|sjis|iso-2022-jp|euc-(?:jp|kr)|big5(?:-hkscs)?|gb(?:k|2312|18030)|koi8-[ru]|tis-620)$/
/** Fields that proxies add for the servers behind: a client that has them removed is taken for another. */
const NOT_HOP_BY_HOP =
  /(?:^|,)\s*(x-forwarded-[a-z]+|forwarded|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip|authorization|cookie|host|content-length|content-type)\s*(?:,|$)/i

/** Parameters in which application servers take the id of a session. */
const SESSION_ID =
  /[?&](?:phpsessid|jsessionid|jservsession(?:id)?|aspsessionid[a-z]{0,20}|asp\.net_sessionid|cfid|cftoken)=./i
const SITE = /^https?:\/\/([^/?#]{1,255})/i

const methodOverride: Check = (value, { method }) =>
  value.trim().toUpperCase() === method ? undefined : 'asks the server to take the request for one of another method'

const pathOverride: Check = () => 'asks the server to take the request for one of another path'

const webdav: Check = () => 'a field of WebDAV'

const ranges: Check = (value) => {
  const list = value.split(',', MAX_RANGES + 1)
  if (list.length > MAX_RANGES) return `more than ${MAX_RANGES} ranges`
  for (const range of list) {
    const digits = /\d{16,}/.exec(range)
    if (digits) return `a range beyond ${MAX_RANGE_DIGITS} digits`
  }
  return undefined
}

/** Every request has this field: one walk, without strings of its own. */
const codings: Check = (value) => {
  let commas = 0
  let length = 0
  let isParameter = false
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i)
    if (code === COMMA) {
      if (++commas >= MAX_CODINGS) return `more than ${MAX_CODINGS} codings`
      length = 0
      isParameter = false
    } else if (code === SEMICOLON) isParameter = true
    else if (!isParameter && code !== SPACE && code !== TAB) {
      if (isCoding[code] !== 1 || ++length > LONGEST_CODING) {
        return `no content coding is called so, nor longer than ${LONGEST_CODING}`
      }
    }
  }
  return undefined
}

const acceptedCharset: Check = (value) => {
  if (!CHARSET.test(value)) return undefined
  const lower = value.toLowerCase()
  for (let at = lower.indexOf('charset'); at >= 0; at = lower.indexOf('charset', at + 7)) {
    const [, charset] = /^charset\s{0,8}=\s{0,8}["']?([^"',;\s]{0,40})/.exec(lower.slice(at, at + 80)) ?? []
    if (charset !== undefined && !ACCEPTED_CHARSET.test(charset)) return 'asks for an answer in a charset that hides it'
  }
  return undefined
}

/** Only what is uploaded is in ranges. */
const contentRange: Check = (_value, { method }) =>
  method === 'PUT' || method === 'PATCH' || method === 'POST' ? undefined : 'a part of a body on a request without one'

const secondCharset: Check = (value) => {
  if (!CHARSET.test(value)) return undefined
  const lower = value.toLowerCase()
  const first = lower.indexOf('charset=')
  return first >= 0 && lower.indexOf('charset=', first + 8) >= 0 ? 'a charset within another parameter' : undefined
}

/** A link on another site that brings its own session: whoever follows it logs in to a session that the attacker knows. */
const sessionFixation: Check = (value, { target, pathLength, host }) => {
  if (target.length === pathLength || !SESSION_ID.test(target)) return undefined
  const [, from] = SITE.exec(value) ?? []
  return from === undefined || siteOf(from) === siteOf(host)
    ? undefined
    : 'a link from another site names the session that the client is to have'
}

/** The last two labels of a host: `shop.example.com:8443` and `api.example.com` are of one site. */
function siteOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .split('.')
    .slice(-2)
    .join('.')
}

/** Fields by lower-case name, and what ordinary clients never say in them. */
const checks: ReadonlyMap<string, Check> = new Map([
  ['x-http-method-override', methodOverride],
  ['x-http-method', methodOverride],
  ['x-method-override', methodOverride],
  ['x-original-url', pathOverride],
  ['x-rewrite-url', pathOverride],
  ['x-override-url', pathOverride],
  // CGI programs take it for the environment's HTTP_PROXY: "httpoxy", CVE-2016-5385.
  ['proxy', () => 'would be taken for the server’s own proxy setting'],
  // ASP.NET reads the body in this charset if the browser says that it is a phone.
  ['x-up-devcap-post-charset', () => 'asks the server to read the body in another charset'],
  ['lock-token', webdav],
  ['if', webdav],
  ['translate', webdav],
  ['content-range', contentRange],
  ['range', ranges],
  ['request-range', ranges],
  ['accept', acceptedCharset],
  ['accept-charset', (value, head) => acceptedCharset(value.replace(/(^|,)\s*/g, '$1charset='), head)],
  ['accept-encoding', codings],
  ['content-type', secondCharset],
  ['referer', sessionFixation],
  [
    'connection',
    (value) => (NOT_HOP_BY_HOP.test(value) ? 'would have a field removed that the server relies on' : undefined),
  ],
  ['host', (value) => (value.trim() === '' ? 'names no host' : undefined)],
])

/**
 * Looks at a header field for what makes servers take a request for something else than it is.
 * @param name lower-case
 * @returns what was seen, in words; undefined if nothing
 */
export function checkHeader(name: string, value: string, head: Head): string | undefined {
  return checks.get(name)?.(value, head)
}
