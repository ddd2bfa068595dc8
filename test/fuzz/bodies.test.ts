import { expect, test } from 'vitest'
import { fuzzBodies } from './bodies.ts'
import { fuzzedNames } from './body-formats.ts'
import { keptSamples } from './body-input.ts'
import { judge } from './body-judge.ts'

const TEN_SECONDS = 10_000

test.each(keptSamples())('what failed once: %s', async (_name, input) => {
  expect(await judge(input)).toBeUndefined()
})

test.each(fuzzedNames)('%s, fuzzed', async (name) => {
  await fuzzBodies(name, TEN_SECONDS / fuzzedNames.length)
})
