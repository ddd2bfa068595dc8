import fastify, { type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Config } from '../config/schema.ts'

/** What the admin port tells of the proxy. */
export interface ProxyState {
  /** Empty if ready; else why not, in words. */
  notReady(): string
  status(): Record<string, unknown>
  registries(): Promise<Registry[]>
}

/** The admin port: `/livez`, `/readyz`, `/metrics`, `/status`. Nothing here changes anything. */
export function createAdmin(state: ProxyState): FastifyInstance {
  const app = fastify({ logger: false, return503OnClosing: false, forceCloseConnections: true })
  app.get('/livez', async () => 'ok\n')
  app.get('/readyz', async (_request, reply) => {
    const reason = state.notReady()
    if (reason !== '') reply.code(503)
    return reason === '' ? 'ok\n' : `${reason}\n`
  })
  app.get('/metrics', async (_request, reply) => {
    const registries = await state.registries()
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    const parts = await Promise.all(registries.map((registry) => registry.metrics()))
    return parts
      .map((part) => part.trimEnd())
      .join('\n')
      .concat('\n')
  })
  app.get('/status', async () => state.status())
  app.setErrorHandler((_error, _request, reply) => reply.code(500).send('internal error\n'))
  return app
}

/** Starts the admin port. @throws Error that says what to change if the port can't be had */
export async function listenAdmin(app: FastifyInstance, { host, port }: Config['admin']): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const hint = code === 'EADDRINUSE' ? 'is in use; choose another with --admin-port' : `can't be used: ${message}`
    throw new Error(`admin port ${port} on ${host} ${hint}`)
  }
  return (app.server.address() as { port: number }).port
}
