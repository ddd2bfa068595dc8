import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SluiceEvent } from '../../src/events/schema.ts'
import { Program } from '../support/program.ts'

// What the README promises: one command, four requests, and the console has the events.
let demo: Program
let output = ''

beforeAll(async () => {
  demo = new Program(['demo', '--port', '0', '--admin-port', '0', '--api-port', '0', '--console-port', '0'])
  await demo.until(() => demo.output.some((line) => line.includes('Ctrl-C stops everything')), 'the demo')
  output = demo.output.join('\n')
})
afterAll(() => demo.stop())

/** The four curl lines as they were printed, as requests. */
function printed(): { url: string; init: RequestInit }[] {
  return output
    .split('\n')
    .filter((line) => line.trim().startsWith('curl -i '))
    .map((line) => {
      const url = /curl -i (['"])(.*?)\1/.exec(line)?.[2] as string
      const body = / -d '([^']*)'/.exec(line)?.[1]
      const type = / -H 'content-type: ([^']*)'/.exec(line)?.[1]
      return { url, init: body && type ? { method: 'POST', body, headers: { 'content-type': type } } : {} }
    })
}

test('the four lines: 200, 403, 403, and 200 that is recorded', async () => {
  const requests = printed()
  expect(requests).toHaveLength(4)
  const statuses: number[] = []
  for (const { url, init } of requests) statuses.push((await fetch(url, init)).status)
  expect(statuses).toEqual([200, 403, 403, 200])

  const consoleUrl = new URL(/(http:\S+signin\S*)/.exec(output)?.[1] as string)
  const token = /View token[^:]*:\s+(\S+)/.exec(output)?.[1]
  for (;;) {
    const response = await fetch(new URL('/api/v1/events', consoleUrl), {
      headers: { authorization: `Bearer ${token}` },
    })
    const { items } = (await response.json()) as { items: SluiceEvent[] }
    if (items.length < 3) continue
    const seen = items.map(({ verdict, route, findings }) => [verdict, route, findings[0]?.class]).reverse()
    expect(seen).toEqual([
      ['blocked', 'default', 'sqli'],
      ['blocked', 'default', 'xss'],
      ['would_block', 'reports', 'sqli'],
    ])
    break
  }
})

test('the demo API answers through the proxy: users, orders, search, login, upload, GraphQL', async () => {
  const base = new URL(printed()[0]?.url as string).origin
  const post = (body: string, type = 'application/json') => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
  const calls: [string, RequestInit, number][] = [
    ['/users', {}, 200],
    ['/users/99', {}, 404],
    ['/users', post('{"name":"Patrick O’Brien"}'), 201],
    ['/orders', {}, 200],
    ['/orders', post('{"userId":1,"items":["keyboard"]}'), 201],
    ['/search?q=grace', {}, 200],
    ['/login', post('{"user":"ada","password":"analytical engine"}'), 200],
    ['/upload', post('some bytes', 'application/octet-stream'), 200],
    ['/graphql', post('{"query":"{ users { id name } }"}'), 200],
  ]
  for (const [path, init, status] of calls)
    expect([path, (await fetch(base + path, init)).status]).toEqual([path, status])
})

test('a second demo on the same ports ends with a clear line, and the first goes on', async () => {
  const url = printed()[0]?.url as string
  const second = new Program([
    'demo',
    '--api-port',
    '0',
    '--console-port',
    '0',
    '--admin-port',
    '0',
    '--port',
    new URL(url).port,
  ])
  expect(await second.exited).toBe(1)
  expect(second.output.join('\n')).toMatch(/port \d+ on 127\.0\.0\.1 is in use/)
  expect(second.output.join('\n')).not.toMatch(/\n\s+at /)
  expect((await fetch(url)).status).toBe(200)
})

test('Ctrl-C ends everything cleanly', async () => {
  expect(await demo.stop('SIGINT')).toBe(0)
  expect(demo.output.at(-1)).toBe('Stopped.')
})
