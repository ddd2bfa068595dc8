import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CreateParser, conforms, limitsWith, runWhole } from '../../conformance.ts'
import { JsonParser, MAX_DEPTH } from './parser.ts'

const json: CreateParser = (context) => new JsonParser(context)
const sequence: CreateParser = (context) => new JsonParser(context, true)
const alphabet = [...'{}[]":,\\u0123abcdeftrn +-.E\n/*', 0x00, 0x1e, 0x80, 0xc3, 0xff]

conforms('json', json, {
  samples: [
    '{"a":"b","c":{"d":["e","f",{"g":"h"}],"i":1.5e+10},"":""}',
    ' [ true , false , null , -0.1e-2 , "\\u00e9\\ud83d\\ude00\\n\\"" ] ',
    '{"\\u006bey":"v","naïve":"ünï€😀","a":"lone \\ud800 and \\udc00 and \\ud800\\u0041"}',
    '\ufeff{"bom":"yes"}',
    '{"a":"unterminated',
    '{"a":"b" "c":"d"}',
    '{"a":tru,"b":"<script>"}',
    '[1,2,]',
    '{"a":1,}',
    '[,1]',
    '{"a":/* one */"b" // two\n,/**/"c":[1,/*/ three */]}/',
    '[1] // at the end',
    '[1] /* open',
    '[1 / 2]',
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
  alphabet,
  around: (text) => `{"k":"${text}"}`,
})
conforms('json sequence', sequence, {
  samples: ['{"a":"1"}\n{"b":"2"}\n', '\u001e{"a":"1"}\n\u001e"x"\n', '1 2 "three" [4]', '{"a":"1"}{"b":"2"}x'],
  alphabet,
  around: (text) => `1 "${text}"`,
})

test('objects after an object are read under any type of JSON, and nothing else is', () => {
  expect(runWhole(json, '{"index":{"_id":"1"}}\n{"title":"x"}{"title":"y"}\n')).toMatchObject({
    conditions: [],
    values: ['1', 'x', 'y'],
  })
  for (const text of ['{"a":1}[2]', '{"a":1}"x"', '{"a":1},{"b":2}']) {
    expect(runWhole(json, text).conditions).toHaveLength(1)
  }
})

describe('json beside JSON.parse', () => {
  test('any JSON: the same keys and strings at the same paths', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const { fields, conditions } = runWhole(json, text)
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
        const accepted = runWhole(json, text).conditions.length === 0
        expect([text, accepted]).toEqual([text, parses(text) || isBulk(text)])
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

  /** A value, and objects behind it. */
  function isBulk(text: string): boolean {
    const cuts = [...text.matchAll(/\{/g)].map(({ index }) => index)
    return cuts.some((cut) => parses(text.slice(0, cut)) && (parses(text.slice(cut)) || isBulk(text.slice(cut))))
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
  const { fields } = runWhole(json, '{"a":"1","a":"2","__proto__":"3"}')
  expect(fields.filter(({ isName }) => !isName).map(({ value }) => value)).toEqual(['1', '2', '3'])
})

test('comments and commas before a bracket are said and read over; what stands in them is seen', () => {
  const { values, conditions } = runWhole(json, '{"a":"1",/* <script> */"b":"2",// x\n}')
  expect(values).toEqual(['1', ' <script> *', '2', ' x'])
  expect(conditions).toEqual([expect.stringContaining('a comment'), expect.stringContaining('a comma before')])
})

describe('limits: the last accepted and the first refused', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}"x"${']'.repeat(depth)}`
  test('the cap on depth, in constant stack, that no policy lifts', () => {
    const none = limitsWith({ json: { max_container_depth: -1 } })
    expect(runWhole(json, nested(MAX_DEPTH), none).conditions).toEqual([])
    expect(runWhole(json, nested(MAX_DEPTH + 1), none).conditions).toEqual([
      expect.stringContaining('nested deeper than 4,096'),
    ])
    expect(runWhole(json, nested(1_000_000), none).conditions).toHaveLength(1)
  })

  test.each([
    ['max_container_depth', 3, nested(3), nested(4)],
    ['max_container_depth', 1, '{"a":1}', '{"a":{}}'],
    ['max_object_entry_count', 2, '{"a":1,"b":{"c":1,"d":2}}', '{"a":1,"b":2,"c":3}'],
    ['max_object_entry_count', 0, '{}', '{"a":1}'],
    ['max_object_entry_name_length', 3, '{"é€😀":1}', '{"é€😀x":1}'],
    ['max_object_entry_name_length', 3, '{"\\u00e9\\ud83d\\ude00\\n":1}', '{"\\u00e9\\ud83d\\ude00\\nx":1}'],
    ['max_array_element_count', 2, '[1,[2,3]]', '[1,2,3]'],
    ['max_array_element_count', 0, '[]', '[1]'],
    ['max_string_value_length', 5, '["aé€😀b","12345"]', '["aé€😀bc"]'],
    ['max_string_value_length', 1, '["\\ud800","\\udc00"]', '["\\ud800\\ud800"]'],
    ['max_string_value_length', 40_000, `["${'é'.repeat(40_000)}"]`, `["${'é'.repeat(40_001)}"]`],
  ] as const)('%s %i', (name, value, accepted, refused) => {
    const limits = limitsWith({ json: { [name]: value } })
    expect(runWhole(json, accepted, limits).conditions).toEqual([])
    const { conditions } = runWhole(json, refused, limits)
    expect(conditions.length).toBeGreaterThan(0)
    for (const condition of conditions) expect(condition).toContain(`json.${name} at`)
  })

  test('a limit does not blind: what follows is seen', () => {
    const { values } = runWhole(json, '[[["<script>"]],"after"]', limitsWith({ json: { max_container_depth: 1 } }))
    expect(values).toEqual(['<script>', 'after'])
  })

  test('names twice in an object, not in two', () => {
    const limits = limitsWith({ json: { allow_duplicate_object_entry_name: false } })
    expect(runWhole(json, '{"a":{"a":1},"b":[{"a":1},{"a":1}]}', limits).conditions).toEqual([])
    expect(runWhole(json, '{"a":1,"\\u0061":2}', limits).conditions).toEqual([expect.stringContaining('twice')])
    const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":0`).join()
    expect(runWhole(json, `{${keys(16_384)}}`, limits).conditions).toEqual([])
    expect(runWhole(json, `{${keys(16_385)},"k1":0}`, limits).conditions).toEqual([
      expect.stringContaining('duplicates_unchecked'),
    ])
  })
})
