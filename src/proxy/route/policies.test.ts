import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import type { PolicyOverrides } from '../../config/schema.ts'
import { canonicalise } from '../../engine/canonical/head.ts'
import { resolvedPath } from '../../engine/canonical/resolved-path.ts'
import { mergePolicy, stricterPolicy } from './merge.ts'
import { compilePathPattern } from './pattern.ts'
import { PolicyTable } from './policies.ts'

describe('patterns', () => {
  test.each([
    ['/a', ['/a'], ['/a/', '/ab', '/A', '/x/a']],
    ['/a/*', ['/a/', '/a/b'], ['/a', '/a/b/c']],
    ['/a/**', ['/a', '/a/', '/a/b/c'], ['/ab', '/b']],
    ['/**', ['/', '/a'], []],
    ['/*/b', ['/x/b', '//b'], ['/x/y/b']],
    ['/a.b+(c)', ['/a.b+(c)'], ['/axb+(c)']],
    ['/**.json', ['/a/b.json'], ['/a/b.jsonx']],
  ])('%s', (pattern, yes, no) => {
    const compiled = compilePathPattern(pattern)
    for (const path of yes) expect([path, compiled(path)]).toEqual([path, true])
    for (const path of no) expect([path, compiled(path)]).toEqual([path, false])
  })
})

test.each([
  ['/a/b', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/%2e%2e/b', '/b'],
  ['/a/..%2fb', '/b'],
  ['/a\\..\\b', '/b'],
  ['/a/..;x=1/b', '/b'],
  ['//a//b/', '/a/b'],
  ['/A/b/', '/a/b'],
  ['/a/%252e%252e/b', '/b'],
  ['/a%2Fb', '/a/b'],
  ['/a/./b', '/a/b'],
  ['/../../a', '/a'],
  ['/%61', '/a'],
  ['/a%zz', '/a%zz'],
])('%s resolves to %s', (path, expected) => expect(resolvedPath(path)).toBe(expected))

describe('the table', () => {
  const table = new PolicyTable(
    loadConfig({
      flags: { upstream: 'http://a', mode: 'block' },
      env: {
        SLUICE_ROUTES: JSON.stringify([
          { name: 'host', host: 'API.example', path: '/h' },
          { name: 'sub', host: '*.example', path: '/s' },
          { name: 'get', methods: ['GET'], path: '/m' },
          {
            name: 'open',
            path: '/open/**',
            mode: 'monitor',
            threshold: 7,
            body: { holdBytes: 10 },
            limits: { json: { max_container_depth: 9 } },
          },
        ]),
      },
    }),
  )
  const match = (method: string, host: string, target: string) =>
    table.match(canonicalise(method, target, '1.1', ['Host', host]))

  test.each([
    ['GET', 'api.EXAMPLE:80', '/h', 'host'],
    ['GET', 'api.example.', '/h?x', 'host'],
    ['GET', 'other', '/h', 'default'],
    ['GET', 'a.b.example', '/s', 'sub'],
    ['GET', 'example', '/s', 'default'],
    ['GET', 'x', '/m', 'get'],
    ['POST', 'x', '/m', 'default'],
    ['GET', 'x', '/open/y', 'open'],
    ['GET', 'x', '/open/../m', 'get'],
    ['GET', 'x', '/open/%2e%2e/x', 'default'],
    ['GET', 'x', '/other/../open/y', 'default'],
    ['GET', 'x', '/openx', 'default'],
  ])('%s %s %s → %s', (method, host, target, name) => expect(match(method, host, target).name).toBe(name))

  test.each(['/LOCKED/x', '/locked', '/locked/', '/locked%2fx', '/open/..%2flocked', '/open/%252e%252e/locked/x'])(
    'spelling can not pick a laxer policy: %s',
    (target) => {
      const locked = new PolicyTable(
        loadConfig({
          flags: { upstream: 'http://a', mode: 'monitor' },
          env: {
            SLUICE_ROUTES: JSON.stringify([
              { name: 'locked', path: '/locked/**', mode: 'block', upgrade: 'refuse', threshold: 3 },
              {
                name: 'open',
                path: '/open/**',
                mode: 'off',
                threshold: 2,
                body: { maxBytes: 5 },
                limits: { xml: { text: 7 } },
              },
            ]),
          },
        }),
      ).match(canonicalise('GET', target, '1.1', ['Host', 'a']))
      expect(locked).toMatchObject({ mode: 'block', upgrade: 'refuse' })
      expect(locked.threshold).toBeLessThanOrEqual(3)
      expect(locked.limits.json).toMatchObject({ max_container_depth: 64, allow_duplicate_object_entry_name: true })
    },
  )

  test('a route inherits what it does not say', () => {
    const open = match('GET', 'x', '/open/y')
    expect(open).toMatchObject({ mode: 'monitor', threshold: 7, paranoia: 1, body: { holdBytes: 10, holdMs: 1_000 } })
    expect(open.limits.json).toMatchObject({ max_container_depth: 9, max_object_entry_count: -1 })
    expect(table.default).toMatchObject({ mode: 'block', threshold: 5, body: { holdBytes: 131_072 } })
    expect([open, open.body, open.limits, open.limits.json].every(Object.isFrozen)).toBe(true)
  })
})

describe('of two policies the stricter of each option holds', () => {
  const base = mergePolicy(loadConfig({ flags: { upstream: 'http://a' } }) as never, {})
  test.each<[PolicyOverrides, PolicyOverrides]>([
    [{ mode: 'block' }, { mode: 'monitor' }],
    [{ failureMode: 'closed' }, { failureMode: 'open' }],
    [{ threshold: 4 }, { threshold: 5 }],
    [{ paranoia: 2 }, { paranoia: 1 }],
    [{ body: { maxBytes: 5 } }, { body: { maxBytes: -1 } }],
    [{ body: { maxBytes: 5 } }, { body: { maxBytes: 6 } }],
    [{ body: { inspectThenForward: 6 } }, { body: { inspectThenForward: 0 } }],
    [{ limits: { json: { max_string_value_length: 0 } } }, { limits: { json: { max_string_value_length: -1 } } }],
    [
      { limits: { json: { allow_duplicate_object_entry_name: false } } },
      { limits: { json: { allow_duplicate_object_entry_name: true } } },
    ],
    [{ graphql: { introspection: 'deny' } }, { graphql: { introspection: 'allow' } }],
    [{ graphql: { operations: { allow: ['a'] } } }, { graphql: { operations: { allow: ['*'] } } }],
    [{ graphql: { operations: { allow: ['a'] } } }, { graphql: { operations: { allow: ['a', 'b'] } } }],
    [{ graphql: { operations: { deny: ['a', 'b'] } } }, { graphql: { operations: { deny: ['b'] } } }],
    [{ graphql: { schemaFile: 'a.graphql' } }, { graphql: { schemaFile: '' } }],
    [
      { graphql: { safelist: { mode: 'enforce', file: 'a' } } },
      { graphql: { safelist: { mode: 'learn', file: 'a' } } },
    ],
  ])('%j is stricter than %j', (strict, lax) => {
    const [a, b] = [mergePolicy(base, strict), mergePolicy(base, lax)]
    expect(stricterPolicy(a, b)).toEqual(a)
    expect(stricterPolicy(b, a)).toEqual(a)
  })
})
