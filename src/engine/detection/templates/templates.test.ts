import { expect, test } from 'vitest'
import { keepsContract } from '../contract.ts'
import { templates } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(templates, attacks, harmless, pieces)

test('an expression is found behind much that is none', () => {
  const padding = `{{ ${' '.repeat(3_000)}`
  let found = 0
  templates.detect(`${padding} 7*7 }}`, { where: 'body', name: 'q', isName: false }, () => found++)
  expect(found).toBe(1)
})

test('it explains itself with the tokens of its expressions', () => {
  expect(templates.explain?.("x {{ a.b('c') * 7 }}").map(({ type, start, end }) => [type, start, end])).toEqual([
    ['opener', 2, 4],
    ['name', 5, 6],
    ['operator', 6, 7],
    ['name', 7, 8],
    ['open', 8, 9],
    ['string', 9, 12],
    ['close', 12, 13],
    ['operator', 14, 15],
    ['number', 16, 17],
  ])
})
