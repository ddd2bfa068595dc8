/** Server-side request forgery: see GRAMMAR.md. */
import { SSRF } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import type { Detector, FieldInfo, Report, Token } from '../../types.ts'
import { cues, shortForms } from './cues.ts'
import { isDisguised, isFetched } from './disguises.ts'
import { type Target, targetOf } from './hosts.ts'
import { matters } from './matters.ts'
import { INNER_PATHS, INNER_PORTS, SCHEMES } from './targets.ts'
import { type Url, urlsIn } from './urls.ts'

const MAX_TOKENS = 64
/** What fetches URLs takes; addresses of databases are for their own clients. */
const FETCHED = new Set(['http', 'https', 'ws', 'wss', 'ftp', 'rtmp', 'rtmps', 'rtsp'])
/** What else names a host; behind the schemes of applications a number is an account's or an order's. */
const TRANSFERS = new Set(['ftps', 'sftp', 'scp', 'ssh', 'file', 'jar', 'url'])
const LONGEST_URL = 2_048
const BREAKS = /[\t\n\r]/
const BEGINS_URL = /^\s{0,8}(?:https?|wss?|ftp):/i
/** Fields that name who calls and from which page. */
const OURS = new Set(['host', 'origin', 'referer', 'forwarded'])
/** Digits of an address that is one number. */
const SHORTEST_NUMBER = 8
const PUBLIC: Target = { network: 'public', isOdd: false }
/** What is looked at behind a host. */
const REST = 48

export const ssrf: Detector = {
  name: 'ssrf',
  bytes: '',
  cues: [...cues, '//', ...shortForms],
  asked: new Set(['//', ...shortForms]),
  tells: tellsBy(matters),
  teller: SSRF,
  detect(text: string, field: FieldInfo, report: Report): void {
    // Who calls us under which name is no target of ours.
    if (field.where === 'header' && (OURS.has(field.name) || field.name.startsWith('x-forwarded'))) return
    for (const url of urlsIn(text)) if (judge(url, text, field, report)) return
    // Browsers and Node's fetch drop tabs and line breaks wherever they stand in a URL.
    if (text.length > LONGEST_URL || !BREAKS.test(text) || !BEGINS_URL.test(text)) return
    const whole = text.replace(/[\t\n\r]/g, '').trimStart()
    for (const url of urlsIn(whole)) if (url.start === 0 && judge(url, whole, field, report)) return
  },
  explain(text: string): readonly Token[] {
    const tokens: Token[] = []
    for (const { start, schemeEnd, hostStart, hostEnd } of urlsIn(text)) {
      if (schemeEnd > start) tokens.push({ type: 'scheme', start, end: schemeEnd })
      tokens.push({ type: 'host', start: hostStart, end: hostEnd })
      if (tokens.length >= MAX_TOKENS) break
    }
    return tokens.slice(0, MAX_TOKENS)
  },
}

/** Judges one URL. Returns true if it is critical, which is reported. */
function judge(url: Url, text: string, field: FieldInfo, report: Report): boolean {
  const { start, schemeEnd, hostStart, hostEnd, end, isBare } = url
  const scheme = text.slice(start, schemeEnd).toLowerCase()
  if (SCHEMES.has(scheme) && hostEnd > hostStart) {
    report('critical', start, end, `a URL of ${scheme}: makes a server speak to other services`)
    return true
  }
  const target = targetOf(text.slice(hostStart, hostEnd)) ?? PUBLIC
  if (isDisguised(url, text, target)) {
    report('critical', start, end, 'a URL that is read as one host by who checks it and as another by who fetches it')
    return true
  }
  if (target.network === 'public' || isNumberOfApplication(scheme, text.slice(hostStart, hostEnd))) return false
  // `//0` in base64, `//1` in prose: without a scheme only an address that is whole counts, where a value may begin.
  if (schemeEnd === start && !isBare && !isRelativeTarget(text, start, hostStart, hostEnd)) return false
  // Without `//` only what could be nothing else counts.
  if (isBare && (target.network !== 'metadata' || target.isOdd || target.isWord)) return false
  if (target.network === 'metadata') {
    report('critical', start, end, 'a URL of a cloud’s metadata service')
    return true
  }
  if (target.isOdd) {
    report('critical', start, end, `a URL of a ${target.network} address, spelt so that a filter misses it`)
    return true
  }
  if (schemeEnd === start) return false
  if (FETCHED.has(scheme) && !isToldOf(text, start) && isInner(text.slice(hostEnd, hostEnd + REST).toLowerCase())) {
    report('critical', start, end, `a URL of a service that only answers on a ${target.network} address`)
    return true
  }
  const isLoopback = target.network === 'loopback'
  if (isLoopback && FETCHED.has(scheme) && isFetched(url, text, field)) {
    report('critical', start, end, 'a URL of the server’s own machine')
    return true
  }
  report(isLoopback ? 'warning' : 'notice', start, end, `a URL of a ${target.network} address`, isLoopback ? 1 : 2)
  return false
}

/** `app://orders/7` is written `app://7` as well. */
function isNumberOfApplication(scheme: string, host: string): boolean {
  return scheme !== '' && !FETCHED.has(scheme) && !TRANSFERS.has(scheme) && /^\d+$/.test(host)
}

/** `//127.0.0.1`, `//[::1]`, `//2130706433` at the text's beginning or behind what isn't a word's. */
function isRelativeTarget(text: string, start: number, hostStart: number, hostEnd: number): boolean {
  if (start > 0 && /[\w+/%-]/.test(text.charAt(start - 1))) return false
  const host = text.slice(hostStart, hostEnd)
  return /[.[a-z]/i.test(host) || host.length >= SHORTEST_NUMBER
}

/** Whether port or path, as they stand behind a host, are those of a service that takes commands from whoever reaches it. */
function isInner(rest: string): boolean {
  const [, port = '', path = ''] = /^(?::(\d{1,5}))?(.*)/s.exec(rest) ?? []
  return INNER_PORTS.has(port) || INNER_PATHS.some((inner) => path.startsWith(inner))
}

/** `Open http://localhost:3000/admin and …`: a word before it, with which nobody could fetch it; a comma or a letter is an item's end. */
function isToldOf(text: string, start: number): boolean {
  return /\p{L}{3}[,.:]? $/u.test(text.slice(Math.max(0, start - 12), start))
}
