import { describe, expect, test } from 'vitest'
import { Condenser } from './condenser.ts'
import type { FieldSink } from './fields.ts'

const source = { where: 'body', path: () => [], name: () => '' } as const

function condense(text: string, step = text.length): string[] {
  const shown: string[] = []
  const sink: FieldSink = {
    field: (_source, bytes, start, end) => shown.push(bytes.latin1Slice(start, end)),
    condition() {},
    limit() {},
    nest: () => undefined,
    quiet: () => sink,
  }
  const condenser = new Condenser(sink, source)
  condenser.begin(0)
  const bytes = Buffer.from(text, 'latin1')
  for (let i = 0; i < bytes.length; i += step) condenser.write(bytes, i, Math.min(bytes.length, i + step))
  condenser.end()
  return shown
}

describe('what servers take for nothing is left out', () => {
  const pad = 20_000
  test.each([
    [`1'${' '.repeat(pad)}OR${'\n\t'.repeat(pad)}1=1`, "1' OR\n1=1"],
    [`1'/*${'ab '.repeat(pad)}*/OR/*${'*'.repeat(pad)}*/1=1`, "1'/**/OR/**/1=1"],
    [`1'${'/**/'.repeat(pad)}OR${'/*x*/ \n'.repeat(pad)}1=1`, "1'/**/OR/**/1=1"],
    [`1' ${'/*a*/'.repeat(pad)}OR ${'\t/**/'.repeat(pad)}/1=1`, "1' OR /1=1"],
    [`..${'/.'.repeat(pad)}/etc`, '../etc'],
    [`/*!${'a'.repeat(pad)}*/`, `/*!${'a'.repeat(8)}*/`],
    [`<img ${'='.repeat(pad)}x/.y`, `<img ${'='.repeat(8)}x/.y`],
    [`a/${'x'.repeat(pad)}/.`, `a/${'x'.repeat(8)}/.`],
  ])('%#', (text, expected) => {
    expect(condense(text)).toEqual([expected])
    expect(condense(text, 1)).toEqual([expected])
    expect(condense(text, 7)).toEqual([expected])
  })
})

test('what is hardly shorter is not shown again', () => {
  expect(condense('plain words in a row '.repeat(5_000))).toEqual([])
  // All but the first of the spaces are left out.
  expect(condense(`a${' '.repeat(256)}b`)).toEqual([])
  expect(condense(`a${' '.repeat(257)}b`)).toEqual(['a b'])
  // A space in ten, wherever: nothing that windows share is spread over more than they do.
  expect(condense('nine more  '.repeat(5_000))).toEqual([])
  expect(condense(`${'nine more  '.repeat(2_000)}x${' '.repeat(1_023)}y`)).toHaveLength(1)
})
