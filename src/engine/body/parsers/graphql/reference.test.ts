import fc from 'fast-check'
import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql'
import { describe, expect, test } from 'vitest'
import { run } from '../../conformance.ts'
import { GraphqlParser } from './parser.ts'
import type { GraphqlOperation, GraphqlShape } from './shape.ts'

// graphql-js is the reference: the same documents are valid, and what it reads gives the same measures.

function read(document: string): { shape: GraphqlShape; values: string[]; conditions: string[] } {
  let parser: GraphqlParser | undefined
  const sink = run(
    (context) => {
      parser = new GraphqlParser(context)
      return parser
    },
    [Buffer.from(document)],
  )
  return { shape: parser?.shape as GraphqlShape, values: sink.values, conditions: sink.conditions }
}

/** The document as graphql-js reads it; undefined if it refuses it, or if it defines types. */
function reference(document: string): DocumentNode | undefined {
  try {
    const parsed = parse(document)
    return parsed.definitions.every(isExecutable) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isExecutable({ kind }: DefinitionNode): boolean {
  return kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

interface Counts {
  depth: number
  fields: number
  aliases: number
  allAliases: number
  mostAliases: number
  directives: number
  cost: number
  introspects: boolean
}

/** Every fragment written out, again and again; for small documents without cycles. */
function count(set: SelectionSetNode | undefined, fragments: Fragments): Counts {
  const total = {
    depth: 0,
    fields: 0,
    aliases: 0,
    allAliases: 0,
    mostAliases: 0,
    directives: 0,
    cost: 0,
    introspects: false,
  }
  for (const selection of set?.selections ?? []) {
    total.directives += selection.directives?.length ?? 0
    if (selection.kind === Kind.FIELD) {
      const within = count(selection.selectionSet, fragments)
      const aliased = selection.alias === undefined || selection.name.value === '__typename' ? 0 : 1
      total.depth = Math.max(total.depth, 1 + within.depth)
      total.fields++
      total.aliases += aliased
      total.allAliases += aliased + within.allAliases
      total.mostAliases = Math.max(total.mostAliases, within.mostAliases)
      total.directives += within.directives
      total.cost += selection.selectionSet === undefined ? 1 : 2 + 1.5 * within.cost
      total.introspects ||= within.introspects || ['__schema', '__type'].includes(selection.name.value)
      continue
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
    if (fragment === undefined) continue
    const within = count(fragment.selectionSet, fragments)
    if (fragment !== selection) total.directives += fragment.directives?.length ?? 0
    total.depth = Math.max(total.depth, within.depth)
    total.fields += within.fields
    total.aliases += within.aliases
    total.allAliases += within.allAliases
    total.mostAliases = Math.max(total.mostAliases, within.mostAliases)
    total.directives += within.directives
    total.cost += within.cost
    total.introspects ||= within.introspects
  }
  total.mostAliases = Math.max(total.mostAliases, total.aliases)
  return total
}

function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  )
}

function hasCycle(fragments: Fragments): boolean {
  const spreads = new Map(
    [...fragments].map(([name, fragment]) => {
      const names: string[] = []
      visit(fragment, { FragmentSpread: ({ name: { value } }) => void names.push(value) })
      return [name, names]
    }),
  )
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (spreads.get(from) ?? []).some((next) => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  return [...fragments.keys()].some((name) => reaches(name, name, new Set()))
}

/** An operation as the reference has it. */
function operation(node: OperationDefinitionNode, fragments: Fragments): Partial<GraphqlOperation> {
  const counts = count(node.selectionSet, fragments)
  const own =
    (node.directives?.length ?? 0) +
    (node.variableDefinitions ?? []).reduce((sum, { directives }) => sum + (directives?.length ?? 0), 0)
  return {
    type: node.operation,
    name: node.name?.value ?? '',
    rootFields: counts.fields,
    depth: counts.depth,
    aliases: counts.allAliases,
    aliasesInOneSet: counts.mostAliases,
    directives: counts.directives + own,
    cost: Math.ceil(counts.cost),
    introspects: counts.introspects,
  }
}

function valuesOf(document: DocumentNode): string[] {
  const values: string[] = []
  visit(document, {
    StringValue: ({ value }) => void values.push(value.toWellFormed()),
    EnumValue: ({ value }) => void values.push(value),
  })
  return values.filter((value) => value !== '')
}

/** Our reading and that of the reference are the same. */
function agrees(document: string, hasComments = document.includes('#')): void {
  const { shape, values, conditions } = read(document)
  const parsed = reference(document)
  expect([document, conditions.length === 0]).toEqual([document, parsed !== undefined])
  if (parsed === undefined) return
  const fragments = fragmentsOf(parsed)
  expect([document, shape.tokens]).toEqual([document, parsed.tokenCount])
  if (!hasComments) expect([document, values]).toEqual([document, valuesOf(parsed)])
  const isCyclic = hasCycle(fragments)
  expect([document, shape.hasFragmentCycle]).toEqual([document, isCyclic])
  if (isCyclic) return
  const operations = parsed.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  expect([document, shape.operations]).toEqual([
    document,
    operations.map((node) => expect.objectContaining(operation(node, fragments))),
  ])
}

const DOCUMENTS = [
  '{a}',
  '{ a: b, c: d { e } }',
  '{}',
  'query { a { } }',
  'query Q { a }',
  'query query { query }',
  'query on { on }',
  'mutation M($a: [Int!]! = [1 2 3], $b: T = {c: {d: E}}) @f(g: 1) { h(i: $a j: $b) @k @l(m: "n") { o } }',
  'subscription S { a }',
  'query ($a: A @b(c: 1), $d: [[[D]!]]! = [] @e) { f }',
  'query ("about" $a: A "also" $b: B = 1 """more""" $c: C @d "x" $e: E) { f }',
  '"one" query A { a } """two""" fragment F on T { b } "three" mutation C { c }',
  '"no" { a }',
  '"no" extend type A { b: C }',
  '{ ... { a } ... @b { c } ... on D { e } ... on F @g { h } ...I ...J @k }',
  '{ ...on { a } }',
  '{ ... on on { a } }',
  '{ ...onA }',
  '{ ...on }',
  'fragment on on A { b }',
  'fragment A on on { b }',
  'fragment A on B @c { d }',
  'fragment A($b: C) on D { e }',
  'fragment A { b }',
  '{ a(b: true, c: false, d: null, e: E, f: truely) }',
  '{ a(b: -0, c: 0.0, d: -1.5e-10, e: 1E+3, f: 0e0) }',
  '{ a(b: 00) }',
  '{ a(b: -) }',
  '{ a(b: +1) }',
  '{ a(b: 1.) }',
  '{ a(b: 1e) }',
  '{ a(b: 1.2.3) }',
  '{ a(b: 0x1) }',
  '{ a(b: 1_000) }',
  '{ a(b: 1"c") }',
  '{ a(b: 1{c: 1}) }',
  '{ a(b: [1-2]) }',
  '{ a(b: "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u{1f600}\\u{0000041}\\ud83d\\ude00") }',
  '{ a(b: "\\u{}") }',
  '{ a(b: "\\u{000000041}") }',
  '{ a(b: "\\u{110000}") }',
  '{ a(b: "\\u{d800}") }',
  '{ a(b: "\\u{41") }',
  '{ a(b: "\\ud83d") }',
  '{ a(b: "\\ud83d\\u0041") }',
  '{ a(b: "\\ud800\\udc00\\udbff\\udfff\\ud7ff\\ue000") }',
  '{ a(b: "\\ud800\\ue000") }',
  '{ a(b: "\\u{d7ff}\\u{e000}\\u{10ffff}") }',
  '{ a(b: "\\u{dfff}") }',
  '{ a(b: "\\ude00") }',
  '{ a(b: "\\u004") }',
  '{ a(b: "\\U0041") }',
  '{ a(b: "tab\there, \u0001 control") }',
  '{ a(b: "line\nend") }',
  '{ a(b: "é€😀") }',
  '{ a(b: """x""") }',
  '{ a(b: """""") }',
  '{ a(b: """ " "" \\""" \\" """) }',
  '{ a(b: """""""") }',
  '{ a(b: """\n  x\n    y\n\n  z\n""") }',
  '{ a(b: """  first\r\n    \t second\r    third\n  """) }',
  '{ a(b: """\n\n   \n""") }',
  '{ a(b: """é\n   € 😀\n  x""") }',
  '{ a(b: """x\\\\""") }',
  '{ a(b: ""c: "") }',
  '{ a(b: [[], [[]], {}, {c: {}}]) }',
  '{ a(b: {c: 1, c: 2}) }',
  '{ a(b: [1) }',
  '{ a(b: {1: 2}) }',
  '{ a(b: $) }',
  '{ a(b: $c$d) }',
  '{ a($b: 1) }',
  '{ a(b 1) }',
  '{ a(1) }',
  '{ a() }',
  'query () { a }',
  'query ($a) { b }',
  'query ($a: ) { b }',
  'query ($a: [B) { c }',
  'query ($a: B!!) { c }',
  'query ($a: [B]!!) { c }',
  'query ($a: B = $c) { d }',
  'query ($a: B = [$c]) { d }',
  'query ($a: B @c(d: $e)) { f }',
  'query @a(b: $c) { d }',
  'query Q',
  'query Q(',
  'query Q @',
  '{ a: b: c }',
  '{ a:: b }',
  '{ a @ }',
  '{ a @b() }',
  '{ a {b} {c} }',
  '{ a @b (c: 1) @d { e } }',
  '{ a { b } @c }',
  '{ a (b: 1) (c: 2) }',
  '{ a }}',
  '{{ a }}',
  '{ a } { b } query C { c }',
  '',
  ',,, \t\n',
  '\ufeff{\ufeffa\ufeff}',
  '{ a # comment\n b #c\r c }# end',
  '# only',
  '{ a . b }',
  '{ a .. b }',
  '{ a .... b }',
  '{ a | b }',
  '{ a & b }',
  '{ a; b }',
  '{ a ? b }',
  '{ a \u00a0 b }',
  '{ é }',
  "{ a(b: 'c') }",
  'type A { b: C }',
  'schema { query: A }',
  'extend type A { b: C }',
  '{ a } directive @b on FIELD',
  'Query { a }',
  'fragment F on T { ...F }',
  '{ ...F } fragment F on T { a { ...G } } fragment G on T { b { ...F } }',
  '{ a { ...F ...F } b { ...F } } fragment F on T @x { c: d { e: f, ...G @y } } fragment G on T { g: h { i: j } }',
  '{ ...__schema } fragment __schema on Query { a }',
  '{ ...__schema } fragment __schema on Query { a { __schema { b } } }',
  '{ a: __type(name: "B") { name } __typename }',
]

describe('graphql beside graphql-js', () => {
  test.each(DOCUMENTS)('%s', (document) => agrees(document))

  const name = fc.constantFrom('a', 'b', 'c', 'on', 'query', 'true', '__typename', '__schema', '__type', 'long_Name9')
  const blank = fc.constantFrom(' ', ' ', ' ', '\n', ',', '\t ', '\r\n', '\ufeff')
  const quoted = fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        "' OR 1=1",
        'é',
        '😀',
        '\\n',
        '\\u0041',
        '\\u{1F600}',
        '\\ud83d\\ude00',
        '\\"',
        '#',
        '{',
      ),
      {
        maxLength: 5,
      },
    )
    .map((parts) => `"${parts.join('')}"`)
  const block = fc
    .array(fc.constantFrom('a', ' ', '  ', '\n', '\n  ', '\r\n', '\t', '\\"""', '"b', '""c', '\\', 'é'), {
      maxLength: 10,
    })
    .map((parts) => `"""${parts.join('')}\n"""`)
  const tree = fc.letrec<{ value: string; arguments: string; selections: string; selection: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('1', '-0.5e+10', '$a', 'ENUM', 'true', 'null', '""'),
      quoted,
      block,
      fc.array(tie('value'), { maxLength: 3 }).map((values) => `[${values.join(' ')}]`),
      fc
        .array(fc.tuple(name, tie('value')), { maxLength: 3 })
        .map((all) => `{${all.map((pair) => pair.join(':')).join(' ')}}`),
    ),
    arguments: fc.oneof(
      { weight: 4, arbitrary: fc.constant('') },
      {
        weight: 1,
        arbitrary: fc
          .array(fc.tuple(name, tie('value')), { minLength: 1, maxLength: 3 })
          .map((all) => `(${all.map((pair) => pair.join(': ')).join(', ')})`),
      },
    ),
    selection: fc.oneof(
      { maxDepth: 6, depthSize: 'small' },
      fc
        .tuple(
          fc.constantFrom('', '', 'x: ', 'y:'),
          name,
          tie('arguments'),
          fc.constantFrom('', '', ' @d', ' @d @e'),
          blank,
        )
        .map((parts) => parts.join('')),
      fc.constantFrom('...F0', '...F1 @x', '...F2', '...F3', '...Missing').map((spread) => ` ${spread} `),
      fc.tuple(fc.constantFrom('x: ', ''), name, tie('arguments'), tie('selections')).map((parts) => parts.join('')),
      fc
        .tuple(fc.constantFrom('...', '... on T ', '... @d', '...on T@d@e'), tie('selections'))
        .map((parts) => parts.join('')),
    ),
    selections: fc.array(tie('selection'), { minLength: 1, maxLength: 4 }).map((all) => `{${all.join(' ')}}`),
  }))
  const definition = fc.oneof(
    tree.selections,
    fc
      .tuple(
        fc.constantFrom('query', 'mutation M', 'subscription', '"said" query Q'),
        fc.constantFrom('', '($a: [Int!] = [1], $b: B @c)'),
        fc.constantFrom('', ' @d'),
        tree.selections,
      )
      .map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('0', '1', '2', '3'), fc.constantFrom('', '@d '), tree.selections)
      .map(([number, directive, selections]) => `fragment F${number} on T ${directive}${selections}`),
  )
  const document = fc.array(definition, { minLength: 1, maxLength: 5 }).map((all) => all.join('\n'))

  test('random documents: the same tokens, values, cycles and measures', () => {
    fc.assert(
      fc.property(document, (text) => agrees(text, false)),
      { numRuns: 1_500 },
    )
  })

  test('the same with tokens left out, put twice, or in place of others', () => {
    const alien = fc.constantFrom(
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      ':',
      '$',
      '!',
      '@',
      '=',
      '...',
      '&',
      '|',
      '"s"',
      '1',
      'on',
      'fragment',
      'type',
      'a',
    )
    const change = fc.tuple(fc.nat(), fc.constantFrom('drop', 'repeat', 'replace', 'insert'), alien)
    fc.assert(
      fc.property(document, fc.array(change, { minLength: 1, maxLength: 2 }), (text, changes) => {
        const tokens = text.match(/"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\])*"|\.\.\.|\w+|\s+|./gsu) ?? []
        for (const [place, kind, other] of changes) {
          const at = place % tokens.length
          const token = tokens[at] as string
          if (kind === 'drop') tokens.splice(at, 1, ' ')
          else
            tokens.splice(
              at,
              1,
              ...(kind === 'repeat' ? [token, ' ', token] : kind === 'insert' ? [token, ' ', other] : [other]),
            )
        }
        agrees(tokens.join(''), false)
      }),
      { numRuns: 3_000 },
    )
  })

  test('random tokens of values: both accept them or both refuse them', () => {
    const piece = fc.constantFrom(
      ...[
        '"',
        '""',
        '"""',
        '\\',
        '\\"""',
        '\\u',
        '{',
        '}',
        '41',
        'd83d',
        '\\ude00',
        'n',
        '\n',
        '\r',
        ' ',
        'é',
        '-',
        '0',
        '1',
        '.',
        'e',
        'E',
        '+',
        '[',
        ']',
        'a',
        ':',
        '#',
        ',',
        '$',
        '...',
        '\ufeff',
      ],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => agrees(`{a(b:${pieces.join('')})}`)),
      { numRuns: 10_000 },
    )
  })
})
