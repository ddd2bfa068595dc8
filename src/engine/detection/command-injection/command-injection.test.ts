import { expect, test } from 'vitest'
import { keepsContract } from '../contract.ts'
import { commandInjection } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(commandInjection, attacks, harmless, pieces)

test('explains what it reads', () => {
  expect(commandInjection.explain?.('x;sudo cat /etc/passwd')).toEqual([
    { type: 'separator', start: 1, end: 2 },
    { type: 'wrapper', start: 2, end: 6 },
    { type: 'word', start: 6, end: 7 },
  ])
  expect(commandInjection.explain?.('$(id)'.repeat(100))).toHaveLength(64)
})
