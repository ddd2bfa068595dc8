import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange, RawClient, type RawResponse } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// No timer is ever early to the microsecond: with a lag of 0 allowed, a worker is always past its capacity.

let upstream: RawUpstream
let sluice: Sluice

beforeAll(async () => {
  upstream = await RawUpstream.start()
  sluice = await startSluice(upstream.url, {
    overload: { maxLagMs: 0 },
    routes: [
      { name: 'open', path: '/open', failureMode: 'open' },
      { name: 'bounded', path: '/bounded', failureMode: 'open', allowedMethods: ['GET'], body: { maxBytes: 10 } },
      { name: 'watched', path: '/watched', mode: 'monitor' },
      { name: 'untouched', path: '/untouched', mode: 'off' },
    ],
  })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})

const ATTACK = '{"name":"<script>alert(1)</script>"}'
const send = (path: string, fields = '') =>
  exchange(
    sluice.port,
    `POST ${path} HTTP/1.1\r\nHost: a\r\n${fields}Content-Type: application/json\r\nContent-Length: ${ATTACK.length}\r\n\r\n${ATTACK}`,
  )

/** Sends until an answer is as it should be. */
async function until(path: string, is: (answer: RawResponse) => boolean): Promise<RawResponse> {
  for (;;) {
    const answer = await send(path)
    if (is(answer)) return answer
  }
}

describe('past its capacity', () => {
  test('a worker in block mode answers 503, and says when to try again', async () => {
    const answer = await until('/a', ({ status }) => status !== 403)
    expect(answer.status).toBe(503)
    expect(answer.header('retry-after')).toBe('1')
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status: 503 })
    const event = await sluice.program.event(({ findings }) => findings[0]?.class === 'uninspected_overload')
    expect(event).toMatchObject({ verdict: 'blocked', response: { status: 503, from: 'sluice' } })
  })

  test('a short body is read for the sake of the connection; what is long, or may never come, closes it', async () => {
    // What isn't shed is refused at its head.
    const line = 'POST /a?b=%3Cscript%3Ealert(1)%3C/script%3E HTTP/1.1\r\nHost: a\r\n'
    const answerTo = async (length: number, field = '') => {
      for (;;) {
        const client = new RawClient(sluice.port)
        client.send(`${line}${field}Content-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`)
        const answer = await client.response()
        if (answer.status === 503) return { client, answer }
        expect([answer.status, answer.header('connection')]).toEqual([403, 'close'])
        client.close()
      }
    }
    const { client, answer } = await answerTo(65_536)
    expect(answer.header('connection')).toBe('keep-alive')
    client.send('GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'.padEnd(65_536, 'x'))
    client.send('GET /untouched HTTP/1.1\r\nHost: a\r\n\r\n')
    expect((await client.response()).status).toBe(200)
    client.close()
    expect(upstream.requests.filter(({ requestLine }) => requestLine.includes('smuggled'))).toEqual([])
    for (const [length, field] of [
      [65_537, ''],
      [1, 'Expect: 100-continue\r\n'],
      [1, 'Connection: upgrade\r\nUpgrade: h2c\r\n'],
    ] as const) {
      const closed = await answerTo(length, field)
      expect(closed.answer.header('connection')).toBe('close')
      closed.client.close()
    }
  })

  test('where failureMode is open requests pass uninspected, and are counted', async () => {
    expect((await until('/open', ({ status }) => status !== 403)).status).toBe(200)
    expect(upstream.requests.at(-1)?.body.toString()).toBe(ATTACK)
    const metrics = await fetch(`http://127.0.0.1:${sluice.adminPort}/metrics`)
    expect(await metrics.text()).toMatch(/sluice_uninspected_total\{reason="overload"\} [1-9]/)
  })

  test('what costs nothing to check holds all the same', async () => {
    for (let i = 0; i < 20; i++) expect([405, 413]).toContain((await send('/bounded')).status)
  })

  test('monitor mode never refuses, off has nothing to leave out', async () => {
    for (let i = 0; i < 50; i++) expect((await send('/watched')).status).toBe(200)
    for (let i = 0; i < 50; i++) expect((await send('/untouched')).status).toBe(200)
  })

  test('it inspects everything again once it is on time', async () => {
    sluice.rewrite({ overload: { maxLagMs: 60_000 } })
    await sluice.program.logged(({ message }) => message === 'configuration reloaded', 'the reload')
    // What is left of the share runs out in two seconds.
    let inspected = 0
    await until('/a', ({ status }) => {
      inspected = status === 403 ? inspected + 1 : 0
      return inspected === 50
    })
  })

  test('broken framing is refused all the same', async () => {
    expect((await send('/open', 'Host: b\r\n')).status).toBe(400)
  })
})
