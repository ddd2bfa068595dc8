import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../api/problem.ts'
import { digest, sameDigest } from './secrets.ts'
import type { Sessions } from './sessions.ts'
import type { Tokens } from './tokens.ts'

/** Who may call a route: `ingest` and `view` name the token that opens it. */
export type Access = 'ingest' | 'view' | 'public'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}

export const SESSION_COOKIE = 'sluice_session'

/** Tells who is asking. The two tokens do different work, so a known but wrong one is told so: 403, not 401. */
export class AccessControl {
  readonly #ingest: Buffer
  readonly #view: Buffer
  readonly #sessions: Sessions

  constructor(tokens: Tokens, sessions: Sessions) {
    this.#ingest = digest(tokens.ingestToken)
    this.#view = digest(tokens.viewToken)
    this.#sessions = sessions
  }

  isViewToken(token: string): boolean {
    return sameDigest(digest(token), this.#view)
  }

  /** What the request may do: the work of its bearer token, or `view` by its session cookie if it has no bearer. */
  whoIs(request: FastifyRequest): 'ingest' | 'view' | undefined {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const given = digest(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')
      const isIngest = sameDigest(given, this.#ingest)
      const isView = sameDigest(given, this.#view)
      return isIngest ? 'ingest' : isView ? 'view' : undefined
    }
    const session = request.cookies[SESSION_COOKIE]
    return session !== undefined && this.#sessions.has(session) ? 'view' : undefined
  }

  /** An onRequest hook: answers 401 or 403 before a byte of the body is read. */
  readonly guard = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { access } = request.routeOptions.config
    if (access === undefined || access === 'public') return
    const who = this.whoIs(request)
    if (who === access) return
    if (who === undefined) {
      reply.header('www-authenticate', `Bearer realm="sluice ${access}"`)
      return sendProblem(reply, 401, `This needs the ${access} token.`)
    }
    return sendProblem(reply, 403, `The ${who} token doesn’t open this; the ${access} token does.`)
  }
}
