import { expect, test } from 'vitest'
import { Overload } from './overload.ts'

/** How many of a hundred requests are shed after some samples. */
function shedAfter(overload: Overload, samples: number[]): number {
  for (const passedMs of samples) overload.sample(passedMs)
  return Array.from({ length: 100 }, () => overload.sheds()).filter(Boolean).length
}

test('a loop that stays late sheds more each time, and everything in the end', () => {
  const overload = new Overload(200)
  const late = [251]
  expect([1, 2, 3, 4, 5].map(() => shedAfter(overload, late))).toEqual([6, 19, 43, 94, 100])
  expect(shedAfter(overload, new Array(16).fill(60))).toBe(50)
  expect(shedAfter(overload, new Array(16).fill(60))).toBe(0)
})

test('one long pause sheds next to nothing', () => {
  const overload = new Overload(200)
  expect(shedAfter(overload, [3_000])).toBe(6)
  expect(shedAfter(overload, [50, 50])).toBe(0)
  // The next one is the first again.
  expect(shedAfter(overload, [3_000])).toBe(6)
})

test('the last lag that is accepted and the first that is not', () => {
  expect(shedAfter(new Overload(200), [250])).toBe(0)
  expect(shedAfter(new Overload(200), [250.1])).toBe(6)
  expect(shedAfter(new Overload(0), [50])).toBe(0)
  expect(shedAfter(new Overload(0), [50.1])).toBe(6)
  expect(shedAfter(new Overload(-1), new Array(20).fill(9_999))).toBe(0)
})

test('events tell of ten a second', () => {
  const overload = new Overload(0)
  const told = () => Array.from({ length: 50 }, () => overload.maySay()).filter(Boolean).length
  expect(told()).toBe(10)
  overload.sample(500)
  expect(told()).toBe(5)
  overload.sample(9_000)
  expect(told()).toBe(10)
})
