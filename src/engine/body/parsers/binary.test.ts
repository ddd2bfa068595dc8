import { expect, test } from 'vitest'
import { conforms, runWhole } from '../conformance.ts'
import { BinaryParser, MIN_CODE_RUN, MIN_RUN } from './binary.ts'

conforms('binary', (context) => new BinaryParser(context), {
  samples: [
    '\u0000<?php system($_GET[0]);?>\u0000short\u0000exactly 24 bytes of text\u0001',
    'twenty-four bytes of run',
    'twenty-three in the run',
    '\u0000<?=`$_GET[0]`;\u0001<?=`x`;\u0001<?=`$_GET[0]`;',
    '',
  ],
  alphabet: ['a', 'printable text', 0x00, 0x80, 0xff],
  around: (text) => `\u0000${text}\u0001`,
})

test('runs of 24 printable bytes are values, of 23 they are not', () => {
  const runs = ['a'.repeat(MIN_RUN), 'b'.repeat(MIN_RUN - 1), 'c'.repeat(MIN_RUN)]
  const { values } = runWhole((context) => new BinaryParser(context), `\u0000${runs.join('\u0000')}`)
  expect(values).toEqual([runs[0], runs[2]])
})

test('runs of 12 printable bytes in which code may begin are values, of 11 they are not', () => {
  const runs = ['<?=`$_GET;`;', 'GIF89a<?=`a`', '<?=`$_GET`;', 'a < b ? c : d']
  expect(runs.slice(0, 3).map((run) => run.length)).toEqual([MIN_CODE_RUN, MIN_CODE_RUN, MIN_CODE_RUN - 1])
  const { values } = runWhole((context) => new BinaryParser(context), `\u0000${runs.join('\u0000')}\u0000`)
  expect(values).toEqual(runs.slice(0, 2))
})

conforms('packed', (context) => new BinaryParser(context, true), {
  samples: ['\u0004name\u0003Ann\u0000free\u0005five5\u0006sixsix"\u0001', 'sixteen in a row', 'fifteen in row.'],
  alphabet: ['name', 'a', 0x00, 0x04, 0x05, 0xa4, 0x80, 0xff],
})

test('packed formats: strings of four bytes or more behind their length', () => {
  const packed = "\x82\xa2id\xac1' or '1'='1\xa4name\xa3Ann\x0a\x04text\x07none\x80sixteen in a row\x80fifteen in row."
  const { values } = runWhole((context) => new BinaryParser(context, true), Buffer.from(packed, 'latin1'))
  expect(values).toEqual(["1' or '1'='1", 'name', 'text', 'sixteen in a row'])
})

test('packed formats: strings whose tags and lengths are printable as well', () => {
  const values = (packed: string) =>
    runWhole((context) => new BinaryParser(context, true), Buffer.from(packed, 'latin1')).values
  const attack = "1' UNION SELECT password FROM users -- "
  expect(attack).toHaveLength(0x27)
  expect(values(`\x08\x96\x01"\x27${attack}\x80`)).toContain(attack)
  expect(values(`\x12\x27${attack}*\x20${'a'.repeat(32)}\x80`)).toEqual(
    expect.arrayContaining([attack, 'a'.repeat(32)]),
  )
  expect(values(`\xa1bidw${attack.slice(0, 23)}\x80`)).toContain(attack.slice(0, 23))
})

test('packed formats: short strings are chance amid what is no text, and strings amid text', () => {
  const values = (before: Buffer) =>
    runWhole(
      (context) => new BinaryParser(context, true),
      Buffer.concat([before, Buffer.from('\x05;id;w\x80', 'latin1')]),
    ).values
  expect(values(Buffer.alloc(510, 0x80))).toContain(';id;w')
  expect(values(Buffer.alloc(511, 0x80))).not.toContain(';id;w')
  const withText = (bytes: number) =>
    Buffer.concat([Buffer.alloc(bytes, 0x80), Buffer.alloc(200, 'a'), Buffer.of(0x80)])
  expect(values(withText(598))).toContain(';id;w')
  expect(values(withText(599))).not.toContain(';id;w')
})
