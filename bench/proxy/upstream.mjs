// The upstream of every proxy under test: reads the body, answers a small fixed JSON document.
import { createServer } from 'node:http'

const answer = Buffer.from('{"ok":true,"id":"0b7e6a52-3f0c-4f7e-9a55-6d1f8a2c7b10","items":[1,2,3],"next":null}')
const headers = [
  'content-type',
  'application/json',
  'content-length',
  String(answer.length),
  'cache-control',
  'no-store',
]

const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (req, res) => {
  const finish = () => {
    res.writeHead(200, headers)
    res.end(answer)
  }
  if (req.method === 'GET') finish()
  else req.resume().once('end', finish)
})
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
