import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { pathTraversal } from './detector.ts'

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

/** What a hostile text repeats. */
const pieces = ['../', '.', '..\\', '/etc', '%2e', 'php:', 'a:', '\u0000', '\ufffd', '=/', './']

keepsContract(pathTraversal, attacks, harmless, pieces)

test('one step up is an ordinary link in a text, and an attack in a path', () => {
  expect(isBlocked(pathTraversal, '../images/logo.png', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, 'See [types](../../Reference/Types.md) for more', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, '/static/../../app.js', 'path')).toBe(true)
  expect(isBlocked(pathTraversal, '../../config.yml', 'body')).toBe(true)
})
