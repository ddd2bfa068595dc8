import { test } from 'vitest'
import { fuzzBodies } from './bodies.ts'
import { fuzzedNames } from './body-formats.ts'

const TEN_MINUTES = 600_000

test.each(fuzzedNames)('%s, fuzzed', async (name) => {
  const { inputs, kept, reached, highestWork } = await fuzzBodies(name, TEN_MINUTES / fuzzedNames.length)
  const work = `${Math.round(highestWork)} blocks run per byte at most`
  console.log(`${name}: ${inputs} inputs, ${kept} kept, ${reached.toFixed(1)} % of the parsers reached, ${work}`)
})
