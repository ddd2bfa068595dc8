import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RawUpstream } from '../../../test/support/raw-upstream.ts'
import { loadConfig } from '../../config/load.ts'
import { Place, UpstreamPool } from './pool.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function begin(maxConnections: number, maxPending = 2) {
  const { upstream } = loadConfig({ flags: { upstream: 'http://127.0.0.1:1' } })
  const pool = new UpstreamPool({ ...upstream, maxConnections, maxPending, queueTimeoutMs: 1_000 })
  const told: string[] = []
  const enter = (name: string, streams = false) => {
    const place = new Place(
      streams,
      () => told.push(`${name} starts`),
      (code) => told.push(`${name} ${code}`),
    )
    pool.acquire(place)
    return place
  }
  return { pool, told, enter }
}

describe('the line before the upstream', () => {
  test('takes turns, bounds who waits, and refuses who waits too long', () => {
    const { pool, told, enter } = begin(1)
    const first = enter('a')
    enter('b')
    enter('c')
    enter('d')
    expect(told).toEqual(['a starts', 'd overloaded'])
    pool.leave(first)
    pool.leave(first)
    expect(told.at(-1)).toBe('b starts')
    vi.advanceTimersByTime(1_000)
    expect(told.at(-1)).toBe('c overloaded')
    expect([pool.active, pool.pending]).toEqual([1, 0])
  })

  test('who has left does not start', () => {
    const { pool, told, enter } = begin(1)
    const first = enter('a')
    pool.leave(enter('b'))
    pool.leave(first)
    expect([told, pool.active, pool.pending]).toEqual([['a starts'], 0, 0])
  })
})

describe('bodies that are still arriving', () => {
  test('take three quarters of the places, and others pass them in the line', () => {
    const { pool, told, enter } = begin(4)
    const streaming = [1, 2, 3, 4].map((i) => enter(`s${i}`, true))
    expect(told).toEqual(['s1 starts', 's2 starts', 's3 starts'])
    expect(pool.hasRoomToStream).toBe(false)
    const ordinary = enter('a')
    enter('b')
    expect(told.at(-1)).toBe('a starts')
    pool.leave(ordinary)
    expect(told.at(-1)).toBe('b starts')
    pool.leave(streaming[0] as Place)
    expect(told.at(-1)).toBe('s4 starts')
  })

  test('have a line of their own', () => {
    const { told, enter } = begin(4, 1)
    for (let i = 1; i <= 5; i++) enter(`s${i}`, true)
    expect(told.at(-1)).toBe('s5 overloaded')
    enter('a')
    enter('b')
    expect(told.slice(-2)).toEqual(['s5 overloaded', 'a starts'])
  })

  test('give their share back once they have arrived', () => {
    const { pool, told, enter } = begin(4)
    const [first] = [1, 2, 3, 4].map((i) => enter(`s${i}`, true))
    pool.bodyArrived(first as Place)
    pool.bodyArrived(first as Place)
    expect(told.at(-1)).toBe('s4 starts')
    expect([pool.active, pool.hasRoomToStream]).toEqual([4, false])
    pool.leave(first as Place)
    expect([pool.active, pool.hasRoomToStream]).toEqual([3, false])
  })
})

test('a connection for something else takes the room of one that is idle', async () => {
  vi.useRealTimers()
  const upstream = await RawUpstream.start()
  const { upstream: options } = loadConfig({ flags: { upstream: upstream.url } })
  const pool = new UpstreamPool({ ...options, maxConnections: 1 })
  const sockets: Socket[] = []
  upstream.onHead = (_head, socket) => sockets.push(socket)
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      pool.send({
        isWanted: true,
        isHead: false,
        endsConnection: false,
        headText: 'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
        bodyLength: 0,
        takeBody: () => null,
        onConnection: () => {},
        onInformation: () => {},
        onHead: () => {},
        onData: () => {},
        onEnd: () => resolve(),
        onError: reject,
        onUnread: () => {},
      })
    })
  const take = (streams: boolean) => {
    const place = new Place(
      streams,
      () => {},
      () => {},
    )
    pool.acquire(place)
    return place
  }
  for (let i = 0; i < 3; i++) {
    const place = take(false)
    await ask()
    pool.leave(place)
  }
  expect(upstream.connections).toBe(1)
  const closed = once(sockets[0] as Socket, 'close')
  take(true)
  const other = pool.connect(() => {})
  await closed
  other.destroy()
  pool.close()
  await upstream.close()
})
