import { expect, test } from 'vitest'
import { conforms, runWhole } from '../conformance.ts'
import { BinaryParser } from './binary.ts'

conforms('binary', (context) => new BinaryParser(context), {
  samples: ['\u0000<?php system($_GET[0]);?>\u0000short\u0000exactly 12 by\u0001', 'twelve bytes', 'eleven byte', ''],
  alphabet: ['a', 'printable text', 0x00, 0x80, 0xff],
  around: (text) => `\u0000${text}\u0001`,
})

test('runs of 12 printable bytes are values, of 11 they are not', () => {
  const { values } = runWhole((context) => new BinaryParser(context), '\u0000twelve bytes\u0000eleven byte\u0000')
  expect(values).toEqual(['twelve bytes'])
})
