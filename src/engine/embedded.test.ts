import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openEmbedded } from './embedded.ts'
import { openers } from './openers.ts'

/** Opens a value that stands between others in its buffer, each three bytes long. */
function opened(text: string, others = '?"='): [string, string][] {
  const bytes = Buffer.from(`${others}${text}${others}`)
  const found: [string, string][] = []
  openEmbedded(bytes, 3, bytes.length - 3, (format, document) => found.push([format, document.toString()]))
  return found
}
const base64 = (text: string) => Buffer.from(text).toString('base64url')
const CLAIMS = '{"sub":"1234567890"}'
const JWT = `${base64('{"alg":"HS256","typ":"JWT"}')}.${base64(CLAIMS)}.c2lnbmF0dXJl`

describe('opens', () => {
  test.each([
    ['{"a":"b"}', [['json', '{"a":"b"}']]],
    [' ["a"] ', [['json', ' ["a"] ']]],
    ['%7B%22a%22%3A1%7D', [['json', '{"a":1}']]],
    ['%5b%22a%22%5d', [['json', '["a"]']]],
    [base64(CLAIMS), [['json', CLAIMS]]],
    [Buffer.from(`[${CLAIMS}]`).toString('base64'), [['json', `[${CLAIMS}]`]]],
    [
      JWT,
      [
        ['json', '{"alg":"HS256","typ":"JWT"}'],
        ['json', CLAIMS],
      ],
    ],
    [
      `Bearer ${JWT}`,
      [
        ['json', '{"alg":"HS256","typ":"JWT"}'],
        ['json', CLAIMS],
      ],
    ],
    [`basic ${Buffer.from('ana:secret').toString('base64')}`, [['text', 'ana:secret']]],
    ['https://a.example/x?q=1&r=2#f', [['form', 'q=1&r=2']]],
    ['HTTP://a?b=c', [['form', 'b=c']]],
    ['/search?q=a', [['form', 'q=a']]],
    ['{ me { id } }', [['graphql', '{ me { id } }']]],
    [' #c\n,query{a}', [['graphql', ' #c\n,query{a}']]],
    ['mutation M {a}', [['graphql', 'mutation M {a}']]],
    ['<?xml version="1.0"?><a/>', [['xml', '<?xml version="1.0"?><a/>']]],
    ['<a b="c">d</a>\n', [['xml', '<a b="c">d</a>\n']]],
  ])('%s', (text, expected) => expect(opened(text)).toEqual(expected))
})

test.each([
  'hello world',
  '{12345}',
  '%7B%7D',
  '%20%20%20',
  'everything',
  'querying it',
  'mutations',
  'Wednesday',
  'Basic',
  'Bearer of news',
  'best?a=b',
  'https://a.example/x?',
  '/path/only',
  '< 5 and > 3',
  '<3 <3 <3',
])('%j holds nothing', (text) => expect(opened(text)).toEqual([]))

test('what is opened begins with a byte that may', () => {
  for (let byte = 0; byte < 256; byte++) {
    const rest = [
      '"a":"b"}',
      ' me { id } }',
      'uery{a}',
      'ubscription{a}',
      'ragment{a}',
      'utation{a}',
      'ttp://a?b=c',
      'asic YTpi',
      'yJhIjoxfQ',
      'yJhIl0',
      '7B%22a%22%7D',
      '?a=b',
      'a></a>',
      '"a"]',
      '"x" query{a}',
      '\xbb\xbf{a}',
    ]
    for (const text of rest) {
      const bytes = Buffer.from(`${String.fromCharCode(byte)}${text}`, 'latin1')
      openEmbedded(bytes, 0, bytes.length, () => expect([text, byte, openers[byte]]).not.toEqual([text, byte, 0]))
    }
  }
})

test('never throws, and opens the same whatever stands around the value', () => {
  const part = fc.oneof(
    fc.constantFrom('{', '[', '%7B', 'eyJ', 'Basic ', 'Bearer ', 'http', '/', '<', '>', '"', '?', '=', '.', JWT),
    fc.string({ maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      const text = parts.join('')
      const found = opened(text)
      for (const others of ['   ', '}}}', 'eyJ']) expect(opened(text, others)).toEqual(found)
    }),
    { numRuns: 5_000 },
  )
})
