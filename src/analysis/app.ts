import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify'
import type { Logger } from 'pino'
import { AccessControl } from './access/access.ts'
import { hostCheck } from './access/origin.ts'
import { type OneTimeCodes, Sessions, TryLimit } from './access/sessions.ts'
import type { Tokens } from './access/tokens.ts'
import { consoleRoutes } from './api/console.ts'
import { eventRoutes } from './api/events.ts'
import { healthRoutes } from './api/health.ts'
import { Problem, sendProblem } from './api/problem.ts'
import { sessionRoutes } from './api/session.ts'
import { ingestRoutes } from './ingest/route.ts'
import type { EventStore } from './store/store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served under any Host: probes ask by address. */
    anyHost?: boolean
  }
}

export interface AppOptions extends Tokens {
  readonly host: string
  readonly allowedHosts: readonly string[] | undefined
  readonly store: EventStore
  readonly logger: Logger
  readonly consoleDir: string
  /** Called after events were stored. */
  readonly onStored: () => void
  readonly codes: OneTimeCodes
}

const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
}

/** The HTTP side of the backend, not yet listening: what every request passes, then the routes. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { store, onStored, codes } = options
  const sessions = new Sessions()
  const access = new AccessControl(options, sessions)
  const allowsHost = hostCheck(options.host, options.allowedHosts)
  let stopping = false

  const app: FastifyInstance = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Called before any hook: a URL that can't be decoded belongs to no route.
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply as FastifyReply, 400, 'This URL can’t be read.')
    },
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
  })

  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    if (error instanceof Problem) return sendProblem(reply, error.status, error.message, error.parameter)
    const status = error.statusCode ?? 500
    if (status < 500) return sendProblem(reply, status, error.message)
    request.log.error({ err: error }, 'a request failed')
    return sendProblem(reply, 500, 'Something failed here. The log of the analysis backend says what.')
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 404, 'There is nothing here.'))

  // An API route that forgot to say who may call it must not come into being.
  app.addHook('onRoute', ({ url, config }) => {
    if (url.startsWith('/api/') && config?.access === undefined) throw new Error(`route ${url} names no access`)
  })
  app.addHook('preClose', async () => {
    stopping = true
  })
  // An answer that was under way when the stop began leaves an idle connection, which nothing else would close.
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close')
  })

  await app.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_SECURITY_POLICY },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(fastifyCookie)

  app.addHook('onRequest', async (request, reply) => {
    if (!request.routeOptions.config.anyHost && !allowsHost(request.headers.host)) {
      return sendProblem(reply, 421, 'This Host isn’t served here.')
    }
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  app.addHook('onRequest', access.guard)

  await app.register(ingestRoutes, { store, onStored })
  await app.register(eventRoutes, { store })
  await app.register(sessionRoutes, { access, sessions, codes, tries: new TryLimit() })
  await app.register(healthRoutes, { isReady: () => !stopping })
  await app.register(consoleRoutes, { consoleDir: options.consoleDir })
  return app
}
