import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HeldBody } from './held-body.ts'
import { HoldBudget } from './hold-budget.ts'

describe('the budget of held bytes', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('the last byte that fits and the first that does not; what is released can be taken again, once', () => {
    const budget = new HoldBudget(100, 1_000)
    const held = { lastByteAt: 0, onIdle() {} }
    budget.add(held)
    expect(budget.take(60)).toBe(true)
    expect(budget.take(40)).toBe(true)
    expect(budget.take(1)).toBe(false)
    expect(budget.bytes).toBe(100)
    budget.release(held, 60)
    budget.release(held, 60)
    expect(budget.bytes).toBe(40)
    expect(budget.take(60)).toBe(true)
  })

  test('a body that has been silent for longer than the time-out is told so, others are not', () => {
    const budget = new HoldBudget(100, 5_000)
    const told: string[] = []
    const body = (name: string) => ({ lastByteAt: performance.now(), onIdle: () => told.push(name) })
    const [silent, lively] = [body('silent'), body('lively')]
    budget.add(silent)
    budget.add(lively)
    vi.advanceTimersByTime(5_000)
    expect(told).toEqual([])
    lively.lastByteAt = performance.now()
    vi.advanceTimersByTime(1_000)
    expect(told).toEqual(['silent'])
  })
})

test('a held body is what its chunks were, however many; one chunk is not copied', () => {
  const one = new HeldBody()
  const chunk = Buffer.from('alone')
  one.push(chunk)
  expect(one.bytes.buffer).toBe(chunk.buffer)
  const many = new HeldBody()
  let expected = ''
  for (let i = 0; i < 20_000; i++) {
    many.push(Buffer.from(String(i % 10)))
    expected += String(i % 10)
  }
  expect(many.bytes.toString()).toBe(expected)
  expect(many.length).toBe(20_000)
  expect(new HeldBody().bytes.length).toBe(0)
})
