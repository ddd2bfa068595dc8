import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type AccessControl, SESSION_COOKIE } from '../access/access.ts'
import { fromOwnPage } from '../access/origin.ts'
import type { OneTimeCodes, Sessions, TryLimit } from '../access/sessions.ts'
import { Problem, sendProblem } from './problem.ts'

const MAX_SIGN_IN_BYTES = 4_096

interface SessionOptions {
  readonly access: AccessControl
  readonly sessions: Sessions
  readonly codes: OneTimeCodes
  readonly tries: TryLimit
}

/** Signing in and out: by a one-time URL, or with the view token in the console's form. */
export async function sessionRoutes(app: FastifyInstance, options: SessionOptions): Promise<void> {
  const { access, sessions, codes, tries } = options
  const open = { config: { access: 'public' } } as const

  app.get<{ Querystring: Record<string, unknown> }>('/signin', open, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { code } = request.query
    if (typeof code === 'string' && codes.spend(code)) {
      request.log.info('a browser signed in by one-time URL')
      return reply.setCookie(SESSION_COOKIE, sessions.open(), cookie(request)).redirect('/', 303)
    }
    // Who is signed in already and opens the old URL again just goes on; the console says it to everyone else.
    return reply.redirect(access.whoIs(request) === 'view' ? '/' : '/#signin=expired', 303)
  })

  app.post('/api/v1/session', { ...open, bodyLimit: MAX_SIGN_IN_BYTES }, async (request, reply) => {
    requireOwnPage(request)
    const wait = tries.take()
    if (wait > 0) {
      reply.header('retry-after', String(wait))
      return sendProblem(reply, 429, `Too many tries to sign in. Try again in ${wait} seconds.`)
    }
    const { token } = (request.body ?? {}) as { token?: unknown }
    if (typeof token !== 'string') throw new Problem(400, 'Send {"token": "…"} as application/json.')
    if (!access.isViewToken(token)) {
      request.log.warn('someone tried to sign in with a wrong token')
      return sendProblem(reply, 401, 'This isn’t the view token.')
    }
    request.log.info('a browser signed in with the view token')
    return reply.setCookie(SESSION_COOKIE, sessions.open(), cookie(request)).code(204).send()
  })

  app.delete('/api/v1/session', open, async (request, reply) => {
    requireOwnPage(request)
    const session = request.cookies[SESSION_COOKIE]
    if (session !== undefined) sessions.close(session)
    return reply.clearCookie(SESSION_COOKIE, cookie(request)).code(204).send()
  })
}

function requireOwnPage(request: FastifyRequest): void {
  if (!fromOwnPage(request)) throw new Problem(403, 'Another page may not sign in or out here.')
}

/** Secure where the browser says that it came over TLS, behind a proxy that ended it; this server itself speaks none. */
function cookie(request: FastifyRequest): CookieSerializeOptions {
  const secure = request.headers.origin?.startsWith('https:') ?? false
  return { httpOnly: true, sameSite: 'strict', path: '/', secure }
}
