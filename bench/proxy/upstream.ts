// The upstream of every proxy under test: reads the body, answers a fixed JSON document, small or of 16 KB.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Random } from '../support/random.ts'
import { LONG_ANSWER_PATH, orders } from './workloads.ts'

interface Answer {
  readonly headers: readonly string[]
  readonly body: Buffer
}

function answerOf(text: string): Answer {
  const body = Buffer.from(text)
  const length = String(body.length)
  return { headers: ['content-type', 'application/json', 'content-length', length, 'cache-control', 'no-store'], body }
}

const short = answerOf('{"ok":true,"id":"0b7e6a52-3f0c-4f7e-9a55-6d1f8a2c7b10","items":[1,2,3],"next":null}')
const long = answerOf(JSON.stringify(orders(new Random(1), 16_384)))

const server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 0 }, (req, res) => {
  const finish = () => {
    const { headers, body } = req.url?.startsWith(LONG_ANSWER_PATH) ? long : short
    res.writeHead(200, headers as string[])
    res.end(body)
  }
  if (req.method === 'GET') finish()
  else req.resume().once('end', finish)
})
server.listen(0, '127.0.0.1', () => console.log(`listening on ${(server.address() as AddressInfo).port}`))
