import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { outOfDate } from '../../scripts/generate.ts'
import { configSchema } from '../../src/config/schema.ts'
import { detectors } from '../../src/engine/detection/detectors.ts'
import { signatureSchema } from '../../src/engine/signatures/format.ts'
import { detectorNames } from '../../src/engine/types.ts'
import { eventSchema } from '../../src/events/schema.ts'
import { makeEvent } from '../support/events.ts'

test('what is generated from the schemas is up to date; else run `npm run generate`', async () => {
  expect(await outOfDate()).toEqual([])
})

test('schemas that the program compiles unchecked are JSON Schema', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  for (const schema of [configSchema, signatureSchema]) expect(ajv.validateSchema(schema)).toBe(true)
  expect(() => ajv.compile({ type: 'nothing' })).toThrow(/schema is invalid/)
})

test('an exception may name every detector', () => {
  expect(detectors.map(({ name }) => name)).toEqual([...detectorNames])
})

test('the event schema takes an event and refuses what is not one', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(eventSchema)
  const event = makeEvent()
  expect(validate(event)).toBe(true)
  expect(validate({ ...event, extra: 1 })).toBe(false)
  expect(validate({ ...event, schema: 2 })).toBe(false)
})
