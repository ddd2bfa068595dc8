import type { Tells } from '../../types.ts'
import { SCHEMES } from './targets.ts'

/** Names and numbers that hardly any other value holds. */
export const cues: readonly string[] = [
  ...[...SCHEMES].map((scheme) => `${scheme}:`),
  '169.254.',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'metadata.',
  'instance-data',
  'rancher-metadata',
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'lacolhost',
  'yoogle.com',
  'localho.st',
  'sisteminha',
  'spoofed.burp',
  'nip.io',
  'xip.io',
  'sslip.io',
  'traefik.me',
  'backname.io',
  ...['http:', 'https:', 'ws:', 'wss:', 'ftp:'].flatMap((scheme) => [...'\\0123456789['].map((sign) => scheme + sign)),
  ...['#@', '?@', '\\@', '&@', '%23@', '%2f@', '%3f@', '%5c@', '%40@'],
  'host.docker.internal',
  'ip6-localhost',
  '//localhost',
  '.localhost',
  '//metadata',
]

const SLASH = 0x2f
const BACKSLASH = 0x5c
/** How far an `@` is looked for. */
const USERINFO = 64

/** Schemes whose slashes browsers don't count: looked at where a single one follows. */
export const shortForms: readonly string[] = ['http:/', 'https:/', 'ws:/', 'wss:/', 'ftp:/']

/** Whether what follows `//` may be an address rather than a name: a digit, a bracket, an escape, or something before an `@`. */
export const tells: Tells = (bytes, _start, end, at) => {
  if (bytes[at] !== SLASH) return isShortForm(bytes, end, at)
  const from = at + 2
  if (from >= end) return false
  if (isAddress(bytes[from] as number)) return true
  const most = Math.min(end, from + USERINFO)
  for (let i = from; i < most; i++) {
    const byte = bytes[i] as number
    if (byte === 0x40) return true
    // Browsers drop them wherever they stand.
    if (byte === 0x09 || byte === 0x0a || byte === 0x0d) return true
    // The authority has ended.
    if (byte === SLASH || byte === 0x3f || byte === 0x23 || byte <= 0x20) return false
    if (byte >= 0x80) return true
  }
  return false
}

function isAddress(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5b ||
    byte === 0x25 ||
    byte === SLASH ||
    byte === BACKSLASH ||
    byte >= 0x80
  )
}

/** A colon and one slash only. */
function isShortForm(bytes: Uint8Array, end: number, at: number): boolean {
  let colon = at
  while (colon < end && bytes[colon] !== 0x3a) colon++
  return bytes[colon + 2] !== SLASH || colon + 2 >= end
}
