import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'

// What clients send through the chain, for so many seconds; prints what came of it as one line of JSON.
//
//   node traffic.ts --url http://10.77.0.11:8080 --from 10.77.0.10 --seconds 20

const { values } = parseArgs({
  options: { url: { type: 'string' }, from: { type: 'string' }, seconds: { type: 'string' } },
})
const CLIENTS = 16
const MAX_FAILURES = 20
const HOST = { host: 'api.example' }
const JSON_TYPE = { ...HOST, 'content-type': 'application/json' }

interface Kind {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: () => string | Readable
  readonly status: number
}

const order = {
  customer: 'Ana Lopez',
  note: 'Please leave it at the door',
  lines: Array(12).fill({ sku: 'A-1', count: 2 }),
}

const upload = () => Readable.from(Array.from({ length: 24 }, () => Buffer.alloc(8_192, 0x61)))

const kinds: readonly Kind[] = [
  { name: 'GET', method: 'GET', path: '/orders?page=2&sort=name', headers: HOST, status: 200 },
  { name: 'a 16 KB answer', method: 'GET', path: '/large', headers: HOST, status: 200 },
  { name: 'JSON', method: 'POST', path: '/orders', headers: JSON_TYPE, body: () => JSON.stringify(order), status: 200 },
  {
    name: 'GraphQL',
    method: 'POST',
    path: '/graphql',
    headers: JSON_TYPE,
    body: () => JSON.stringify({ query: 'query Orders { orders(first: 5) { id total } }' }),
    status: 200,
  },
  {
    name: 'an upload in chunks, longer than it is held',
    method: 'POST',
    path: '/files',
    headers: { ...HOST, 'content-type': 'application/octet-stream' },
    body: upload,
    status: 200,
  },
  { name: 'an attack', method: 'GET', path: '/orders?id=1%27%20or%20%271%27=%271', headers: HOST, status: 403 },
]

const pool = new Pool(values.url as string, { connections: CLIENTS, localAddress: values.from as string })
const counts: Record<string, number> = {}
const failures: string[] = []
const forwardedFor = new Set<string>()
const until = performance.now() + Number(values.seconds) * 1_000

async function client(first: number): Promise<void> {
  for (let i = first; performance.now() < until && failures.length < MAX_FAILURES; i++) {
    const { name, method, path, headers, body, status } = kinds[i % kinds.length] as Kind
    try {
      const response = await pool.request({ method, path, headers, body: body?.() ?? null })
      await response.body.dump()
      if (response.statusCode !== status) failures.push(`${name}: ${response.statusCode}, expected ${status}`)
      const seen = response.headers['x-seen-forwarded-for']
      if (typeof seen === 'string') forwardedFor.add(seen)
      counts[name] = (counts[name] ?? 0) + 1
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`)
    }
  }
}

await Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(i)))
await pool.close()
process.stdout.write(`${JSON.stringify({ counts, failures, forwardedFor: [...forwardedFor] })}\n`)
