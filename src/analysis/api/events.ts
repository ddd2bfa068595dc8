import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { EventStore } from '../store/store.ts'
import { eventQuery, isUlid, summaryHours } from './parameters.ts'
import { sendProblem } from './problem.ts'

const HOUR_MS = 3_600_000
type Query = { Querystring: Record<string, string | string[] | undefined> }

/** The reading side: `GET /api/v1/events`, `/api/v1/events/:id` and `/api/v1/summary`. */
export async function eventRoutes(app: FastifyInstance, { store }: { store: EventStore }): Promise<void> {
  const view = { config: { access: 'view' } } as const
  const instance = randomUUID()
  const json = (reply: FastifyReply, text: string) => reply.header('content-type', 'application/json').send(text)

  /** Consoles ask every two seconds; as long as nothing has happened the answer is 304 and no query runs. */
  const unchanged = (request: FastifyRequest, reply: FastifyReply, extra = 0): boolean => {
    const tag = `W/"${instance}.${store.version}.${extra}"`
    reply.header('etag', tag)
    return request.headers['if-none-match'] === tag
  }

  app.get<Query>('/api/v1/events', view, async (request, reply) => {
    const query = eventQuery(request.query)
    if (unchanged(request, reply)) return reply.code(304).send()
    const { items, next } = await store.list(query)
    return json(reply, `{"items":[${items.join(',')}],"next":${JSON.stringify(next)}}`)
  })

  app.get<{ Params: { id: string } }>('/api/v1/events/:id', view, async (request, reply) => {
    const { id } = request.params
    const event = isUlid(id) ? await store.find(id) : undefined
    if (event === undefined) return sendProblem(reply, 404, 'There is no such event, or it is no longer kept.')
    return json(reply, event)
  })

  app.get<Query>('/api/v1/summary', view, async (request, reply) => {
    const hours = summaryHours(request.query)
    const now = Date.now()
    if (unchanged(request, reply, Math.floor(now / HOUR_MS))) return reply.code(304).send()
    return store.summary(hours, now)
  })
}
