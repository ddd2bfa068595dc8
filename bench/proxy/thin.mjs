// The plain proxy to compare with: node:http, undici's pool.request, pipe, nothing else.
//
//   node bench/proxy/thin.mjs PORT UPSTREAM_ORIGIN
import { createServer } from 'node:http'
import { Pool } from 'undici'

const [port, upstream] = process.argv.slice(2)
const pool = new Pool(upstream, { connections: 256, pipelining: 1, keepAliveTimeout: 60_000 })

const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0, noDelay: true }, async (req, res) => {
  try {
    const { method, url: path, headers } = req
    const {
      statusCode,
      headers: answered,
      body,
    } = await pool.request({
      method,
      path,
      headers,
      body: method === 'GET' || method === 'HEAD' ? null : req,
    })
    res.writeHead(statusCode, answered)
    body.pipe(res)
  } catch (error) {
    console.error(error)
    res.writeHead(502).end()
  }
})
server.listen(Number(port), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
