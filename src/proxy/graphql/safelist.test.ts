import { expect, test } from 'vitest'
import { ConfigError } from '../../config/fault.ts'
import { closedSafelist, learningSafelist, MAX_LEARNED, readSafelist } from './safelist.ts'

const hash = (n: number) => n.toString(16).padStart(64, '0')

test('reads hashes, with or without the name behind them', () => {
  const hashes = readSafelist('f', `# ours\n\n${hash(1)} Home\n${hash(255).toUpperCase()}\r\n`)
  expect([...hashes]).toEqual([hash(1), hash(255)])
  expect(closedSafelist(hashes).has(hash(255).toUpperCase())).toBe(true)
  expect(closedSafelist(hashes).has(hash(2))).toBe(false)
})

test('says which line is none', () => {
  expect(() => readSafelist('list.txt', `${hash(1)}\nHome`)).toThrow(ConfigError)
  expect(() => readSafelist('list.txt', `${hash(1)}\nHome`)).toThrow(/list\.txt:2/)
})

test('learns each document once, up to the bound', () => {
  const told: string[] = []
  const list = learningSafelist('f', readSafelist('f', hash(0)), (...document) => told.push(document.join(' ')))
  for (let n = 0; n <= MAX_LEARNED; n++) if (!list.has(hash(n))) list.learn?.(hash(n), n === 1 ? 'Home' : '')
  expect(told).toHaveLength(MAX_LEARNED - 1)
  expect(told[0]).toBe(`f ${hash(1)} Home`)
  expect(list.has(hash(MAX_LEARNED))).toBe(false)
})
