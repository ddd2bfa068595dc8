import type { FastifyInstance } from 'fastify'

/** `/livez`: the process answers. `/readyz`: it takes events. */
export async function healthRoutes(app: FastifyInstance, { isReady }: { isReady: () => boolean }): Promise<void> {
  const open = { config: { access: 'public', anyHost: true } } as const
  app.get('/livez', open, async () => ({ status: 'live' }))
  app.get('/readyz', open, async (_request, reply) => {
    if (isReady()) return { status: 'ready' }
    return reply.code(503).send({ status: 'stopping' })
  })
}
