import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { breaches, cycles, type Rules, readSources, type Source } from './imports.ts'

// Imports go one way: main → cli → {proxy, analysis} → {engine, events, config, telemetry, errors}. ARCHITECTURE.md
// draws it; a file or an arrow that isn't in this table fails.

const src = join(import.meta.dirname, '../../src')

const LEAVES = ['events', 'config', 'telemetry', 'errors.ts']
const ENGINE_VOCABULARY = [
  'engine/ascii.ts',
  'engine/asking',
  'engine/digits.ts',
  'engine/types.ts',
  'engine/policy.ts',
  'engine/fields.ts',
  'engine/windows.ts',
  'engine/automaton.ts',
  'engine/entry-names.ts',
  'engine/json-escapes.ts',
  'engine/loaded.ts',
  'engine/markdown.ts',
  'engine/openers.ts',
]
const rules: Rules = {
  'main.ts': ['cli'],
  cli: ['proxy', 'analysis', 'demo', 'engine', 'engine/canonical', 'engine/signatures', ...LEAVES],
  demo: [],
  proxy: ['engine', 'engine/canonical', 'engine/signatures', ...LEAVES],
  analysis: [...LEAVES, 'engine/types.ts'],
  console: ['analysis/store/store.ts', 'engine/types.ts', 'events/schema.ts'],
  events: ['engine/types.ts', 'config/schema.ts'],
  config: [
    'engine/types.ts',
    'engine/detection/detectors.ts',
    'engine/limits/table.ts',
    'engine/signatures/format.ts',
    'engine/signatures/structure.ts',
  ],
  telemetry: [],
  'errors.ts': [],
  // The engine imports nothing of ours outside itself; its stages don't import each other, its root joins them.
  engine: [
    'engine/body',
    'engine/canonical',
    'engine/detection',
    'engine/graphql',
    'engine/limits',
    'engine/protocol',
    'engine/screen',
    'engine/signatures',
    'engine/verdict',
    'engine/views',
  ],
  'engine/asking': ['engine/ascii.ts', 'engine/types.ts'],
  'engine/body': [...ENGINE_VOCABULARY, 'engine/canonical/head.ts', 'engine/canonical/media-type.ts', 'engine/limits'],
  'engine/canonical': ENGINE_VOCABULARY,
  'engine/detection': ENGINE_VOCABULARY,
  // What every detector's test runs.
  'engine/detection/contract.ts': [...ENGINE_VOCABULARY, 'engine/screen'],
  'engine/graphql': [
    ...ENGINE_VOCABULARY,
    'engine/body/parsers/graphql/bytes.ts',
    'engine/body/parsers/graphql/limits.ts',
    'engine/body/parsers/graphql/shape.ts',
    'engine/canonical/graphql-head.ts',
    'engine/canonical/head.ts',
    'engine/kept-text.ts',
    'engine/limits/table.ts',
  ],
  'engine/limits': ENGINE_VOCABULARY,
  'engine/protocol': [...ENGINE_VOCABULARY, 'engine/canonical/head.ts'],
  'engine/screen': ENGINE_VOCABULARY,
  'engine/signatures': [...ENGINE_VOCABULARY, 'engine/screen'],
  'engine/verdict': ENGINE_VOCABULARY,
  'engine/views': ENGINE_VOCABULARY,
}

const sources = readSources(src)

test('every arrow is allowed and every file has its part', () => {
  expect(sources.length).toBeGreaterThan(60)
  expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(150)
  expect(breaches(sources, rules)).toEqual([])
})

test('there is no cycle', () => expect(cycles(sources)).toEqual([]))

test('every detector, view, parser, sink and command is in its table', () => {
  const tables: [string, string, (name: string) => boolean][] = [
    ['engine/detection', 'engine/detection/detectors.ts', (name) => !name.includes('.')],
    [
      'engine/views',
      'engine/views/views.ts',
      (name) => !['views.ts', 'utf8.ts', 'replace.ts', 'encoded-text.ts'].includes(name),
    ],
    ['engine/body/parsers', 'engine/body/formats.ts', () => true],
    ['events/sinks', 'events/sinks/sinks.ts', (name) => !['sinks.ts', 'sink.ts'].includes(name)],
  ]
  for (const [folder, table, counts] of tables) {
    const text = readFileSync(join(src, table), 'utf8')
    const names = readdirSync(join(src, folder)).filter((name) => !name.endsWith('.test.ts') && counts(name))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect([table, text.includes(`/${name}`)]).toEqual([table, true])
  }
})

test('the tree of the blueprint stands: each folder of ARCHITECTURE.md exists', () => {
  const text = readFileSync(join(src, '../ARCHITECTURE.md'), 'utf8')
  const named = [...text.matchAll(/^\| `src\/([^`]+)` \|/gm)].map(([, path]) => path as string)
  expect(named.length).toBeGreaterThan(8)
  const parts = Object.keys(rules).filter((part) => !part.includes('/'))
  for (const part of parts) expect(named.map((path) => path.replace(/\/$/, ''))).toContain(part)
})

describe('these tests fail on planted faults', () => {
  const plant = (file: string, to: string, typeOnly = false): Source[] => [
    ...sources,
    { file, imports: [{ to, typeOnly }] },
  ]

  test.each([
    ['engine/pipeline.ts', 'config/load.ts'],
    ['engine/views/html.ts', 'engine/screen/screen.ts'],
    ['events/queue.ts', 'proxy/server.ts'],
    ['analysis/server.ts', 'proxy/server.ts'],
    ['proxy/server.ts', 'cli/cli.ts'],
    ['telemetry/log.ts', 'events/queue.ts'],
    ['config/load.ts', 'engine/engine.ts'],
  ])('%s → %s', (file, to) => {
    expect(breaches(plant(file, to), rules)).toHaveLength(1)
    expect(breaches(plant(file, to, true), rules)).toHaveLength(1)
  })
  test('a file in no part', () => expect(breaches(plant('helpers/misc.ts', 'errors.ts'), rules)).toHaveLength(1))
  test('a cycle', () => {
    const around: Source[] = [
      { file: 'a.ts', imports: [{ to: 'b.ts', typeOnly: false }] },
      { file: 'b.ts', imports: [{ to: 'a.ts', typeOnly: false }] },
    ]
    expect(cycles(around)).toEqual([['a.ts', 'b.ts', 'a.ts']])
    expect(cycles([{ file: 'a.ts', imports: [{ to: 'a.ts', typeOnly: true }] }])).toEqual([])
  })
})
