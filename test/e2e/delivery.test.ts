import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { INGEST_TOKEN, startBackend } from '../support/backend.ts'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// Every event arrives or is counted as dropped, whatever the request made of it.
let upstream: RawUpstream
beforeAll(async () => {
  upstream = await RawUpstream.start()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))

const SQLI = '1%27%20or%20%271%27=%271'
const get = (target: string, fields = '') => `GET ${target} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`
const post = (body: string) =>
  `POST /deep HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
const fates = async ({ adminPort }: Sluice) => {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text()
  return Object.fromEntries(
    [...metrics.matchAll(/^sluice_events_total\{sink="http",fate="(\w+)"\} (\d+)$/gm)].map(([, fate, count]) => [
      fate,
      Number(count),
    ]),
  )
}

test('the backend takes the events of the strangest requests', async () => {
  const backend = await startBackend()
  const sluice = await startSluice(upstream.url, {
    mode: 'monitor',
    events: { stdout: true, url: backend.eventsUrl, token: INGEST_TOKEN },
  })
  upstream.respond('HTTP/1.1 777 Whatever\r\nContent-Length: 2\r\n\r\nok')
  const key = '\\u0001'.repeat(42)
  const requests = [
    get(`/?q=${SQLI}`),
    get(`/?${'a&'.repeat(30_000)}q=${SQLI}`),
    get(`/?q=${SQLI}`, `X-Long: ${'a=1&'.repeat(15_000)}\r\n`),
    get(`/?q=${SQLI}`, Array.from({ length: 99 }, (_, i) => `X-${i}: ${'\xff'.repeat(500)}\r\n`).join('')),
    post(`${`{"${key}":`.repeat(300)}["1' or '1'='1"]${'}'.repeat(300)}`),
    post(
      `${`{"${key}":`.repeat(30)}[${Array(64)
        .fill(`"${'\\u0001'.repeat(300)}1' or '1'='1"`)
        .join()}]${'}'.repeat(30)}`,
    ),
  ]
  for (const request of requests) {
    expect((await exchange(sluice.port, Buffer.from(request, 'latin1'))).status).toBe(777)
  }
  await sluice.stop()
  const events = sluice.program.events
  expect(events).toHaveLength(requests.length)
  for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(65_536)
  expect(await backend.list()).toEqual(events.toReversed())
  await backend.stop()
})

test('what the backend rejects is counted as dropped and logged with the reason', async () => {
  const server = createServer(async (req, res) => {
    for await (const _ of req);
    res.setHeader('content-type', 'application/json')
    res.end('{"accepted":0,"duplicates":0,"rejected":[{"line":1,"error":"too strange"}],"rejectedCount":1}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const sluice = await startSluice(upstream.url, { events: { stdout: false, url } })
  await exchange(sluice.port, get(`/?q=${SQLI}`))
  const line = await sluice.program.logged(({ message }) => message === 'events were dropped', 'the drop')
  expect(line).toMatchObject({ events: 1, reason: 'the backend refused them: too strange' })
  expect(await fates(sluice)).toEqual({ dropped: 1 })
  await sluice.stop()
  server.close()
})

test('an event that spoils its batch is dropped alone', async () => {
  const taken: string[] = []
  const server = createServer(async (req, res) => {
    let text = ''
    for await (const chunk of req) text += chunk
    const targets = [...text.matchAll(/"target":"([^"?]*)/g)].map(([, target]) => target as string)
    const spoilt = targets.includes('/spoilt')
    if (!spoilt) taken.push(...targets)
    res.writeHead(spoilt ? 413 : 200).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const sluice = await startSluice(upstream.url, { events: { stdout: false, url } })
  const targets = ['/a', '/b', '/spoilt', '/c', '/d']
  for (const target of targets) await exchange(sluice.port, get(`${target}?q=${SQLI}`))
  await sluice.program.logged(({ message }) => message === 'events were dropped', 'the drop')
  await sluice.stop()
  expect(taken).toEqual(['/a', '/b', '/c', '/d'])
  server.close()
})
