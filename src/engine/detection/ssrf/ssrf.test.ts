import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { embeddedIpv4, networkOfIpv4, networkOfIpv6, parseIpv4, parseIpv6 } from './addresses.ts'
import { ssrf } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(ssrf, attacks, harmless, pieces)

test.each(['sftp://2130706433/x', 'rtmp://127.0.0.1:6379/x', 'ftp://2130706433/'])('%s is an address', (text) => {
  expect(isBlocked(ssrf, text)).toBe(true)
})

describe('addresses, beside the URL parser of the platform', () => {
  const hostOf = (host: string) => (URL.canParse(`http://${host}/`) ? new URL(`http://${host}/`).hostname : undefined)
  const dotted = (value: number) => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.')
  const number = fc
    .tuple(fc.nat(255), fc.constantFrom(8, 10, 16))
    .map(([value, base]) => (base === 16 ? '0x' : base === 8 ? '0' : '') + value.toString(base))
  const last = fc
    .tuple(fc.nat(0xff_ff_ff), fc.constantFrom(8, 10, 16))
    .map(([value, base]) => (base === 16 ? '0x' : base === 8 ? '0' : '') + value.toString(base))

  test('IPv4 in every base and number of parts', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 3 }), last, (parts, end) => {
        const host = [...parts, end].join('.')
        const expected = hostOf(host)
        if (expected === undefined) return
        expect([host, dotted(parseIpv4(host)?.value ?? -1)]).toEqual([host, expected])
      }),
      { numRuns: 5_000 },
    )
  })

  test('IPv6', () => {
    const group = fc.constantFrom('0', '1', 'ffff', '7f00', '0a9f', '')
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 9 }), (groups) => {
        const text = groups.join(':')
        const expected = hostOf(`[${text}]`)
        expect([text, parseIpv6(text) !== undefined]).toEqual([text, expected !== undefined])
        if (expected === undefined) return
        const rendered = parseIpv6(expected.slice(1, -1))
        expect([text, parseIpv6(text)]).toEqual([text, rendered])
      }),
      { numRuns: 5_000 },
    )
  })

  test.each([
    ['127.255.255.255', 'loopback'],
    ['128.0.0.0', 'public'],
    ['0.255.255.255', 'loopback'],
    ['10.255.255.255', 'private'],
    ['11.0.0.0', 'public'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['192.168.255.255', 'private'],
    ['169.254.169.254', 'metadata'],
    ['169.254.169.255', 'private'],
  ])('%s is %s', (text, network) => expect(networkOfIpv4(parseIpv4(text)?.value ?? -1)).toBe(network))

  test.each([
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['::2', 'loopback'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:a9fe:a9fe::', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['fe80::1', 'private'],
    ['fc00::1', 'private'],
    ['2606:2800:220:1::1', 'public'],
  ])('%s is %s', (text, network) => {
    const groups = parseIpv6(text) as readonly number[]
    expect(networkOfIpv6(groups)).toBe(network)
    if (text === '2606:2800:220:1::1') expect(embeddedIpv4(groups)).toBeUndefined()
  })
})

test.each(['http://127.0.0.1/', 'http://localhost', 'http://localhost:80/x'])(
  'an attack in a query, and ordinary in a body: %j',
  (text) => {
    expect(isBlocked(ssrf, text, 'query')).toBe(true)
    expect(isBlocked(ssrf, text, 'body')).toBe(false)
  },
)
