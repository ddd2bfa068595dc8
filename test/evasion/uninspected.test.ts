// Block mode: neither what a request declares nor padding may switch inspection off.
import { expect, test } from 'vitest'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { Engine } from '../../src/engine/engine.ts'

const engine = new Engine(loadSignatures(), () => {})
const policy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' } as const

async function action(target: string, headers: string[], body: string, step = body.length || 1): Promise<string> {
  const head = canonicalise('POST', target, '1.1', ['Host', 'a', 'Content-Length', String(body.length), ...headers])
  const inspection = engine.begin(policy)
  inspection.head(head)
  const bytes = Buffer.from(body, 'latin1')
  for (let i = 0; i < bytes.length; i += step) await inspection.write(bytes.subarray(i, i + step))
  return (await inspection.end()).action
}

const FORM = "id=1'+OR+'1'%3D'1"
const JSON_BODY = `{"q":"1' OR '1'='1"}`
const form = ['Content-Type', 'application/x-www-form-urlencoded']
const json = ['Content-Type', 'application/json']

test.each<[string, string[], string, number?]>([
  ['a form that begins with NUL', form, `\0&${FORM}`],
  ['a form that begins with FF FE', form, `\xff\xfe&${FORM}`],
  ['text that begins with NUL', ['Content-Type', 'text/plain'], `\0x1' OR '1'='1`],
  ['an unknown charset', ['Content-Type', 'application/json; charset=x'], JSON_BODY],
  ['charset utf-16 on a form', ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-16'], FORM],
  ['charset utf-32 on a form', ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-32be'], FORM],
  ['charset utf-16 on ASCII', ['Content-Type', 'application/json; charset=utf-16'], JSON_BODY],
  ['an unknown Content-Encoding', [...json, 'Content-Encoding', 'x'], JSON_BODY],
  ['gzip that is not gzip', [...json, 'Content-Encoding', 'gzip'], JSON_BODY],
  ['identity twice', [...json, 'Content-Encoding', 'identity', 'Content-Encoding', 'identity'], JSON_BODY],
  ['a type that PHP cuts at the comma', ['Content-Type', 'application/x-www-form-urlencoded, x'], FORM],
  ['JSON without a type behind a byte order mark', [], `\xef\xbb\xbf${JSON_BODY}`],
  ['JSON without a type behind 600 spaces', [], ' '.repeat(600) + JSON_BODY, 512],
])('%s', async (_name, headers, body, step) => {
  expect(await action('/', headers, body, step)).not.toBe('forward')
})

const JUNK = '%2525 &amp;amp; \\x5cx5c \uff05'
test.each([
  ['fullwidth', '1＇ OR ＇1＇＝＇1'],
  ['twice percent-encoded', '1%2527 OR %25271%2527=%25271'],
  ['twice HTML-encoded', '1&amp;#39; OR &amp;#39;1&amp;#39;=&amp;#39;1'],
])('padding that uses the view budget up does not hide a payload: %s', async (_name, payload) => {
  expect(await action(`/?q=${encodeURIComponent(payload)}`, [], '')).toBe('block')
  expect(await action(`/?q=${encodeURIComponent(JUNK + payload)}`, [], '')).toBe('block')
})

test('large honest non-ASCII values raise nothing at a window seam', () => {
  const head = canonicalise('POST', '/', '1.1', ['Host', 'a', ...json, 'Content-Length', '1'])
  const inspection = engine.begin(policy)
  inspection.head(head)
  void inspection.write(Buffer.from(JSON.stringify({ q: '日本'.repeat(10_000) })))
  void inspection.end()
  expect(inspection.findings).toEqual([])
})
