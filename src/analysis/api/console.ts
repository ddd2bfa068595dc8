import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem } from './problem.ts'

/** The console's files, which hold no secret: whoever isn't signed in sees the form. */
export async function consoleRoutes(app: FastifyInstance, { consoleDir }: { consoleDir: string }): Promise<void> {
  if (!existsSync(join(consoleDir, 'index.html'))) {
    app.log.warn({ consoleDir }, 'the console isn’t built, so / shows nothing; run: npm run build')
    app.get('/', async (_request, reply) => sendProblem(reply, 404, 'The console isn’t built. Run: npm run build'))
    return
  }
  await app.register(fastifyStatic, {
    root: consoleDir,
    wildcard: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      // Vite puts a hash of the content into the names under assets/.
      const hashed = path.startsWith(join(consoleDir, 'assets'))
      response.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
