import { describe, expect, test } from 'vitest'
import { canonicalise } from '../canonical/head.ts'
import { checkHeader } from './header-checks.ts'

const check = (name: string, value: string, method = 'GET') =>
  checkHeader(name, value, canonicalise(method, '/', '1.1', ['Host', 'a']))
const ranges = (count: number) => `bytes=${Array.from({ length: count }, (_, i) => `${i}-${i}`).join(',')}`

describe('a session in the query', () => {
  const fixes = (target: string, referer: string, host = 'shop.example.com') =>
    checkHeader('referer', referer, canonicalise('GET', target, '1.1', ['Host', host])) !== undefined
  test.each([
    '/login?PHPSESSID=0123456789abcdef',
    '/a?b=1&jsessionid=AB12.node1',
    '/?ASPSESSIONIDQQABCDEF=1',
    '/?ASP.NET_SessionId=x',
    '/?CFID=1&CFTOKEN=2',
  ])('is fixed by a link from another site: %s', (target) => {
    expect(fixes(target, 'https://evil.example.net/page')).toBe(true)
    expect(fixes(target, 'https://evil.example.net:8443')).toBe(true)
    expect(fixes(target, 'https://www.example.com/cart')).toBe(false)
    expect(fixes(target, 'https://SHOP.example.com:443/cart')).toBe(false)
    expect(fixes(target, 'about:blank')).toBe(false)
    expect(fixes(target, '')).toBe(false)
  })
  test.each(['/login', '/?session_id=cs_test_1', '/?phpsessid=', '/PHPSESSID=1', '/?next=PHPSESSID', '/?xphpsessid=1'])(
    'but not where none is: %s',
    (target) => expect(fixes(target, 'https://evil.example.net/')).toBe(false),
  )
})

describe('seen', () => {
  test.each([
    ['x-http-method-override', 'DELETE', 'POST'],
    ['x-http-method', ' patch ', 'POST'],
    ['x-original-url', '/admin', 'GET'],
    ['x-rewrite-url', '/admin', 'GET'],
    ['proxy', 'http://evil.example', 'GET'],
    ['translate', 'f', 'GET'],
    ['content-range', 'bytes 0-1/2', 'GET'],
    ['range', ranges(11), 'GET'],
    ['range', 'bytes=0-18446744073709551615', 'GET'],
    ['accept', 'text/html; charset=utf-7', 'GET'],
    ['accept', 'text/html;q=0.9;charset = "IBM037"', 'GET'],
    ['accept', '*/*;charset=utf-8, text/html;charset=cp875', 'GET'],
    ['accept-charset', 'utf-7', 'GET'],
    ['accept-encoding', 'gzip, A&A', 'GET'],
    ['accept-encoding', 'a'.repeat(21), 'GET'],
    ['accept-encoding', Array(21).fill('gzip').join(), 'GET'],
    ['content-type', 'text/plain; charset=utf-8; boundary="charset=utf-7"', 'POST'],
    ['connection', 'close, X-Forwarded-For', 'GET'],
    ['connection', 'cookie', 'GET'],
    ['host', '', 'GET'],
  ])('%s: %s', (name, value, method) => expect(check(name, value, method)).toEqual(expect.any(String)))
})

describe('passes', () => {
  test.each([
    ['x-http-method-override', 'POST', 'POST'],
    ['content-range', 'bytes 0-1/2', 'PUT'],
    ['range', ranges(10), 'GET'],
    ['range', 'bytes=0-999999999999999', 'GET'],
    ['range', 'bytes=0-', 'GET'],
    ['accept', 'text/html;q=0.9;charset=UTF-8,*/*;q=0.8', 'GET'],
    ['accept', 'application/json', 'GET'],
    ['accept-charset', 'utf-8, iso-8859-1;q=0.5', 'GET'],
    ['accept-charset', 'Shift_JIS,utf-8;q=0.7,*;q=0.3', 'GET'],
    ['accept', 'application/json;charset=utf8', 'GET'],
    ['connection', 'close, X-Request-Id', 'GET'],
    ['accept-encoding', 'gzip, deflate, br, zstd, identity;q=0.5, *;q=0', 'GET'],
    ['accept-encoding', '', 'GET'],
    ['accept-encoding', 'a'.repeat(20), 'GET'],
    ['accept-encoding', Array(20).fill('gzip').join(), 'GET'],
    ['content-type', 'text/plain; charset=utf-8', 'POST'],
    ['connection', 'keep-alive, Upgrade', 'GET'],
    ['host', 'api.example:8080', 'GET'],
    ['x-custom', 'anything', 'GET'],
  ])('%s: %s', (name, value, method) => expect(check(name, value, method)).toBeUndefined())
})
