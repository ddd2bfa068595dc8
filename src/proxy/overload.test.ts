import { expect, test } from 'vitest'
import { Overload } from './overload.ts'

/** How many of a hundred requests are shed after some samples. */
function shedAfter(overload: Overload, samples: number[]): number {
  for (const passedMs of samples) overload.sample(passedMs)
  return Array.from({ length: 100 }, () => overload.sheds()).filter(Boolean).length
}

test('a loop that stays late sheds more each time, and everything in the end', () => {
  const overload = new Overload(200)
  expect([1, 2, 3, 4].map(() => shedAfter(overload, [500]))).toEqual([25, 75, 100, 100])
  expect(shedAfter(overload, new Array(8).fill(62.5))).toBe(50)
  expect(shedAfter(overload, new Array(8).fill(62.5))).toBe(0)
})

test('the later it is, the sooner it sheds', () => {
  const turns = (ms: number) => {
    const overload = new Overload(200)
    let passed = 0
    while (shedAfter(overload, [ms]) < 90) passed += ms
    return passed
  }
  expect([turns(300), turns(600), turns(2_000)].every((passed) => passed <= 2_000)).toBe(true)
})

test('one long pause sheds little, and for a quarter of a second', () => {
  const overload = new Overload(200)
  expect(shedAfter(overload, [3_000])).toBe(25)
  expect(shedAfter(overload, new Array(5).fill(50))).toBe(0)
  // The next one is the first again.
  expect(shedAfter(overload, [3_000])).toBe(25)
})

test('a reload, however long, sheds nothing; what comes beside it counts', () => {
  const overload = new Overload(200)
  overload.excuse(3_000)
  expect(shedAfter(overload, [3_050])).toBe(0)
  overload.excuse(2_000)
  overload.excuse(1_000)
  expect(shedAfter(overload, [3_000 + 251])).toBe(25)
  // It is excused once.
  expect(shedAfter(overload, [3_000])).toBeGreaterThan(25)
})

test('a loop that is late every other time does not shed more and more', () => {
  const overload = new Overload(200)
  const seconds = Array.from({ length: 40 }, () => [400, ...new Array(8).fill(50)]).flat()
  expect(shedAfter(overload, seconds)).toBe(0)
})

test('the last lag that is accepted and the first that is not', () => {
  expect(shedAfter(new Overload(200), [250])).toBe(0)
  expect(shedAfter(new Overload(200), [250.1])).toBe(25)
  expect(shedAfter(new Overload(0), [50])).toBe(0)
  expect(shedAfter(new Overload(0), [50.1])).toBe(5)
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
