import { describe, expect, test } from 'vitest'
import { forEachCookie } from './cookies.ts'
import { canonicalise } from './head.ts'
import { parseMediaType } from './media-type.ts'

describe('media types', () => {
  test.each([
    ['application/json', 'application/json', ''],
    ['Application/JSON; Charset=UTF-8', 'application/json', 'utf-8'],
    [' text/plain ;x=1; charset="ISO-8859-1" ', 'text/plain', 'iso-8859-1'],
    ['text/plain;charset="a\\"b"', 'text/plain', 'a"b'],
    ['text/plain;charset=a;charset=b', 'text/plain', 'a'],
    ['text/plain; foo; charset=x', 'text/plain', 'x'],
    ['text/plain;x="; charset=evil"; charset=real', 'text/plain', 'real'],
    [';;;', '', ''],
    ['json', '', ''],
    ['a/b/c', '', ''],
    ['', '', ''],
  ])('%j', (value, essence, charset) => expect(parseMediaType(value)).toMatchObject({ essence, charset }))

  test('a boundary keeps its case; what servers could read differently is a fault', () => {
    expect(parseMediaType('multipart/form-data; Boundary="a B"')).toMatchObject({ boundary: 'a B', fault: '' })
    expect(parseMediaType('multipart/form-data; boundary=a; boundary=b')).toMatchObject({
      boundary: 'a',
      fault: 'two boundary parameters',
    })
    expect(parseMediaType('text/plain; charset=a; charset=b').fault).toBe('two charset parameters')
    expect(parseMediaType('multipart/form-data; boundary*0=a').fault).toBe('the parameter boundary*0')
  })
})

describe('the head', () => {
  const head = (target: string, fields: string[] = ['Host', 'a'], version = '1.1', method = 'GET') =>
    canonicalise(method, target, version, fields)

  test('keeps the target, and cuts the path at the first ?', () => {
    expect(head('/a?b?c').pathLength).toBe(2)
    expect(head('/a%3Fb').pathLength).toBe(6)
    expect(head('/a?').target).toBe('/a?')
  })
  test('body length: sized, chunked, none', () => {
    expect(head('/', ['Host', 'a', 'Content-Length', '12']).bodyLength).toBe(12)
    expect(head('/', ['Host', 'a', 'Transfer-Encoding', 'chunked']).bodyLength).toBe(-1)
    expect(head('/').bodyLength).toBe(0)
  })
  test('encodings: identity is none, several are joined', () => {
    expect(head('/', ['Host', 'a', 'Content-Encoding', ' Identity']).contentEncodings).toEqual([])
    expect(head('/', ['Host', 'a', 'Content-Encoding', 'gzip', 'Content-Encoding', 'br']).contentEncodings).toEqual([
      'gzip',
      'br',
    ])
  })
  test.each([
    [head('http://evil/'), /absolute path/],
    [head('a'), /absolute path/],
    [head('*'), /absolute path/],
    [head('/a#b'), /#/],
    [head('/a b'), /control character or a space/],
    [head('/a\x7f'), /control/],
    [head('/', ['Host', 'a', 'host', 'a']), /two Host/],
    [head('/', []), /no Host/],
    [head('/', ['Host', 'a', 'Content-Type', 'a/b', 'content-type', 'a/b']), /two Content-Type/],
    [head('/', ['Host', 'a', 'Transfer-Encoding', 'identity']), /other than exactly chunked/],
    [head('/', ['Host', 'a', 'Transfer-Encoding', 'chunked'], '1.0'), /HTTP\/1\.0/],
  ])('fault %#', ({ framingFault }, message) => expect(framingFault).toMatch(message))
  test('no fault where there is none', () => {
    expect(head('*', ['Host', 'a'], '1.1', 'OPTIONS').framingFault).toBeUndefined()
    expect(head('/', [], '1.0').framingFault).toBeUndefined()
    expect(head('/', ['Host', 'a', 'Transfer-Encoding', 'Chunked']).framingFault).toBeUndefined()
  })
})

test.each([
  [
    'a=1; b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'a="x y";b=c=d',
    [
      ['a', '"x y"'],
      ['b', 'c=d'],
    ],
  ],
  [
    ' a = 1 ;; ;lonely; =empty',
    [
      ['a', '1'],
      [null, 'lonely'],
      ['', 'empty'],
    ],
  ],
  ['', []],
  [';', []],
])('cookies %j', (text, expected) => {
  const bytes = Buffer.from(text)
  const seen: [string | null, string][] = []
  forEachCookie(bytes, 0, bytes.length, (nameStart, nameEnd, valueStart, valueEnd) => {
    const name = nameEnd < 0 ? null : bytes.toString('latin1', nameStart, nameEnd)
    seen.push([name, bytes.toString('latin1', valueStart, valueEnd)])
  })
  expect(seen).toEqual(expected)
})
