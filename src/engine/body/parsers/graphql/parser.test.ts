import { describe, expect, test } from 'vitest'
import type { FieldSource } from '../../../fields.ts'
import { OVERLAP_BYTES, WINDOW_BYTES } from '../../../windows.ts'
import { type CreateParser, conforms, cutEvery, run, runWhole } from '../../conformance.ts'
import { MAX_LEVELS } from './levels.ts'
import { GraphqlParser } from './parser.ts'

const graphql: CreateParser = (context) => new GraphqlParser(context)

conforms('graphql', graphql, {
  samples: [
    '{a}',
    '\ufeff query Q($a: [Int!]! = [1, -2.5e+3] @d(x: "y"), $b: T = {k: "v", l: [ON, "w"]}) @e { a(b: $b) ...F }',
    'fragment F on T @x { a: b(c: "d", e: {f: [G, "h\\u0041\\u{1F600}\\ud83d\\ude00\\n"]}) { ... { i } ... on J @k { l } } }',
    'mutation { a(b: """\n    one\n      two \\""" three\r\n\n   """, c: "", d: """""") } # the end',
    '# first\n"described" query A("x" $a: Int) { a } """also""" fragment F on T { __proto__: a }',
    'subscription S { a(id: 1 OR 1=1) { b } }',
    '{ a(b: "unterminated\n") }',
    '{ a(b: "bad \\x") { c } }',
    '{ a(b: "lone \\ud800") }',
    '{ a(b: """open "" \\""" ',
    '{ a UNION SELECT password FROM users WHERE 1=1 --',
    'type Query { a: Int }',
    '{ a(b: [1, {c: $d}], e: 01) }',
    '{ a .. b }',
    '{ ...on }',
    'fragment on on T { a }',
    "' OR 1=1 --",
    '{ é }',
    '',
    ' , \n',
    '{ a }\ufeff{ b }',
    '{ a(b: 1e) }',
    '{a(b:true,c:null,d:trueish)}',
  ],
  alphabet: [
    ...'{}()[]:$@!=.,"\\ #\n\r&|-0159eé',
    '...',
    '"""',
    '\\"""',
    'query',
    'mutation ',
    'fragment F ',
    'on ',
    'a',
    '__typename',
    'true',
    ' a: b(c: "d") ',
    '{ a }',
    '\\u0041',
    '\\u{41}',
    '\\ud83d',
    'type ',
    '\ufeff',
    '1.5e3',
    0xef,
    0xbb,
    0x80,
    0xff,
    0x00,
  ],
  around: (text) => `{a(b:"${text}")}`,
})
conforms('graphql comments', graphql, {
  samples: ['#a\r#b\n{c#d\n}#'],
  alphabet: [...'{}#a\r\n'],
  around: (text) => `#${text}\n{a}`,
})
conforms('graphql block strings', graphql, {
  samples: ['{a(b:"""\n  c\n   \\"""\n\n""")}'],
  alphabet: ['{a(b:', '"""', '\\"""', '"', '\\', '\n', '\r', ' ', '\t', 'x', ')}'],
  around: (text) => `{a(b:"""${text}""")}`,
})

const seen = (document: string) =>
  runWhole(graphql, document).fields.map(
    ({ path, value, isName }) => `${path.join('.')}${isName ? ' is named' : ''} ${value}`,
  )

describe('what becomes a field, and where', () => {
  test.each([
    ['{ user(id: "1") { name } }', ['query.user.id is named id', 'query.user.id 1']],
    [
      'query ($f: Filter = {name: {like: ["a%", B]}}) { a }',
      [
        'query.$f.name is named name',
        'query.$f.name.like is named like',
        'query.$f.name.like.0 a%',
        'query.$f.name.like.1 B',
      ],
    ],
    ['mutation { a: login(user: "x") { ok } }', ['mutation.login.user is named user', 'mutation.login.user x']],
    ['fragment F on T { a { b(c: "d") } }', ['fragment.F.a.b.c is named c', 'fragment.F.a.b.c d']],
    ['{ a @skip(if: "x") ... @y { b } }', ['query.a.@skip.if is named if', 'query.a.@skip.if x']],
    ['{ a { ... on T { b(c: "d") } } }', ['query.a.b.c is named c', 'query.a.b.c d']],
    ['# one\n{ a # two\n}', [' one', 'query.a  two'].map((text, i) => (i === 0 ? ` ${text}` : text))],
    ['"says" query { a }', [' says']],
    ['{ __proto__ }', ['query.__proto__ is named __proto__']],
    ['{ __typename __schema { a } }', []],
    [
      '{ a(b: $c, d: 1, e: true, f: null, g: "") }',
      'bdefg'.split('').map((name) => `query.a.${name} is named ${name}`),
    ],
  ])('%s', (document, fields) => {
    expect(seen(document)).toEqual(fields)
  })

  test('names: two underscores, more than 64 letters, or a part of the input', () => {
    const long = 'a'.repeat(65)
    expect(seen(`query Q { ${'a'.repeat(64)} ${long} }`)).toEqual([`query.${long} is named ${long}`])
    expect(seen('{ a: __b ... on c__d { e } }')).toEqual(['query.__b is named __b', 'query is named c__d'])
  })

  test('a name of any length, however it is cut', () => {
    for (const length of [255, 256, 257, WINDOW_BYTES, WINDOW_BYTES + 1, 40_000]) {
      const name = 'abc'.repeat(length).slice(0, length)
      for (const body of [`{a(${name}:1)}`, `{a(b:${name})}`, `{${name}:c}`, `${name}`, `{a ...F ${name}`]) {
        const bytes = Buffer.from(body)
        const whole = run(graphql, [bytes])
        const joined = whole.fields.map(({ value }) => value).join('')
        expect(joined.length).toBeGreaterThanOrEqual(length)
        for (const size of [1, 100, 16_384]) expect(run(graphql, cutEvery(bytes, size)).seen).toEqual(whole.seen)
      }
    }
  })

  test('a block string is without its indentation if it fits into a window, and as it stands if not', () => {
    const lines = (count: number) => '\n    0123456789'.repeat(count)
    expect(runWhole(graphql, `{a(b:"""${lines(3)}\n""")}`).values).toEqual(['0123456789\n0123456789\n0123456789'])
    const fits = Math.floor(WINDOW_BYTES / 15)
    expect(runWhole(graphql, `{a(b:"""${lines(fits)}""")}`).values[0]).toMatch(/^0123456789\n0123456789\n/)
    const [first, second] = runWhole(graphql, `{a(b:"""${lines(fits + 1)}x""")}`).values
    expect(first).toMatch(/^\n {4}0123456789\n {4}/)
    expect(second?.length).toBeGreaterThanOrEqual(OVERLAP_BYTES)
  })
})

test('a document in a value: paths go on from it, offsets are its own', () => {
  const parent: FieldSource = { where: 'body', path: () => ['query'], name: () => 'query' }
  const { seen: all } = run(
    (context) => new GraphqlParser({ ...context, parent, offset: 100 }),
    [Buffer.from('{ a(b: "c") '), Buffer.from('; d')],
  )
  expect(all).toEqual([
    { path: ['query', 'query', 'a', 'b'], value: 'b', offset: 104, isName: true },
    { path: ['query', 'query', 'a', 'b'], value: 'c', offset: 108, isName: false },
    expect.stringContaining('malformed_body at 112'),
    { path: ['query', 'query', 'a'], value: ') ; d', offset: 110, isName: false },
  ])
})

test('nothing comes after the end', () => {
  let parser: GraphqlParser | undefined
  const sink = run(
    (context) => {
      parser = new GraphqlParser(context)
      return parser
    },
    [Buffer.from('{ a(b: "c") }')],
  )
  const { shape } = parser as GraphqlParser
  parser?.end()
  expect(parser?.shape).toBe(shape)
  expect(parser?.path()).toEqual([])
  expect(parser?.name()).toBe('')
  expect(sink.values).toEqual(['c'])
})

describe('faults', () => {
  test.each([
    ['{ user(id: 1 OR 1=1) { name } }', '{ user(id: 1 OR 1=1) { name } }'],
    ['{ user(id: "x" OR 1=1) { name } }', ' OR 1=1) { name } }'],
    ['{ a(b: "x" # c\n <script>', '\n <script>'],
    [`{ ${'a '.repeat(200)}; DROP TABLE users }`, `${'a '.repeat(128)}; DROP TABLE users }`],
    ['{ a(b: "x\\y <script>', '\\y <script>'.slice(1)],
    ["' UNION SELECT 1 --", "' UNION SELECT 1 --"],
    ['{ a(b: 1) UNION SELECT c', '{ a(b: 1) UNION SELECT c'],
    ['{ a..b }', '{ a..b }'],
  ])('%s: the rest is text, with names and numbers before it', (document, text) => {
    const { values, conditions } = runWhole(graphql, document)
    expect(conditions).toHaveLength(1)
    expect(values.at(-1)).toBe(text)
  })

  test.each([
    ['type A { b: C }', 'a type system definition'],
    ['{ a } extend schema @b', 'a type system definition'],
    ['"x" scalar A', 'a type system definition'],
    ['{ a(b: 1a) }', 'a number that is none'],
    ['{ a(b: 01) }', 'a number that is none'],
    ['{ a(b: 1.) }', 'a number that is none'],
    ['{ a(b: 1.e3) }', 'a number that is none'],
    ['{ a(b: .5) }', 'dots that are no "..."'],
    ['{ a(b: "\\u{110000}") }', 'an escape that is no character'],
    ['{ a(b: "\\x") }', 'an escape that GraphQL does not have'],
    ['{ a(b: "\n") }', 'a string that does not end on its line'],
    ['query ($a: A = $b) { c }', 'a variable in a value that must be constant'],
    ['{ a()', 'expected the name of an argument'],
    ['{ a(b: ])', 'expected a value'],
    ['{ a: }', 'expected a field name after an alias'],
    ['{ a', 'it ends where a field, a spread or "}" was expected'],
    ['{ a ', 'it ends where a field, a spread, selections or "}" was expected'],
    ['', 'it ends where an operation or a fragment was expected'],
    ["{ a' }", 'a character that GraphQL does not have there'],
    ['{ a & b }', 'expected a field, a spread, selections or "}"'],
  ])('%s', (document, message) => {
    expect(runWhole(graphql, document).conditions).toEqual([
      expect.stringMatching(
        new RegExp(`^malformed_body at \\d+: malformed GraphQL: ${message.replace(/[.()"}]/g, '\\$&')}$`),
      ),
    ])
  })

  test('a guess says nothing of the rest', () => {
    const sink = run(
      (context) => new GraphqlParser({ ...context, isGuess: true }),
      [Buffer.from('{ a(b: "c") <script>')],
    )
    expect(sink.values).toEqual(['c'])
  })

  test.each([
    ['selections', (depth: number) => `${'{a'.repeat(depth)}${'}'.repeat(depth)}`, 0],
    ['inline fragments', (depth: number) => `{${'...{'.repeat(depth - 1)}a${'}'.repeat(depth)}`, 0],
    ['lists', (depth: number) => `{a(b:${'['.repeat(depth)}${']'.repeat(depth)})}`, 2],
    ['objects', (depth: number) => `{a(b:${'{c:'.repeat(depth)}1${'}'.repeat(depth)})}`, 2],
  ])('the deepest %s that are read, and the first that are not', (_name, nested, around) => {
    expect(runWhole(graphql, nested(MAX_LEVELS - around)).conditions).toEqual([])
    expect(runWhole(graphql, nested(MAX_LEVELS - around + 1)).conditions).toEqual([
      expect.stringContaining('nested deeper than 10,000'),
    ])
    expect(runWhole(graphql, nested(300_000)).conditions).toHaveLength(1)
  })

  test('the type of a variable is as deep as it likes', () => {
    expect(runWhole(graphql, `query($a:${'['.repeat(200_000)}B${']!'.repeat(200_000)}){c}`).conditions).toEqual([])
  })
})
