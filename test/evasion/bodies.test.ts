// Block mode: what a plausible server would read out of a body is read here too, or the request is refused.
import { crc32, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { Engine } from '../../src/engine/engine.ts'

const engine = new Engine(loadSignatures(), (part, error) => {
  throw new Error(`${part} failed`, { cause: error })
})

async function action(type: string, body: string | Buffer, encoding = ''): Promise<string> {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  const fields = type === '' ? [] : ['Content-Type', type]
  if (encoding !== '') fields.push('Content-Encoding', encoding)
  const head = canonicalise('POST', '/', '1.1', ['Host', 'a', ...fields, 'Content-Length', String(bytes.length)])
  const inspection = engine.begin({ mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' })
  inspection.head(head)
  for (let at = 0; at < bytes.length; at += 65_536) await inspection.write(bytes.subarray(at, at + 65_536))
  const verdict = await inspection.end()
  inspection.close()
  return verdict.action
}

const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=B'
const SQLI = "1' OR '1'='1"
const field = (headers: string, value: string) =>
  `--B\r\nContent-Disposition: form-data; name="q"${headers}\r\n\r\n${value}\r\n--B--\r\n`

describe('what a decoder looks away from', () => {
  /** A gzip file whose comment (RFC 1952, FCOMMENT) says something else than its content. */
  const commented = (comment: string, content: string) => {
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(crc32(content))
    trailer.writeUInt32LE(content.length, 4)
    const head = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255])
    return Buffer.concat([head, Buffer.from(`${comment}\0`), deflateRawSync(content), trailer])
  }
  const skipped = (content: string) => {
    const head = Buffer.alloc(8)
    head.writeUInt32LE(0x184d2a50)
    head.writeUInt32LE(content.length, 4)
    return Buffer.concat([head, Buffer.from(content)])
  }
  const hidden = "&q=1'+OR+'1'='1&x="

  test('a comment of gzip, a skipped frame of zstd', async () => {
    expect(await action(FORM, commented('nothing', 'a=1'), 'gzip')).toBe('forward')
    expect(await action(FORM, commented(hidden, 'a=1'), 'gzip')).toBe('block')
    expect(await action(MULTIPART, commented(`\r\n${field('', SQLI)}`, 'a=1'), 'gzip')).toBe('block')
    expect(await action(FORM, Buffer.concat([skipped(hidden), zstdCompressSync('a=1')]), 'zstd')).toBe('block')
    expect(await action(FORM, Buffer.concat([zstdCompressSync('a=1'), skipped(hidden)]), 'zstd')).toBe('block')
  })

  test('encoded bytes themselves raise nothing', async () => {
    for (let i = 0; i < 20; i++) {
      const content = JSON.stringify(Array.from({ length: 3_000 }, (_, k) => Math.sin(i * 3_000 + k)))
      for (const type of ['application/json', FORM, 'text/plain', 'application/octet-stream']) {
        expect(await action(type, gzipSync(type === FORM ? `a=${content}` : content), 'gzip')).toBe('forward')
      }
    }
  })
})

const PAD = 20_000
test.each([
  ['white space', `1'${' '.repeat(PAD)}OR${' '.repeat(PAD)}'1'='1`],
  [
    'comments',
    `1'/*${'a'.repeat(PAD)}*/UNION/*${'b'.repeat(PAD)}*/SELECT/**/password/*${'c'.repeat(PAD)}*/FROM/**/users -- `,
  ],
  ['dots in a path', `..${'/.'.repeat(PAD)}/..${'/.'.repeat(PAD)}/../../etc/passwd`],
  ['line ends', `;${'\n'.repeat(PAD)}cat${' '.repeat(PAD)}/etc/passwd`],
  ['space in a tag', `<img${' '.repeat(PAD)}src=x${' '.repeat(PAD)}onerror${' '.repeat(PAD)}=alert(1)>`],
])('padded beyond a window by %s', async (_name, attack) => {
  expect(await action('application/json', JSON.stringify({ q: attack }))).toBe('block')
  expect(await action(FORM, `q=${encodeURIComponent(attack)}`)).toBe('block')
})

describe('a field of a form is text whatever it claims', () => {
  test.each([
    ['a picture', field('\r\nContent-Type: image/png', `\x01${SQLI}`)],
    ['a file without a name', field('; filename=""\r\nContent-Type: image/png', `\x01${SQLI}`)],
    ['JSON', field('\r\nContent-Type: application/json', `["' OR ","=","-- "]`)],
    ['XML', field('\r\nContent-Type: text/xml', '<script src="//evil.example/x.js"></script>')],
    ['multipart', field('\r\nContent-Type: multipart/mixed; boundary=z', "--z\r\n\r\n' OR\r\n--z\r\n\r\n'1'='1")],
    ['multipart without a boundary', field('\r\nContent-Type: multipart/form-data', SQLI)],
  ])('%s', async (_name, body) => expect(await action(MULTIPART, body)).toBe('block'))

  test('and may claim what clients claim', async () => {
    expect(await action(MULTIPART, field('\r\nContent-Type: multipart/form-data', 'value'))).toBe('forward')
    expect(await action(MULTIPART, field('\r\nContent-Transfer-Encoding: base64', 'dmFsdWU='))).toBe('forward')
    expect(await action(MULTIPART, field('\r\nContent-Type: application/json', '{"a":[1,"b"]}'))).toBe('forward')
  })

  test('a file that is malformed makes no request malformed', async () => {
    const file = (name: string, content: string) =>
      field(`; filename="${name}"\r\nContent-Type: application/json`, content)
    expect(await action(MULTIPART, file('a.json', '{"a":1,} // comment'))).toBe('forward')
    expect(await action(MULTIPART, file('a.json', `{"a":"${SQLI}",}`))).toBe('block')
  })
})

test.each([
  ['without a type, a form with a control character', '', `x=\x01&q=${SQLI}`],
  ['without a type, JSON with one', '', `{"a":"\x01","q":"${SQLI}"}`],
  ['bytes, JSON with a control character', 'application/octet-stream', `{"a":"\x01","q":"${SQLI}"}`],
  ['a multipart whose type is none', 'multipart/(x); boundary=B', field('', `\x01${SQLI}`)],
  ['a boundary that PHP takes elsewhere', 'multipart/form-data; xboundary=a; boundary=B', field('', 'x')],
  ['a boundary that PHP takes from a value', 'multipart/form-data; x="boundary=a;"; boundary=B', field('', 'x')],
  ['a boundary that PHP ends at a comma', 'multipart/form-data; boundary=B,b', field('', 'x')],
  ['a mark before a charset that is not read', `${FORM}; charset=ibm037`, '\xef\xbb\xbfa=1&%98=%F1%7D'],
  ['a mark that contradicts the charset', 'application/json; charset=utf-16le', '\xef\xbb\xbf{}'],
  [
    'UTF-7 in XML behind spaces',
    'application/xml',
    `<?xml version="1.0" encoding${' '.repeat(40)}=  "UTF-7"?><a>+ADw-</a>`,
  ],
  ['an XML declaration out of sight', 'application/xml', `<?xml version="1.0"${' '.repeat(600)}encoding="UTF-7"?><a/>`],
])('%s', async (_name, type, body) => expect(await action(type, body)).toBe('block'))

test('UTF-16 that nobody declared, by its first letters', async () => {
  const text = `{"${'中'.repeat(300)}":"${SQLI}"}`
  for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
    for (const type of ['', 'application/octet-stream', 'text/plain; charset=iso-8859-1']) {
      expect(await action(type, bytes)).toBe('block')
    }
  }
})

test('small values that decode to many others take no more than their share, and are not passed unread', async () => {
  let value = JSON.stringify('%2541\'&#x27;\\u0027%u0027 or(;`"')
  for (let level = 0; level < 3; level++) value = JSON.stringify(`[${value}]`)
  const bytes = Buffer.from(`[${Array(4_000).fill(value).join()}]`)
  for (const mode of ['monitor', 'block'] as const) {
    const inspection = engine.begin({ mode, threshold: 10, paranoia: 1, failureMode: 'closed' })
    inspection.head(
      canonicalise('POST', '/', '1.1', ['Host', 'a', 'Content-Type', 'application/x-foo', 'Content-Length', '1']),
    )
    for (let at = 0; at < bytes.length; at += 16_384) await inspection.write(bytes.subarray(at, at + 16_384))
    const { status } = await inspection.end()
    // Unusual orders of decodings are given up first, which is said, then the rest.
    const classes = inspection.findings.map((finding) => finding.class)
    expect(classes).toContain('decoding_limit')
    expect(classes).toContain('inspection_limit')
    expect(status).toBe(mode === 'block' ? 503 : 0)
  }
})
