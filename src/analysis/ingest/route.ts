import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem, sendProblem } from '../api/problem.ts'
import type { EventStore } from '../store/store.ts'
import { parseBatch } from './batch.ts'
import { readEventBody } from './body.ts'

/** `POST /api/v1/events`: takes what nodes send, once, however often they send it. */
export async function ingestRoutes(
  app: FastifyInstance,
  { store, onStored }: { store: EventStore; onStored: () => void },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/x-ndjson', 'application/ndjson'],
    (request: FastifyRequest, payload: IncomingMessage) =>
      readEventBody(payload, (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()),
  )

  app.post('/api/v1/events', { config: { access: 'ingest' } }, async (request, reply) => {
    if (!(request.body instanceof Buffer)) throw new Problem(415, 'Send events as application/x-ndjson.')
    const { events, rejected, rejectedCount } = parseBatch(request.body)
    try {
      const { accepted, duplicates } = await store.insert(events)
      onStored()
      if (rejectedCount > 0) request.log.warn({ rejectedCount, first: rejected[0] }, 'refused lines that are no events')
      return { accepted, duplicates, rejected, rejectedCount }
    } catch (error) {
      // The sender keeps its events and tries again, so a full disk loses nothing by itself.
      request.log.error({ err: error }, 'could not store events')
      reply.header('retry-after', '5')
      return sendProblem(reply, 503, 'The events could not be stored. Send them again later.')
    }
  })
}
