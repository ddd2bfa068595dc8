import { describe, expect, it } from 'vitest'
import { MAX_CODES, MAX_SESSIONS, MAX_TRIES_PER_MINUTE, OneTimeCodes, Sessions, TryLimit } from './sessions.ts'

/** A clock that stands until it is moved. */
function clock() {
  let now = 1_000_000
  return { now: () => now, pass: (ms: number) => (now += ms) }
}

describe('Sessions', () => {
  it('end after twelve hours or when closed', () => {
    const time = clock()
    const sessions = new Sessions(time.now)
    const [a, b] = [sessions.open(), sessions.open()]
    sessions.close(a)
    expect([sessions.has(a), sessions.has(b), sessions.has('')]).toEqual([false, true, false])
    time.pass(12 * 3_600_000 - 1)
    expect(sessions.has(b)).toBe(true)
    time.pass(1)
    expect(sessions.has(b)).toBe(false)
  })

  it('are bounded: the oldest makes room', () => {
    const sessions = new Sessions()
    const ids = Array.from({ length: MAX_SESSIONS }, () => sessions.open())
    expect(sessions.has(ids[0]!)).toBe(true)
    sessions.open()
    expect([sessions.has(ids[0]!), sessions.has(ids[1]!)]).toEqual([false, true])
  })
})

describe('OneTimeCodes', () => {
  it('are good once', () => {
    const codes = new OneTimeCodes()
    const [a, b] = [codes.make(), codes.make()]
    expect([codes.spend(a), codes.spend(a), codes.spend(b), codes.spend(''), codes.spend(b)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ])
  })

  it('are good for ten minutes', () => {
    const time = clock()
    const codes = new OneTimeCodes(time.now)
    const [a, b] = [codes.make(), codes.make()]
    time.pass(600_000 - 1)
    expect(codes.spend(a)).toBe(true)
    time.pass(1)
    expect(codes.spend(b)).toBe(false)
  })

  it('are bounded', () => {
    const codes = new OneTimeCodes()
    const made = Array.from({ length: MAX_CODES + 1 }, () => codes.make())
    expect([codes.spend(made[0]!), codes.spend(made[1]!)]).toEqual([false, true])
  })
})

describe('TryLimit', () => {
  it('opens again after a minute', () => {
    const time = clock()
    const limit = new TryLimit(time.now)
    for (let i = 0; i < MAX_TRIES_PER_MINUTE; i += 1) expect(limit.take()).toBe(0)
    expect(limit.take()).toBe(60)
    time.pass(59_500)
    expect(limit.take()).toBe(1)
    time.pass(500)
    expect(limit.take()).toBe(0)
  })
})
