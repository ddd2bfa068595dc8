import fastify, { type FastifyInstance } from 'fastify'

const users = [
  { id: 1, name: 'Ada Lovelace', email: 'ada@example.com', role: 'admin' },
  { id: 2, name: 'Patrick O’Brien', email: 'patrick@example.com', role: 'member' },
  { id: 3, name: 'Grace Hopper', email: 'grace@example.com', role: 'member' },
]
const orders = [
  { id: 1001, userId: 1, total: 42.5, currency: 'EUR', items: ['keyboard'] },
  { id: 1002, userId: 3, total: 9.99, currency: 'EUR', items: ['cable', 'adapter'] },
]

/** The API that the demo protects: users, orders, search, login, upload, GraphQL. Believes everything that it is told. */
export function createDemoApi(): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: 16_777_216, forceCloseConnections: true })
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const created: unknown[] = []

  app.get('/users', async () => users)
  app.get<{ Params: { id: string } }>('/users/:id', async (request, reply) => {
    return users.find(({ id }) => String(id) === request.params.id) ?? reply.code(404).send({ error: 'no such user' })
  })
  app.post('/users', async (request, reply) => {
    // Kept only to be counted; a demo must not grow.
    if (created.length < 1_000) created.push(request.body)
    return reply.code(201).send({ id: users.length + created.length })
  })
  app.get('/orders', async () => orders)
  app.post('/orders', async (_request, reply) => reply.code(201).send({ id: 1000 + orders.length + 1 }))
  const search = async (request: { query: unknown }) => {
    const { q = '' } = request.query as { q?: string }
    return { q, hits: users.filter(({ name }) => name.toLowerCase().includes(String(q).toLowerCase())) }
  }
  app.get('/search', search)
  app.get('/reports/search', search)
  app.post('/login', async () => ({ token: 'demo' }))
  app.post('/upload', async (request) => ({ bytes: (request.body as Buffer | undefined)?.length ?? 0 }))
  app.post('/graphql', async () => ({ data: { users } }))
  return app
}
