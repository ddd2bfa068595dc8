import { expect, test } from 'vitest'
import { conforms, run, runWhole } from '../conformance.ts'
import { HttpMessageParser } from './http-message.ts'
import { MAX_HEADER_BYTES } from './multipart/part-headers.ts'

const create = (context: ConstructorParameters<typeof HttpMessageParser>[0]) => new HttpMessageParser(context)
const lines = (...parts: string[]) => parts.join('\r\n')

conforms('a request within a body', create, {
  samples: [
    lines("GET /Customers('A')?$top=5&$filter=a%20eq%201 HTTP/1.1", 'Host: a', '', ''),
    lines('POST /x HTTP/1.1', 'Content-Type: application/json', 'X-A:  b ', '', '{"name":"Ann","a":[1,"b"]}'),
    lines('', '', 'GET /farm/pony', ''),
    lines('PUT /x', 'Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'GET /y HTTP/1.1', '--b--', ''),
    'GET /x HTTP/1.1\nHost: a\n folded\n\nbody of lines\n',
    'HTTP/1.1 200 OK\r\n\r\nbody',
    '{"a":"b"}',
    'GET ',
    '',
  ],
  alphabet: ['GET /a?b=c HTTP/1.1', '\r\n', '\n', 'Content-Type: application/http', 'Host: a', ' ', 'a', ':', 0x00],
  readsTwice: true,
})

test('target, header fields and body are values of their own', () => {
  const message = lines(
    "POST /Customers('A')?id=1%20or%202 HTTP/1.1",
    'Host: h.example',
    'Content-Type: application/json',
    '',
    '{"name":"Ann"}',
  )
  const { fields } = runWhole(create, message)
  expect(fields.filter(({ isName }) => !isName).map(({ path, value }) => [path.join('.'), value])).toEqual([
    ['path', "/Customers('A')"],
    ['query.id', '1 or 2'],
    ['host', 'h.example'],
    ['content-type', 'application/json'],
    ['name', 'Ann'],
  ])
  expect(fields.filter(({ isName }) => isName).map(({ value }) => value)).toEqual([
    'id',
    'Host',
    'Content-Type',
    'name',
  ])
})

test('what begins with no request line is text', () => {
  for (const text of ['hello\r\nworld', 'get /x HTTP/1.1\r\n', 'GET /a b HTTP/1.1\r\n', 'GET /x HTTP/2\r\n']) {
    expect(runWhole(create, text).values).toEqual([text])
  }
})

test('a request within a request within a body is text', () => {
  const inner = lines('GET /x HTTP/1.1', 'A: b', '', 'c')
  const { values } = runWhole(create, lines('POST /y', 'Content-Type: application/http', '', inner))
  expect(values.at(-1)).toBe(inner)
  const deep = lines('POST /y', 'Content-Type: application/http', '', '').repeat(20_000)
  expect(run(create, [Buffer.from(deep)]).values.length).toBeLessThan(400)
})

test('a head as long as the block, and longer: all of it is shown', () => {
  for (const length of [MAX_HEADER_BYTES - 1, MAX_HEADER_BYTES, MAX_HEADER_BYTES + 1, 3 * MAX_HEADER_BYTES]) {
    const head = 'GET /x HTTP/1.1\r\nA: '
    const letters = length - head.length - 8
    const values = runWhole(create, `${head}${'a'.repeat(letters)}b\r\n\r\nlast`).values.join('')
    expect(values.split('a').length).toBeGreaterThan(letters)
    expect(values).toContain('last')
  }
  expect(runWhole(create, `${'\r\n'.repeat(200_000)}GET /x`).values).toEqual(['/x'])
})
