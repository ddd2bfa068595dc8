import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMediaType } from '../canonical/media-type.ts'
import { type CreateParser, conforms, cutEvery, run, runWhole } from './conformance.ts'
import { Content } from './content.ts'

const as =
  (type: string): CreateParser =>
  (context) =>
    new Content(context, parseMediaType(type))
const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const utf32 = (text: string, littleEndian: boolean) =>
  Buffer.concat(
    Array.from(text, (character) => {
      const bytes = Buffer.alloc(4)
      if (littleEndian) bytes.writeUInt32LE(character.codePointAt(0) as number)
      else bytes.writeUInt32BE(character.codePointAt(0) as number)
      return bytes
    }),
  )
const JSON_TEXT = '{"k":"value é €","list":["one","two 😀"]}'
const JSON_VALUES = ['value é €', 'one', 'two 😀']

for (const charset of ['utf-8', 'utf-16le', 'utf-32be', 'windows-1252']) {
  conforms(`content in ${charset}`, as(`application/json; charset=${charset}`), {
    samples: [
      JSON_TEXT,
      utf16le(JSON_TEXT),
      utf32(JSON_TEXT, false),
      `<a>${JSON_TEXT}</a>`,
      'a=1&b=2;c=3',
      '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--B--\r\n',
      `${' '.repeat(600)}{"late":"yes"}`,
      '\0\x01\x02 binary',
    ],
    alphabet: ['{"a":"', '"}', 'a=b&', '<a>', 0x00, 0xd8, 0xff, 'é'],
    readsTwice: true,
  })
}

describe('charsets', () => {
  test.each<[string, string, Buffer]>([
    ['UTF-8, said', 'application/json; charset=utf-8', Buffer.from(JSON_TEXT)],
    ['UTF-8 with a mark', 'application/json', Buffer.from(`\ufeff${JSON_TEXT}`)],
    ['UTF-16LE, said', 'application/json; charset=utf-16le', utf16le(JSON_TEXT)],
    ['UTF-16 with a mark', 'application/json', utf16le(`\ufeff${JSON_TEXT}`)],
    ['UTF-16BE with a mark', 'application/json; charset=utf-16', utf16be(`\ufeff${JSON_TEXT}`)],
    ['UTF-16BE, said', 'application/json; charset=utf-16be', utf16be(JSON_TEXT)],
    ['UTF-32LE with a mark', 'application/json', utf32(`\ufeff${JSON_TEXT}`, true)],
    ['UTF-32BE with a mark', 'application/json', utf32(`\ufeff${JSON_TEXT}`, false)],
    ['UTF-32BE, said', 'application/json; charset=UTF-32BE', utf32(JSON_TEXT, false)],
  ])('%s', (_name, type, bytes) => {
    const seen = run(as(type), cutEvery(bytes, 7))
    expect(seen.values).toEqual(expect.arrayContaining(JSON_VALUES))
    expect(seen.conditions).toEqual([])
  })

  test('windows-1252 and its other names', () => {
    const bytes = Buffer.from([0x22, 0xe9, 0x20, 0x80, 0x20, 0x92, 0x22])
    for (const charset of ['windows-1252', 'iso-8859-1', 'latin1', 'CP1252']) {
      expect(runWhole(as(`application/json; charset=${charset}`), bytes).values).toEqual(['é € ’'])
    }
  })

  test.each(['utf-7', 'ibm037', 'shift_jis', 'x', 'constructor'])(
    '%s is said to be unread, and read as it is',
    (charset) => {
      const { values, conditions } = runWhole(as(`application/json; charset=${charset}`), JSON_TEXT)
      expect(values).toEqual(expect.arrayContaining(JSON_VALUES))
      expect(conditions).toEqual([`unsupported_charset at 0: no decoder for the charset ${charset}`])
    },
  )

  test('what nobody declared is read too: UTF-16 and UTF-32 without a mark, single bytes said to be more', () => {
    for (const bytes of [utf16le(JSON_TEXT), utf16be(JSON_TEXT), utf32(JSON_TEXT, true), utf32(JSON_TEXT, false)]) {
      expect(runWhole(as('application/json'), bytes).values).toEqual(expect.arrayContaining(['one']))
    }
    for (const charset of ['utf-16', 'utf-16be', 'utf-32']) {
      expect(runWhole(as(`application/json; charset=${charset}`), JSON_TEXT).values).toEqual(
        expect.arrayContaining(['one']),
      )
    }
  })

  test('an XML declaration counts where nothing else does, and must not contradict what does', () => {
    const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`
    const latin = runWhole(as('application/xml'), Buffer.from(xml('ISO-8859-1'), 'latin1'))
    expect(latin.values).toContain('é')
    expect(latin.conditions).toEqual([])
    const { conditions } = runWhole(as('application/xml; charset=utf-8'), Buffer.from(xml('utf-16')))
    expect(conditions).toEqual([expect.stringContaining('the XML declaration says utf-16')])
  })

  test('any text in any charset: the same fields as in UTF-8', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.integer({ min: 1, max: 9 }), (text, size) => {
        const wanted = runWhole(as('application/json'), text).values
        const encoded: [string, Buffer][] = [
          ['utf-16le', utf16le(text)],
          ['utf-16be', utf16be(text)],
          ['utf-32le', utf32(text, true)],
          ['utf-32be', utf32(text, false)],
        ]
        for (const [charset, bytes] of encoded) {
          const { values } = run(as(`application/json; charset=${charset}`), cutEvery(bytes, size))
          expect(values).toEqual(expect.arrayContaining(wanted))
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('a body that contradicts its type is read as both', () => {
  const form = 'a=1&b=%3Cscript%3E'
  const xml = '<a><b c="&lt;script>"/></a>'
  const json = '{"a":"\\u003cscript>"}'
  const multipart = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n<script>\r\n--B--\r\n'
  test.each([
    ['application/json', form],
    ['application/json', xml],
    ['application/json', multipart],
    ['application/xml', json],
    ['application/xml', form],
    ['application/x-www-form-urlencoded', json],
    ['application/x-www-form-urlencoded', xml],
    ['application/x-www-form-urlencoded', multipart],
    ['multipart/form-data; boundary=X', json],
    ['multipart/form-data; boundary=X', form],
    ['multipart/form-data; boundary=X', multipart],
    ['text/plain', json],
    ['text/plain', form],
    ['text/plain', xml],
    ['application/octet-stream', json],
    ['application/octet-stream', form],
    ['image/png', xml],
    ['', json],
    ['', form],
    ['nonsense', multipart],
  ])('%s: %j', (type, body) => {
    const { values } = runWhole(as(type), body)
    expect(values.some((value) => value.includes('<script>'))).toBe(true)
  })

  test('a guess says nothing of the form and spends nothing', () => {
    const many = `x=${Array(20_000).fill('1').join('&a=')}`
    expect(runWhole(as('text/plain'), many).conditions).toEqual([])
    expect(runWhole(as('text/plain'), '{"a":').conditions).toEqual([])
    expect(runWhole(as('text/html'), '<p>one<br>two<p>three').conditions).toEqual([])
  })
})

test.each(['charset=utf-8; charset=utf-16', 'charset*=utf-8'])('two readings of the type itself: %s', (parameters) => {
  expect(runWhole(as(`application/json; ${parameters}`), JSON_TEXT).conditions).toEqual([
    expect.stringContaining('malformed_body at 0: Content-Type with'),
  ])
})

test('an empty body is nothing', () => expect(run(as('application/json'), []).seen).toEqual([]))
