import type { FindingClass } from '../engine/types.ts'
import type { EventFinding, EventVerdict, SluiceEvent } from '../events/schema.ts'

/** What the console says, in words. Pure; whatever comes from an event is shown through `Text` by the caller. */

const CLASS_NAMES: Record<FindingClass, string> = {
  sqli: 'SQL injection',
  xss: 'Cross-site scripting',
  path_traversal: 'Path traversal',
  file_inclusion: 'File inclusion',
  command_injection: 'Command injection',
  ssti: 'Template injection',
  jndi: 'JNDI lookup',
  nosqli: 'NoSQL injection',
  xxe: 'XML external entity',
  ssrf: 'Request forgery',
  ldapi: 'LDAP injection',
  xpathi: 'XPath injection',
  ssi: 'Server-side include',
  code_injection: 'Code injection',
  deserialization: 'Deserialisation',
  prototype_pollution: 'Prototype pollution',
  mass_assignment: 'Mass assignment',
  open_redirect: 'Open redirect',
  header_injection: 'Header injection',
  protocol_abuse: 'Protocol abuse',
  scanner: 'Scanner',
  sensitive_file: 'Sensitive file',
  webshell: 'Web shell',
  known_cve: 'Known CVE',
  framing: 'Ambiguous framing',
  method_not_allowed: 'Method not allowed',
  operation_denied: 'Operation denied',
  malformed_body: 'Malformed body',
  malformed_encoding: 'Malformed encoding',
  structure_limit: 'Structure limit',
  duplicates_unchecked: 'Duplicates unchecked',
  no_document: 'No GraphQL document',
  decoding_limit: 'Decoding limit',
  decompression_bomb: 'Decompression bomb',
  unsupported_encoding: 'Unsupported encoding',
  unsupported_charset: 'Unsupported charset',
  inspection_limit: 'Inspection limit',
  uri_too_long: 'URI too long',
  headers_too_large: 'Headers too large',
  body_too_large: 'Body too large',
  hold_exhausted: 'Hold exhausted',
  body_timeout: 'Body too slow',
  uninspected_overload: 'Uninspected: overload',
  uninspected_upgrade: 'Uninspected upgrade',
  upgrade_refused: 'Upgrade refused',
  client_left: 'Client left',
  early_answer: 'Early answer',
  upstream_failed: 'Upstream failed',
  trailers_dropped: 'Trailers dropped',
  client_error: 'Broken request',
  engine_error: 'Engine error',
}

/** A class's name; one that this console doesn't know yet stands as it was sent. */
export const className = (name: string): string =>
  Object.hasOwn(CLASS_NAMES, name) ? CLASS_NAMES[name as FindingClass] : name.replaceAll('_', ' ')

export const VERDICTS: readonly EventVerdict[] = ['blocked', 'would_block', 'passed']

export const VERDICT_NAMES: Record<EventVerdict, string> = {
  blocked: 'Blocked',
  would_block: 'Would block',
  passed: 'Passed',
}

export const VERDICT_HELP: Record<EventVerdict, string> = {
  blocked: 'The client got a refusal.',
  would_block: 'Monitor mode: the request went on. Block mode would have refused it.',
  passed: 'Something was found, below the threshold.',
}

/** The finding that an event is listed under: the one that tipped the verdict, else the first. */
export const mainFinding = (event: SluiceEvent): EventFinding | undefined =>
  event.findings[event.decidedBy] ?? event.findings[0]

/** `mutation SignIn (login)`: what the request asked a GraphQL server to run; undefined if nothing. */
export function operationWords({ graphql }: SluiceEvent): string | undefined {
  return graphql?.operations
    .map(({ type, name, rootFields }) => [type, name, rootFields.length > 0 ? `(${rootFields.join(', ')})` : ''])
    .map((words) => words.filter((word) => word !== '').join(' '))
    .join('; ')
}

/** `user.names[0]` */
export function pathText(path: EventFinding['path']): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

/** Where a finding stood: words, and the name of the field if it has one. */
export function placeOf(finding: EventFinding, mediaType: string): { words: string; name: string } {
  const name = pathText(finding.path)
  const words = placeWords(finding.where, mediaType, name !== '')
  return { words: finding.isName ? `name of ${words}` : words, name }
}

function placeWords(where: string, mediaType: string, named: boolean): string {
  switch (where) {
    case 'query':
      return named ? 'query parameter' : 'query string'
    case 'header':
      return named ? 'header' : 'headers'
    case 'cookie':
      return named ? 'cookie' : 'cookies'
    case 'body':
      return bodyWords(mediaType, named)
    case 'trailer':
      return named ? 'trailer' : 'trailers'
    default:
      return where
  }
}

function bodyWords(mediaType: string, named: boolean): string {
  if (/[/+]json$|ndjson/.test(mediaType)) return named ? 'JSON body at' : 'JSON body'
  if (mediaType === 'application/x-www-form-urlencoded') return named ? 'form field' : 'form body'
  if (mediaType.startsWith('multipart/')) return named ? 'multipart field' : 'multipart body'
  if (mediaType.startsWith('text/')) return 'text body'
  return named ? 'body at' : 'body'
}

const VIEW_WORDS: Readonly<Record<string, string>> = {
  percent: 'percent-decoded',
  html: 'HTML entities decoded',
  escapes: 'escape sequences decoded',
  base64: 'base64-decoded',
  hex: 'hexadecimal-decoded',
  unicode: 'Unicode forms folded',
  gaps: 'wide gaps closed',
}
const TIMES = ['', '', ' twice', ' three times', ' four times']

/** `percent-decoded twice, then HTML entities decoded`; empty if it stood there as sent. */
export function decodingWords(views: readonly string[]): string {
  const runs: { view: string; times: number }[] = []
  for (const view of views) {
    const last = runs.at(-1)
    if (last?.view === view) last.times += 1
    else runs.push({ view, times: 1 })
  }
  return runs
    .map(({ view, times }) => {
      const words = Object.hasOwn(VIEW_WORDS, view) ? VIEW_WORDS[view] : `decoded as ${view}`
      return `${words}${TIMES[times] ?? ` ${times} times`}`
    })
    .join(', then ')
}

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const numbers = new Intl.NumberFormat('en')
export const count = (value: number): string => numbers.format(value)

/** `1 event`, `1,204 events` */
export const countOf = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`

export const milliseconds = (value: number): string =>
  value >= 1_000 ? `${(value / 1_000).toFixed(1)} s` : `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms`

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const whole = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
})

/** The time of day for today's events, with the date for older ones. */
export function listTime(time: string, now = new Date()): string {
  const date = new Date(time)
  return date.toDateString() === now.toDateString() ? clock.format(date) : dayAndClock.format(date)
}

export const fullTime = (time: string): string => whole.format(new Date(time))

export const hourOf = (time: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(time))

/** How the request was answered. */
export function answerWords({ response, durationMs }: SluiceEvent): string {
  const total = milliseconds(durationMs)
  switch (response.from) {
    case 'sluice':
      return `${response.status} from Sluice after ${total}`
    case 'upstream': {
      const waited = response.upstreamMs === null ? '' : `, ${milliseconds(response.upstreamMs)} of it upstream`
      return `${response.status} from upstream after ${total}${waited}`
    }
    case 'none':
      return `none; the connection ended after ${total}`
  }
}

/** How much of the body was read and inspected. */
export function bodyWordsOf({ request }: SluiceEvent): string {
  if (request.bytes === 0) return 'no body'
  const size = countOf(request.bytes, 'body byte')
  if (request.inspectedBytes >= request.bytes) return `${size}, all inspected`
  return request.inspectedBytes === 0 ? `${size}, not inspected` : `${size}, ${count(request.inspectedBytes)} inspected`
}
