// The thin proxy with libddwaf before the upstream: reads the whole body, parses it as a framework would, asks, forwards.
//
//   node bench/peers/libddwaf/proxy.mjs PORT UPSTREAM_ORIGIN
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { parse as parseQuery } from 'node:querystring'
import { gunzipSync } from 'node:zlib'
import { Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const { DDWAF } = require('@datadog/native-appsec')
const rules = new URL('node_modules/dd-trace/packages/dd-trace/src/appsec/recommended.json', import.meta.url)
const waf = new DDWAF(JSON.parse(readFileSync(rules, 'utf8')), 'recommended')
/** The tracer's default, in microseconds. */
const TIMEOUT_US = 5_000
const pool = new Pool(upstream, { connections: 256, pipelining: 1, keepAliveTimeout: 60_000 })

/** What frameworks give their handlers; a multipart body is left to the handler, so that only its head is seen. */
function parsed(headers, bytes) {
  const type = headers['content-type'] ?? ''
  const text = () => (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
  if (type.startsWith('application/json')) return JSON.parse(text())
  if (type.startsWith('application/x-www-form-urlencoded')) return { ...parseQuery(text()) }
  if (type.startsWith('application/xml')) return text()
  return undefined
}

function cookiesOf(header = '') {
  const cookies = {}
  for (const pair of header.split('; ')) {
    const equals = pair.indexOf('=')
    if (equals > 0) cookies[pair.slice(0, equals)] = [pair.slice(equals + 1)]
  }
  return cookies
}

/** Whether a rule matches: most of the tracer's rules report, here each refuses. What the engine derives besides is no match. */
function isAttack({ method, url, headers, socket }, body) {
  const { cookie, ...rest } = headers
  const question = url.indexOf('?')
  const context = waf.createContext()
  try {
    const { events = [] } = context.run(
      {
        persistent: {
          'server.request.method': method,
          'server.request.uri.raw': url,
          'server.request.query': question < 0 ? {} : { ...parseQuery(url.slice(question + 1)) },
          'server.request.headers.no_cookies': rest,
          'server.request.cookies': cookiesOf(cookie),
          'http.client_ip': socket.remoteAddress,
          ...(body === undefined ? {} : { 'server.request.body': body }),
        },
      },
      TIMEOUT_US,
    )
    return events.length > 0
  } finally {
    context.dispose()
  }
}

const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0, noDelay: true }, async (req, res) => {
  try {
    const { method, url: path, headers } = req
    let bytes = null
    if (method !== 'GET' && method !== 'HEAD') {
      const chunks = []
      for await (const chunk of req) chunks.push(chunk)
      bytes = Buffer.concat(chunks)
    }
    if (isAttack(req, bytes === null ? undefined : parsed(headers, bytes))) {
      res.writeHead(403, { 'content-length': 0 }).end()
      return
    }
    const { statusCode, headers: answered, body } = await pool.request({ method, path, headers, body: bytes })
    res.writeHead(statusCode, answered)
    body.pipe(res)
  } catch (error) {
    console.error(error)
    res.writeHead(502).end()
  }
})
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
