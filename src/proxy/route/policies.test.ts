import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { canonicalise } from '../../engine/canonical/head.ts'
import { compilePathPattern, resolvedPath } from './pattern.ts'
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
    for (const path of yes) expect([path, compiled.test(path)]).toEqual([path, true])
    for (const path of no) expect([path, compiled.test(path)]).toEqual([path, false])
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
          { name: 'open', path: '/open/**', mode: 'monitor', threshold: 7, holdBytes: 10 },
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
              { name: 'open', path: '/open/**', mode: 'off', threshold: 2, holdBytes: 5 },
            ]),
          },
        }),
      ).match(canonicalise('GET', target, '1.1', ['Host', 'a']))
      expect(locked).toMatchObject({ mode: 'block', upgrade: 'refuse' })
      expect(locked.threshold).toBeLessThanOrEqual(3)
    },
  )

  test('a route inherits what it does not say', () => {
    expect(match('GET', 'x', '/open/y')).toMatchObject({ mode: 'monitor', threshold: 7, holdBytes: 10, paranoia: 1 })
    expect(table.default).toMatchObject({ mode: 'block', threshold: 5, holdBytes: 131_072 })
    expect(Object.isFrozen(match('GET', 'x', '/open/y'))).toBe(true)
  })
})
