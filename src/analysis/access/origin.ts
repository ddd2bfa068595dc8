import type { FastifyRequest } from 'fastify'
import { isLoopback } from './loopback.ts'

/** Says whether a Host header (with or without port) may be served. */
export type HostCheck = (hostHeader: string | undefined) => boolean

/**
 * Against DNS rebinding: a page whose own name resolves to 127.0.0.1 must not reach a backend that trusts the loopback.
 *
 * - Bound to loopback: loopback names and addresses on any port, and `allowedHosts` (a proxy on the same machine).
 * - Bound elsewhere with `allowedHosts`: those alone.
 * - Bound elsewhere without: any. Both tokens are set by hand there, a rebound page knows neither, and a session cookie
 *   belongs to the name under which the person signed in.
 */
export function hostCheck(boundHost: string, allowedHosts: readonly string[] | undefined): HostCheck {
  const allowed = new Set(allowedHosts?.map((host) => host.toLowerCase()))
  const onLoopback = isLoopback(boundHost)
  const any = !onLoopback && allowedHosts === undefined
  return (header) => {
    const host = hostOf(header)
    if (host === undefined) return false
    return any || allowed.has(host) || (onLoopback && isLoopback(host))
  }
}

/** The lower-case host of a Host header; undefined if it isn't one. */
function hostOf(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header ?? '')
  return match?.[1]?.toLowerCase()
}

/**
 * Whether a state-changing request comes from our own page, or from no browser at all. Browsers say so in
 * Sec-Fetch-Site, older ones in Origin; `same-site` isn't enough, since every port of 127.0.0.1 is one site.
 */
export function fromOwnPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = request.headers.origin
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.host?.toLowerCase()
}
