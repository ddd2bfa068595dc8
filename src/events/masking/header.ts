import type { SecretNames } from './names.ts'
import { MASK, replaceRanges } from './ranges.ts'
import { findSecrets, searched } from './secrets.ts'
import { maskTarget } from './target.ts'

const COOKIES = new Set(['cookie', 'cookie2', 'set-cookie', 'set-cookie2', 'x-cookie'])
const AUTHORIZATION = new Set(['authorization', 'proxy-authorization'])
/** Schemes that may be told (IANA's registry, and what APIs use); any other first word may be the secret itself. */
const SCHEMES = new Set([
  'apikey',
  'aws4-hmac-sha256',
  'basic',
  'bearer',
  'digest',
  'dpop',
  'hawk',
  'hmac',
  'mutual',
  'negotiate',
  'ntlm',
  'oauth',
  'token',
  'vapid',
])

/** Whether a header field's value is a credential as a whole. @param name in lower case */
export function isSecretHeader(name: string, names: SecretNames): boolean {
  return COOKIES.has(name) || names.hasHeader(name)
}

/** A header value as an event may carry it. @param limit characters that are shown */
export function maskHeader(name: string, value: string, names: SecretNames, limit: number): string {
  const lower = name.toLowerCase()
  if (COOKIES.has(lower)) return maskCookies(value, names, limit)
  if (AUTHORIZATION.has(lower)) {
    const scheme = value.slice(0, Math.max(0, value.slice(0, 32).indexOf(' ')))
    return SCHEMES.has(scheme.toLowerCase()) ? `${scheme} ${MASK}` : MASK
  }
  if (isSecretHeader(lower, names)) return MASK
  // Any field may hold a URL (Referer, Origin, X-Original-URL, Link): what is no URL has no `?`, and loses nothing.
  return maskTarget(value, names, limit)
}

/** Names stay, unless they are secrets themselves; every value goes. */
function maskCookies(value: string, names: SecretNames, limit: number): string {
  const pairs = searched(value, limit)
    .split(';')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 0) return MASK
      const name = pair.slice(0, equals)
      return `${replaceRanges(name, findSecrets(name, names), 0, name.length)}=${MASK}`
    })
  return pairs.join(';').slice(0, limit)
}
