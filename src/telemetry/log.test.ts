import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OncePerMinute } from './log.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

test('one message a minute per key, with the number of those kept back', () => {
  const quiet = new OncePerMinute()
  const said: [string, number][] = []
  const say = (key: string) => quiet.run(key, (occurrences) => said.push([key, occurrences]))
  for (let i = 0; i < 5; i++) say('a')
  say('b')
  expect(said).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  vi.advanceTimersByTime(59_999)
  say('a')
  expect(said).toHaveLength(2)
  vi.advanceTimersByTime(1)
  say('a')
  expect(said.at(-1)).toEqual(['a', 6])
})
