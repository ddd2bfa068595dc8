import { expect, test } from 'vitest'
import { longValues, manyThings } from '../support/hostile-bodies.ts'
import { inspectBody } from '../support/inspect.ts'
import { costGrowth } from '../support/linear.ts'

// The heavier variants of withstands.test.ts.

const MIB = 1 << 20
const bodies = [...longValues, ...manyThings]

test.each(longValues)('$name of 100 MiB in constant memory', async ({ type, body }) => {
  const { verdict, grownMib } = await inspectBody(body(100 * MIB), { type, watchMemory: true })
  expect(['forward', 'block']).toContain(verdict.action)
  expect(grownMib).toBeLessThan(48)
})

test.each(manyThings)('$name: 24 MiB of them in constant memory', async ({ type, body }) => {
  const { verdict, grownMib } = await inspectBody(body(24 * MIB), { type, watchMemory: true })
  expect(['forward', 'block']).toContain(verdict.action)
  expect(grownMib).toBeLessThan(48)
})

test.each(bodies)('$name: four times as many bytes take about four times as long', async ({ type, body }) => {
  expect(await costGrowth(type, body, MIB)).toBeLessThan(8)
})
