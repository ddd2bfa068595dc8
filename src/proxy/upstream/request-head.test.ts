import { expect, test } from 'vitest'
import { requestHead } from './request-head.ts'

test('fields keep their order and case; nothing but a Transfer-Encoding is added', () => {
  expect(requestHead('GET', '/a?b', ['X-b', '1', 'Host', 'h', 'x-B', '', 'content-LENGTH', '0'], 0)).toBe(
    'GET /a?b HTTP/1.1\r\nX-b: 1\r\nHost: h\r\nx-B: \r\ncontent-LENGTH: 0\r\n\r\n',
  )
  expect(requestHead('POST', '/', ['Host', 'h'], 0)).toBe('POST / HTTP/1.1\r\nHost: h\r\n\r\n')
  expect(requestHead('POST', '/', ['Host', 'h'], -1)).toBe(
    'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
})

test.each(['\r', '\n', '\0', '\u0100', '\u010a', '\u560d', '\ud83d'])('%j is written nowhere', (bad) => {
  const text = `a${bad}b`
  expect(() => requestHead(text, '/', [], 0)).toThrow(/can not be written/)
  expect(() => requestHead('GET', text, [], 0)).toThrow(/can not be written/)
  expect(() => requestHead('GET', '/', ['A', 'b', text, 'c'], 0)).toThrow(/can not be written/)
  expect(() => requestHead('GET', '/', ['A', 'b', 'C', text], 0)).toThrow(/can not be written/)
})

test('every byte else is written as it is', () => {
  const text = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i))
    .filter((byte) => !'\r\n\0'.includes(byte))
    .join('')
  expect(requestHead('GET', '/', ['A', text], 0)).toBe(`GET / HTTP/1.1\r\nA: ${text}\r\n\r\n`)
})

test.each([
  [['Content-Length', '5'], 5, true],
  [['Content-Length', '4'], 5, false],
  [['Content-Length', '5', 'content-length', '5'], 5, false],
  [['Content-Length', ''], 0, false],
  [['Content-Length', '0x5'], 5, false],
  [['Content-Length', '0'], -1, false],
  [[], 5, false],
  [['Transfer-Encoding', 'chunked'], -1, false],
  [['transfer-encoding', 'gzip'], 0, false],
] as const)('%j with a body of %i: %s', (fields, bodyLength, isWritten) => {
  const write = () => requestHead('POST', '/', fields, bodyLength)
  if (isWritten) expect(write()).toContain(`: ${fields[1]}\r\n`)
  else expect(write).toThrow()
})

test('a length is written anew: to some servers a leading zero makes it octal', () => {
  expect(requestHead('POST', '/', ['Content-Length', '0100', 'A', 'b'], 100)).toBe(
    'POST / HTTP/1.1\r\nContent-Length: 100\r\nA: b\r\n\r\n',
  )
})
