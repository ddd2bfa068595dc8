import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// Promise 2: what is inspected is what is forwarded. The upstream gets the client's bytes, in monitor mode always.
let upstream: RawUpstream
let sluice: Sluice

beforeAll(async () => {
  upstream = await RawUpstream.start()
  sluice = await startSluice(upstream.url, { mode: 'monitor' })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})

const targets = [
  '/a/%2e/b',
  '/a/../b',
  '/a/%2e%2e/b',
  '//x',
  '//evil.example/x',
  '/a;b=c',
  '/a/..;/b',
  '/%7euser',
  '/a/%zz',
  '/q?a=100%',
  '/q?a=%',
  '/a\\..\\b',
  '/a"b',
  '/a|b',
  '/q?a=1&a=2&&=&b',
  '/?',
  '/a?b?c=d',
  '/q?x={"a":[1]}',
]

describe('targets reach the upstream byte for byte', () => {
  test.each(targets)('%s', async (target) => {
    const arrived = upstream.next()
    const answer = await exchange(sluice.port, `GET ${target} HTTP/1.1\r\nHost: api.example\r\n\r\n`)
    expect(answer.status).toBe(200)
    expect((await arrived).requestLine).toBe(`GET ${target} HTTP/1.1`)
  })
})

describe('methods', () => {
  test.each(['PROPFIND', 'QUERY', 'PURGE', 'PATCH', 'DELETE', 'OPTIONS', 'REPORT'])('%s', async (method) => {
    const arrived = upstream.next()
    expect((await exchange(sluice.port, `${method} /m HTTP/1.1\r\nHost: api.example\r\n\r\n`)).status).toBe(200)
    expect((await arrived).requestLine).toBe(`${method} /m HTTP/1.1`)
  })
})

const bodies: [string, string, Buffer][] = [
  ['an odd media type', ';;;', Buffer.from('anything')],
  ['duplicate JSON keys', 'application/json', Buffer.from('{"a":1,"a":2}')],
  ['JSON with odd spacing', 'application/json', Buffer.from('{ "a" :1.0e0 ,"b":"\\u0041"}\n')],
  ['malformed JSON', 'application/json', Buffer.from('{"a":')],
  ['UTF-16', 'application/json; charset=utf-16', Buffer.from('\ufeff{"a":1}', 'utf16le')],
  ['bytes that are not UTF-8', 'text/plain', Buffer.from([0x61, 0xff, 0xfe, 0x62])],
  ['binary', 'application/octet-stream', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
  ['a form with bad percent', 'application/x-www-form-urlencoded', Buffer.from('a=%zz&b=%&c=1+1;d')],
  ['gzip', 'application/json', gzipSync('{"a":1}')],
]

describe('bodies', () => {
  test.each(bodies)('%s, sized', async (name, type, body) => {
    const arrived = upstream.next()
    const encoding = name === 'gzip' ? 'Content-Encoding: gzip\r\n' : ''
    const head = `POST /b HTTP/1.1\r\nHost: api.example\r\nContent-Type: ${type}\r\n${encoding}Content-Length: ${body.length}\r\n\r\n`
    expect((await exchange(sluice.port, Buffer.concat([Buffer.from(head, 'latin1'), body]))).status).toBe(200)
    const received = await arrived
    expect(received.body.equals(body)).toBe(true)
    expect(received.header('content-type')).toBe(type)
    expect(received.header('content-length')).toBe(String(body.length))
    expect(received.header('transfer-encoding')).toBeUndefined()
  })

  test.each(bodies)('%s, chunked', async (name, type, body) => {
    const arrived = upstream.next()
    const encoding = name === 'gzip' ? 'Content-Encoding: gzip\r\n' : ''
    const head = `POST /b HTTP/1.1\r\nHost: api.example\r\nContent-Type: ${type}\r\n${encoding}Transfer-Encoding: chunked\r\n\r\n`
    const chunk = Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
    expect((await exchange(sluice.port, Buffer.concat([Buffer.from(head, 'latin1'), chunk]))).status).toBe(200)
    const received = await arrived
    expect(received.body.equals(body)).toBe(true)
    expect(received.header('transfer-encoding')).toBe('chunked')
    expect(received.header('content-length')).toBeUndefined()
  })

  test('a GET with a body keeps it', async () => {
    const arrived = upstream.next()
    const request = 'GET /g HTTP/1.1\r\nHost: api.example\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc'
    expect((await exchange(sluice.port, request)).status).toBe(200)
    expect((await arrived).body.toString()).toBe('abc')
  })
})

test('header fields keep order, case, repetition and bytes', async () => {
  const fields: [string, string][] = [
    ['User-Agent', 'x/1'],
    ['X-UPPER', 'A'],
    ['x-twice', '1'],
    ['X-Twice', '2'],
    ['Accept', '*/*'],
    ['X-Latin', 'caf\xe9'],
    ['X-Empty', ''],
    ['Cookie', 'a=1; b="2"; c'],
    ['Cookie', 'd=4'],
    ['Authorization', 'Bearer abc'],
  ]
  const arrived = upstream.next()
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  await exchange(sluice.port, `GET /h HTTP/1.1\r\nHost: kong.example:99\r\n${lines}\r\n`)
  const received = await arrived
  const own = /^(host|connection|x-forwarded-.*|x-request-id)$/i
  expect(received.headers.filter(([name]) => !own.test(name))).toEqual(fields)
  expect(received.header('host')).toBe('kong.example:99')
})

test('fields that frame and route the request stand where the client put them, in its case', async () => {
  const fields = ['X-First', 'hOsT', 'content-LENGTH', 'X-Last', 'Content-Type']
  const arrived = upstream.next()
  await exchange(
    sluice.port,
    'POST /o HTTP/1.1\r\nX-First: 1\r\nhOsT: api.example\r\nConnection: close\r\ncontent-LENGTH: 2\r\nX-Last: 2\r\nContent-Type: text/plain\r\n\r\nab',
  )
  const own = ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Port', 'X-Forwarded-Host', 'X-Request-Id']
  expect((await arrived).headers.map(([name]) => name)).toEqual([...fields, ...own])
})

test('a length of nothing is forwarded, and none is not made up', async () => {
  for (const method of ['GET', 'DELETE', 'POST']) {
    for (const length of ['0', undefined]) {
      const arrived = upstream.next()
      const field = length === undefined ? '' : `Content-Length: ${length}\r\n`
      await exchange(sluice.port, `${method} /l HTTP/1.1\r\nHost: api.example\r\n${field}\r\n`)
      expect((await arrived).header('content-length')).toBe(length)
    }
  }
})

test('HTTP/1.0 may come without a Host: the upstream then gets its own, which HTTP/1.1 needs', async () => {
  const arrived = upstream.next()
  expect((await exchange(sluice.port, 'GET /old HTTP/1.0\r\n\r\n')).status).toBe(200)
  const received = await arrived
  expect([received.header('host'), received.header('x-forwarded-host')]).toEqual([
    `127.0.0.1:${upstream.port}`,
    undefined,
  ])
})
