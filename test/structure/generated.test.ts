import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { outOfDate } from '../../scripts/generate.ts'
import { eventSchema } from '../../src/events/schema.ts'
import { makeEvent } from '../support/events.ts'

test('what is generated from the schemas is up to date; else run `npm run generate`', async () => {
  expect(await outOfDate()).toEqual([])
})

test('the event schema takes an event and refuses what is not one', () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(eventSchema)
  const event = makeEvent()
  expect(validate(event)).toBe(true)
  expect(validate({ ...event, extra: 1 })).toBe(false)
  expect(validate({ ...event, schema: 2 })).toBe(false)
})
