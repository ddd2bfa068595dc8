import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FieldSink, type FieldSource, OVERLAP_BYTES, WINDOW_BYTES } from '../../fields.ts'
import type { BodyParser } from '../parser.ts'
import { JsonParser } from './json.ts'
import { TextParser } from './text.ts'
import { UrlencodedParser } from './urlencoded.ts'

// One suite for every parser: the same fields, names, offsets and conditions for every way of cutting the same bytes.

interface Seen {
  readonly path: string
  readonly value: string
  readonly offset: number
  readonly isName: boolean
}

class Recorder implements FieldSink {
  readonly seen: (Seen | string)[] = []

  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    this.seen.push({ path: JSON.stringify(source.path()), value: bytes.toString('latin1', start, end), offset, isName })
  }

  condition(_source: FieldSource, kind: string, _severity: string, message: string, offset: number): void {
    this.seen.push(`${kind} at ${offset}: ${message}`)
  }

  /** Fields only, decoded. */
  get fields(): { path: unknown[]; value: string; isName: boolean }[] {
    return this.seen.flatMap((entry) =>
      typeof entry === 'string'
        ? []
        : [
            {
              path: JSON.parse(entry.path),
              value: Buffer.from(entry.value, 'latin1').toString(),
              isName: entry.isName,
            },
          ],
    )
  }

  get conditions(): string[] {
    return this.seen.filter((entry) => typeof entry === 'string')
  }
}

const parsers: Record<string, (sink: FieldSink) => BodyParser> = {
  json: (sink) => new JsonParser(sink, 'body'),
  'json sequence': (sink) => new JsonParser(sink, 'body', true),
  urlencoded: (sink) => new UrlencodedParser(sink, 'body'),
  text: (sink) => new TextParser(sink, 'body'),
}

function run(create: (sink: FieldSink) => BodyParser, chunks: readonly Buffer[]): Recorder {
  const recorder = new Recorder()
  const parser = create(recorder)
  for (const chunk of chunks) parser.write(chunk)
  parser.end()
  return recorder
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const points = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return points.slice(1).map((end, i) => bytes.subarray(points[i], end))
}

const samples: Record<keyof typeof parsers, string[]> = {
  json: [
    '{"a":"b","c":{"d":["e","f",{"g":"h"}],"i":1.5e+10},"":""}',
    ' [ true , false , null , -0.1e-2 , "\\u00e9\\ud83d\\ude00\\n\\"" ] ',
    '{"\\u006bey":"v","naïve":"ünï€😀","a":"lone \\ud800 and \\udc00 and \\ud800\\u0041"}',
    '\ufeff{"bom":"yes"}',
    '{"a":"unterminated',
    '{"a":"b" "c":"d"}',
    '{"a":tru,"b":"<script>"}',
    '[1,2,]',
    '01',
    '"control\u0001here"',
    '{"a":"bad \\x escape","b":"after"}',
    '{"a":1} trailing "text"',
    '{"a":',
    '',
    '   ',
    '"\\u12',
    '-',
    '{"a":{"b":{"c":',
  ],
  'json sequence': ['{"a":"1"}\n{"b":"2"}\n', '\u001e{"a":"1"}\n\u001e"x"\n', '1 2 "three" [4]', '{"a":"1"}{"b":"2"}x'],
  urlencoded: [
    'a=b&c=d&&=&e&f==g=h&%61=%62+c',
    'a=%zz&b=%&c=%4&d=%e9&%',
    'name=O%27Brien&q=100%25&x=%C3%A9+%F0%9F%98%80',
    '',
    '&',
    '=',
    '+%20+=+',
  ],
  text: ['plain text', '', 'é😀\u0000'],
}

describe.each(Object.entries(parsers))('%s', (name, create) => {
  test.each(samples[name] as string[])('cut at every byte: %j', (sample) => {
    const bytes = Buffer.from(sample)
    const whole = run(create, [bytes]).seen
    for (let at = 0; at <= bytes.length; at++) expect(run(create, cutAt(bytes, [at])).seen).toEqual(whole)
    expect(
      run(
        create,
        Array.from(bytes, (byte) => Buffer.from([byte])),
      ).seen,
    ).toEqual(whole)
  })

  test('random bytes cut at random: no difference, no exception', () => {
    const alphabet = fc.constantFrom(...Buffer.from('{}[]":,\\u0123abcdeftrn %&=+ -.E\n'), 0x00, 0x1e, 0x80, 0xc3, 0xff)
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 5 }), (values, cuts) => {
        const bytes = Buffer.from(values)
        const clean = cuts.map((cut) => cut % (bytes.length + 1))
        expect(run(create, cutAt(bytes, clean)).seen).toEqual(run(create, [bytes]).seen)
      }),
      { numRuns: 500 },
    )
  })

  test('a long value comes in the same overlapping windows however it is cut', () => {
    const long = Array.from({ length: 60_000 }, (_, i) => 'abcdefghij'[i % 10]).join('')
    const wrap = { json: `{"k":"${long}"}`, 'json sequence': `"${long}"`, urlencoded: `k=${long}`, text: long }[
      name
    ] as string
    const bytes = Buffer.from(wrap)
    const whole = run(create, [bytes])
    const windows = whole.fields.filter(({ value }) => value.length > 10)
    expect(windows.length).toBeGreaterThan(3)
    for (const { value } of windows) expect(value.length).toBeLessThanOrEqual(WINDOW_BYTES)
    let joined = windows[0]?.value ?? ''
    for (const { value } of windows.slice(1)) {
      expect(joined.endsWith(value.slice(0, OVERLAP_BYTES))).toBe(true)
      joined += value.slice(OVERLAP_BYTES)
    }
    expect(joined).toBe(long)
    for (const size of [1, 7, 1_000, 16_384, 16_385]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      )
      expect(run(create, chunks).seen).toEqual(whole.seen)
    }
  })

  test('a value of exactly one window is one field, one byte more is two', () => {
    for (const [extra, count] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const long = 'a'.repeat(WINDOW_BYTES + extra)
      const wrap = { json: `"${long}"`, 'json sequence': `"${long}"`, urlencoded: `k=${long}`, text: long }[
        name
      ] as string
      const fields = run(create, [Buffer.from(wrap)]).fields.filter(({ value }) => value.length > 10)
      expect(fields).toHaveLength(count)
    }
  })
})

describe('json beside JSON.parse', () => {
  test('any JSON: the same keys and strings at the same paths', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const { fields, conditions } = run(parsers.json as never, [Buffer.from(text)])
        expect(conditions).toEqual([])
        expect(fields).toEqual([...expected(JSON.parse(text), [])])
      }),
      { numRuns: 1_000 },
    )
  })

  test('any text: both accept it or both refuse it', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"',
      '\\',
      '1',
      '0',
      '-',
      '.',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\\u00',
      '\t',
      'é',
    )
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 12 }), (tokens) => {
        const text = tokens.join('')
        // Where nothing but white space stands, we have nothing to say.
        if (text.trim() === '') return
        const accepted = run(parsers.json as never, [Buffer.from(text)]).conditions.length === 0
        expect([text, accepted]).toEqual([text, parses(text)])
      }),
      { numRuns: 5_000 },
    )
  })

  function* expected(
    value: unknown,
    path: (string | number)[],
  ): Generator<{ path: unknown[]; value: string; isName: boolean }> {
    if (typeof value === 'string' && value !== '') yield { path, value: value.toWellFormed(), isName: false }
    else if (Array.isArray(value)) for (const [i, item] of value.entries()) yield* expected(item, [...path, i])
    else if (typeof value === 'object' && value !== null) {
      // JSON.parse puts integer keys first and keeps the last of two equal ones; such objects are compared elsewhere.
      for (const [key, item] of Object.entries(value)) {
        const name = key.toWellFormed()
        if (key !== '') yield { path: [...path, name], value: name, isName: true }
        yield* expected(item, [...path, name])
      }
    }
  }

  function parses(text: string): boolean {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
})

test('every one of two equal keys is seen', () => {
  const { fields } = run(parsers.json as never, [Buffer.from('{"a":"1","a":"2","__proto__":"3"}')])
  expect(fields.filter(({ isName }) => !isName).map(({ value }) => value)).toEqual(['1', '2', '3'])
})

test('depth: the last accepted and the first refused, in constant stack', () => {
  const nested = (depth: number) => Buffer.from(`${'['.repeat(depth)}"x"${']'.repeat(depth)}`)
  expect(run(parsers.json as never, [nested(4_096)]).conditions).toEqual([])
  expect(run(parsers.json as never, [nested(4_097)]).conditions).toEqual([
    expect.stringContaining('nested deeper than 4,096'),
  ])
  expect(run(parsers.json as never, [nested(1_000_000)]).conditions).toHaveLength(1)
})

// Left out: raw text that isn't ASCII beside a broken percent sequence, which Node's URLSearchParams gets wrong.
describe('urlencoded beside URLSearchParams', () => {
  test('any text: the same names and values', () => {
    const character = fc.constantFrom(
      'a',
      'b',
      '=',
      '&',
      '+',
      '%41',
      '%2B',
      '%26',
      '%',
      '%z',
      '%4',
      ' ',
      '%FF',
      '%C3%A9',
      ';',
      '[]',
    )
    fc.assert(
      fc.property(fc.array(character, { maxLength: 20 }), (parts) => {
        const text = parts.join('')
        const { fields } = run(parsers.urlencoded as never, [Buffer.from(text)])
        const reference = [...new URLSearchParams(text)].flat().filter((part) => part !== '')
        expect(fields.map(({ value }) => value)).toEqual(reference)
      }),
      { numRuns: 2_000 },
    )
  })
})
