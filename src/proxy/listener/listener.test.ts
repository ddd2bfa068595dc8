import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { canonicalise } from '../../engine/canonical/head.ts'
import { normaliseAddress, TrustedProxies } from './client.ts'
import { isAcceptableRequestId, newRequestId } from './request-id.ts'
import { endTurn, isBusy, MAX_AHEAD, takeTurn } from './turns.ts'

describe('the client’s address', () => {
  const head = (...forwarded: string[]) =>
    canonicalise('GET', '/', '1.1', ['Host', 'a', ...forwarded.flatMap((value) => ['X-Forwarded-For', value])])
  const address = (trusted: string[], peer: string, ...forwarded: string[]) =>
    new TrustedProxies(trusted).clientAddress(peer, head(...forwarded))

  test.each([
    ['nobody is trusted by default', address([], '10.0.0.1', '1.2.3.4'), '10.0.0.1'],
    ['an untrusted peer is not believed', address(['10.0.0.0/8'], '192.0.2.1', '1.2.3.4'), '192.0.2.1'],
    [
      'from the right, past every trusted hop',
      address(['10.0.0.0/8'], '10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9'),
      '1.2.3.4',
    ],
    ['over several fields', address(['10.0.0.0/8'], '10.0.0.1', '6.6.6.6', '1.2.3.4'), '1.2.3.4'],
    ['with ports and brackets', address(['10.0.0.0/8'], '10.0.0.1', '[2001:db8::1]:443'), '2001:db8::1'],
    ['what is no address ends the search', address(['10.0.0.0/8'], '10.0.0.1', '1.2.3.4, evil, 10.0.0.2'), '10.0.0.2'],
    ['all of them trusted', address(['10.0.0.0/8'], '10.0.0.1', '10.0.0.3'), '10.0.0.3'],
    ['an IPv6 range', address(['fd00::/8'], 'fd00::1', '1.2.3.4'), '1.2.3.4'],
    ['no field', address(['10.0.0.0/8'], '10.0.0.1'), '10.0.0.1'],
  ])('%s', (_what, got, expected) => expect(got).toBe(expected))

  test('IPv4 in IPv6 is IPv4', () => {
    expect(normaliseAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(normaliseAddress('2001:db8::1')).toBe('2001:db8::1')
  })
})

test('request ids: ours are acceptable and differ; the bounds of others', () => {
  const ids = Array.from({ length: 1_000 }, newRequestId)
  expect(new Set(ids).size).toBe(1_000)
  expect(ids.every(isAcceptableRequestId)).toBe(true)
  for (const [id, acceptable] of [
    ['a'.repeat(7), false],
    ['a'.repeat(8), true],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['Root=1-67891233', false],
    ['abc\r\ndefgh', false],
  ] as const) {
    expect([id, isAcceptableRequestId(id)]).toEqual([id, acceptable])
  }
})

test('requests of one connection take turns, and only so many may be ahead', () => {
  const socket = new Socket()
  const ran: number[] = []
  expect(takeTurn(socket, () => ran.push(0))).toBe(true)
  for (let i = 1; i <= MAX_AHEAD; i++) expect(takeTurn(socket, () => ran.push(i))).toBe(true)
  expect(takeTurn(socket, () => ran.push(-1))).toBe(false)
  expect([ran, isBusy(socket)]).toEqual([[0], true])
  for (let i = 0; i <= MAX_AHEAD; i++) endTurn(socket)
  expect(ran).toEqual(Array.from({ length: MAX_AHEAD + 1 }, (_, i) => i))
  expect(isBusy(socket)).toBe(false)
})

test('who waits behind a connection that has gone is forgotten', () => {
  const socket = new Socket()
  const ran: number[] = []
  takeTurn(socket, () => ran.push(0))
  takeTurn(socket, () => ran.push(1))
  socket.destroy()
  endTurn(socket)
  expect(ran).toEqual([0])
})
