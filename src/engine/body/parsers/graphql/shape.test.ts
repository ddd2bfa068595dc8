import { describe, expect, test } from 'vitest'
import { runWhole } from '../../conformance.ts'
import { MAX_MERGED, MAX_ROOT_FIELDS } from './merging.ts'
import { MAX_NAMES } from './names.ts'
import { GraphqlParser } from './parser.ts'
import { MAX_NODES } from './selections.ts'
import { type GraphqlShape, MAX_OPERATIONS } from './shape.ts'

function shapeOf(document: string | Buffer): GraphqlShape {
  let parser: GraphqlParser | undefined
  runWhole((context) => {
    parser = new GraphqlParser(context)
    return parser
  }, document)
  return parser?.shape as GraphqlShape
}

type Measures = Partial<GraphqlShape>
const times = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join(' ')

describe('what a document asks for', () => {
  test.each<[string, string, Measures]>([
    ['a shorthand query', '{a}', { bytes: 3, tokens: 3, depth: 1, rootFields: 1, cost: 1, operationCount: 1 }],
    ['depth and cost', '{a{b}}', { depth: 2, cost: 4, tokens: 6 }],
    ['cost', '{a{b{c d}e}}', { depth: 3, cost: Math.ceil(2 + 1.5 * (2 + 1.5 * 2 + 1)) }],
    ['inline fragments add nothing', '{a{...{...on T{b}}}}', { depth: 2, cost: 4, rootFields: 1 }],
    [
      'fragments stand where they are spread',
      '{a{...F}} fragment F on T{b{c}}',
      { depth: 3, cost: 8, fragmentCount: 1 },
    ],
    ['root fields of fragments', '{...F a ...F} fragment F on Q{b c}', { rootFields: 5 }],
    ['aliases in one set', '{a:b c{d:e f:g}}', { aliasesInOneSet: 2, aliases: 3 }],
    ['aliases hidden in fragments', '{a:b ...F ...{c:d}} fragment F on Q{e:f g:h}', { aliasesInOneSet: 4, aliases: 4 }],
    [
      'aliases of a fragment count with each spread',
      '{a{...F}b{...F}c{...F}} fragment F on T{x:y}',
      { aliasesInOneSet: 1, aliases: 3 },
    ],
    ['directives', 'query Q($a:A @b) @c {d @e @f ...F @g ...@h{i}} fragment F on Q @j {k @l}', { directives: 8 }],
    ['directives in one place', '{a @b @c @d e @f}', { directives: 4, directivesInOnePlace: 3 }],
    ['introspection', '{__schema{types{name}}}', { introspects: true }],
    ['nested introspection', '{a{...F}} fragment F on T{b:__type(name:"c"){name}}', { introspects: true }],
    [
      'introspection by another name only',
      '{__typename ...__schema} fragment __schema on Q{a}',
      { introspects: false },
    ],
    [
      'a fragment with a name of introspection that introspects',
      '{...__type} fragment __type on Q{__type{a}}',
      { introspects: true },
    ],
    ['an alias of introspection only', '{__schema:a}', { introspects: false }],
    ['duplicates', '{a a b a}', { duplicateFields: 2, overlappingFields: 0 }],
    ['duplicates in merged sets', '{a{b}a{b c}...F} fragment F on Q{a{c}}', { duplicateFields: 4 }],
    ['a spread put twice', '{...F ...F} fragment F on Q{a b}', { duplicateFields: 1 }],
    ['the same response key in different places', '{a{x}b{x}}', { duplicateFields: 0 }],
    ['overlaps of fields', '{a:b a:c a}', { overlappingFields: 2, duplicateFields: 0 }],
    ['overlaps of arguments', '{a(b:1) a(b:2) a(b:1)}', { overlappingFields: 1, duplicateFields: 1 }],
    [
      'the order of arguments means nothing',
      '{a(b:1,c:"d") a(c:"d" b:1)}',
      { overlappingFields: 0, duplicateFields: 1 },
    ],
    ['overlaps within what is merged', '{a{b:c}a{b:d}}', { overlappingFields: 1, duplicateFields: 1 }],
    ['repeated mutations', 'mutation{a:login(p:1){t}b:login(p:2){t}c:login(p:3){t}d:other}', { repeatedMutations: 3 }],
    ['repeated mutations in fragments', 'mutation{...F x:a} fragment F on M{y:a z:a}', { repeatedMutations: 3 }],
    ['repeated queries are none', '{a:b c:b}', { repeatedMutations: 0 }],
    ['values', '{a(b:"12345" c:123456 d:"""\n  12\n""" e:FOUR)}', { largestValueBytes: 6 }],
    ['decoded values', '{a(b:"\\u{1F600}")}', { largestValueBytes: 4 }],
    ['a comment is no value', '{a(b:"1")} # long long long', { largestValueBytes: 1 }],
    [
      'undefined and unused fragments',
      '{...A ...B ...A} fragment C on T{...D} fragment D on T{d}',
      { undefinedFragments: 3, unusedFragments: 2 },
    ],
    ['a cycle', '{...A} fragment A on T{a{...B}} fragment B on T{...A}', { hasFragmentCycle: true, depth: 1 }],
    ['a cycle that is not used', '{a} fragment A on T{...A}', { hasFragmentCycle: true }],
    ['no cycle', '{...A ...B} fragment A on T{...B} fragment B on T{a}', { hasFragmentCycle: false }],
    ['repeated definitions', 'query A{a} query A{b} fragment F on T{c} fragment F on T{d}', { repeatedDefinitions: 2 }],
    [
      'the highest of several operations',
      'query A{a{b}} query B{c d e}',
      { depth: 2, rootFields: 3, operationCount: 2 },
    ],
    ['aliases of all operations', 'query A{a:b} query B{c:d}', { aliasesInOneSet: 1, aliases: 2 }],
    [
      'what was read before a fault',
      '{a{b c:d',
      { fault: 'it ends where a field name after an alias was expected', depth: 2 },
    ],
  ])('%s: %s', (_name, document, measures) => {
    expect(shapeOf(document)).toMatchObject({ isBeyondCounting: false, fault: '', ...measures })
  })

  test('operations: type, name and different root fields', () => {
    expect(shapeOf('query A{a b:a ...F} mutation{c} subscription S{d} fragment F on Q{e a}').operations).toMatchObject([
      { type: 'query', name: 'A', rootFieldNames: ['a', 'e'] },
      { type: 'mutation', name: '', rootFieldNames: ['c'] },
      { type: 'subscription', name: 'S', rootFieldNames: ['d'] },
    ])
  })

  test('documents that are read side by side keep apart', () => {
    const parsers = ['{a:b}', '{c d e}', 'query Q{f{g}}'].map((document) => {
      const chunks = [...document].map((character) => Buffer.from(character))
      let parser: GraphqlParser | undefined
      runWhole((context) => {
        parser = new GraphqlParser(context)
        return { write() {}, end() {} }
      }, '')
      return { parser: parser as GraphqlParser, chunks }
    })
    for (let i = 0; i < 20; i++) {
      for (const { parser, chunks } of parsers) {
        const chunk = chunks[i]
        if (chunk) parser.write(chunk)
        else parser.end()
      }
    }
    expect(parsers.map(({ parser }) => parser.shape)).toMatchObject([
      { aliases: 1, rootFields: 1 },
      { aliases: 0, rootFields: 3 },
      { depth: 2, operations: [{ name: 'Q' }] },
    ])
  })
})

describe('what it withstands', () => {
  test('a fragment bomb: sums stop at the highest exact number, and merging is given up', () => {
    const bomb = `{...F0} ${times(100, (i) => `fragment F${i} on T{a:b{...F${i + 1}} c:d{...F${i + 1}}}`)} fragment F100 on T{x:y @z}`
    expect(shapeOf(bomb)).toMatchObject({
      fault: '',
      isBeyondCounting: true,
      depth: 101,
      rootFields: 2,
      aliases: Number.MAX_SAFE_INTEGER,
      directives: Number.MAX_SAFE_INTEGER,
      cost: Number.MAX_SAFE_INTEGER,
      aliasesInOneSet: 2,
      hasFragmentCycle: false,
    })
  })

  test('a bomb of spreads in one set', () => {
    const bomb = `{...F0} ${times(60, (i) => `fragment F${i} on T{...F${i + 1} ...F${i + 1}}`)} fragment F60 on T{x:y}`
    expect(shapeOf(bomb)).toMatchObject({
      isBeyondCounting: false,
      rootFields: Number.MAX_SAFE_INTEGER,
      aliasesInOneSet: Number.MAX_SAFE_INTEGER,
      duplicateFields: 60,
    })
  })

  test('fragments in a long row, and in a long circle', () => {
    const row = (last: string) =>
      `{...F0} ${times(5_000, (i) => `fragment F${i} on T{a{...F${i + 1}}}`)} fragment F5000 on T{${last}}`
    expect(shapeOf(row('b'))).toMatchObject({ depth: 5_001, hasFragmentCycle: false, isBeyondCounting: false })
    expect(shapeOf(row('...F0'))).toMatchObject({ depth: 5_000, hasFragmentCycle: true })
  })

  test('10,000 aliases', () => {
    expect(shapeOf(`{${times(10_000, (i) => `a${i}:b`)}}`)).toMatchObject({
      isBeyondCounting: false,
      aliasesInOneSet: 10_000,
      aliases: 10_000,
      rootFields: 10_000,
      tokens: 30_002,
    })
    expect(shapeOf(`mutation{${times(10_000, (i) => `a${i}:login(p:"${i}"){t}`)}}`)).toMatchObject({
      repeatedMutations: 10_000,
    })
  })

  test('deep lists and objects in arguments', () => {
    const nested = '[{a:'.repeat(4_000)
    expect(shapeOf(`{a(b:${nested}1${'}]'.repeat(4_000)})}`)).toMatchObject({
      fault: '',
      tokens: 8 + 6 * 4_000,
      depth: 1,
    })
  })

  test('a megabyte of commas, of comments, of byte order marks', () => {
    for (const blank of [',', '#\n', '# comment\r\n', '\ufeff', ' ']) {
      const many = blank.repeat(Math.ceil(1_048_576 / Buffer.byteLength(blank)))
      expect(shapeOf(`{a${many}b}${many}`)).toMatchObject({ fault: '', tokens: 4, isBeyondCounting: false })
    }
  })

  test('a block string of a megabyte that does not end', () => {
    expect(shapeOf(`{a(b:"""${'\\"""'.repeat(262_144)}`).fault).toMatch(/^it ends/)
    expect(shapeOf(`{a(b:"""${'x'.repeat(1_048_576)}""")}`)).toMatchObject({ fault: '', largestValueBytes: 1_048_576 })
  })

  test('lone surrogates and bytes that are not UTF-8', () => {
    expect(shapeOf(`{a(b:"\ud800")}`).fault).toBe('')
    expect(shapeOf(Buffer.from('{a(b:"\xff\xfe")}', 'latin1')).fault).toBe('')
    expect(shapeOf(Buffer.from('{a\xff}', 'latin1')).fault).toMatch(/^a character/)
  })

  test('many fields of one response key, many sets of one fragment: merging looks at so much and no more', () => {
    const fields = times(200, (i) => `f${i}`)
    const spread = (count: number) => `{${times(count, (i) => `a${i}{...F}`)}} fragment F on T{${fields}}`
    // Each of these sets comes to itself, its spread and the fields of the fragment.
    const most = Math.floor(MAX_MERGED / 202)
    expect(shapeOf(spread(most)).isBeyondCounting).toBe(false)
    expect(shapeOf(spread(most + 1)).isBeyondCounting).toBe(true)
    expect(shapeOf(`{${times(15_000, () => 'a{b}')}}`).isBeyondCounting).toBe(true)
    expect(shapeOf(`{${times(9_000, () => 'a{b}')}}`)).toMatchObject({
      isBeyondCounting: false,
      duplicateFields: 17_998,
    })
  })

  test.each<[string, number, (count: number) => string]>([
    ['selections and definitions', MAX_NODES, (count) => `{${'a '.repeat(count - 1)}}`],
    ['different root fields', MAX_ROOT_FIELDS, (count) => `{${times(count, (i) => `a${i}`)}}`],
    ['operations', MAX_OPERATIONS, (count) => times(count, (i) => `query Q${i}{a}`)],
    ['names', MAX_NAMES - 21, (count) => `{a(b:[${times(count - 2, (i) => `E${i}`)}])}`],
    ['bytes of a name', 256, (count) => `{${'a'.repeat(count)}}`],
  ])('%s: the most that are counted, and the first that are not', (_name, most, document) => {
    expect(shapeOf(document(most))).toMatchObject({ isBeyondCounting: false, fault: '' })
    expect(shapeOf(document(most + 1))).toMatchObject({ isBeyondCounting: true, fault: '' })
  })

  test('names that documents before have used count like any others', () => {
    const few = `{a(b:[${times(450, (i) => `E${i}`)}])}`
    const most = `{a(b:[${times(MAX_NAMES - 23, (i) => `E${i} E${i}`)}])}`
    const tooMany = `{a(b:[${times(MAX_NAMES - 22, (i) => `E${i} E${i}`)}])}`
    for (const before of [[], [few], [few, few], [most], [tooMany, few], [few, '{a}', few]]) {
      for (const document of before) shapeOf(document)
      expect(shapeOf(most).isBeyondCounting).toBe(false)
      for (const document of before) shapeOf(document)
      expect(shapeOf(tooMany).isBeyondCounting).toBe(true)
    }
  })

  test('a hundred thousand definitions, operations and names', () => {
    expect(shapeOf(times(100_000, (i) => `query Q${i}{a${i}}`))).toMatchObject({ isBeyondCounting: true, fault: '' })
    expect(shapeOf(times(100_000, (i) => `fragment F${i} on T{...F${i + 1}}`))).toMatchObject({
      isBeyondCounting: true,
    })
  })
})
