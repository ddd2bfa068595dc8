// The usual choice in Node: fastify with @fastify/http-proxy, without logs.
//
//   node bench/proxy/http-proxy.mjs PORT UPSTREAM_ORIGIN
import httpProxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const app = fastify({ logger: false, keepAliveTimeout: 75_000, requestTimeout: 0, bodyLimit: 16 * 1024 * 1024 })
await app.register(httpProxy, {
  upstream,
  undici: new Pool(upstream, { connections: 256, pipelining: 1, keepAliveTimeout: 60_000 }),
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
console.log(`listening on ${app.server.address().port}`)
