import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePathPattern } from './pattern.ts'
import { type RouteConditions, RouteIndex } from './route-index.ts'

/** The first route that fits, one after the other. */
function firstOf(routes: readonly RouteConditions[], host: string, path: string, method: string): number {
  return routes.findIndex(
    (route) =>
      route.methods?.has(method) !== false &&
      (route.host === undefined ||
        (route.host.startsWith('*.') ? host.endsWith(route.host.slice(1)) : route.host === host)) &&
      (route.path === undefined || compilePathPattern(route.path)(path)),
  )
}

const segment = fc.constantFrom('a', 'b', 'ab', '', 'v1', 'ä')
const starred = fc.oneof(
  { weight: 3, arbitrary: segment },
  { weight: 1, arbitrary: fc.constantFrom('*', '**', 'a*', '*b') },
)
const pathOf = (segments: fc.Arbitrary<string>) =>
  fc.array(segments, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`)
const host = fc.constantFrom('a.example', 'b.example', 'x.a.example')
const route: fc.Arbitrary<RouteConditions> = fc.record({
  host: fc.option(fc.oneof(host, fc.constantFrom('*.example', '*.a.example')), { nil: undefined }),
  path: fc.option(pathOf(starred), { nil: undefined }),
  methods: fc.option(fc.constantFrom(new Set(['GET']), new Set(['GET', 'POST'])), { nil: undefined }),
})

test('what it finds is the first route that fits', () => {
  fc.assert(
    fc.property(
      fc.array(route, { maxLength: 12 }),
      fc.array(fc.tuple(host, pathOf(segment), fc.constantFrom('GET', 'POST')), { maxLength: 8 }),
      (routes, requests) => {
        const index = new RouteIndex(routes)
        for (const request of requests) expect(index.find(...request)).toBe(firstOf(routes, ...request))
      },
    ),
    { numRuns: 3_000 },
  )
})

test('a path of many slashes is walked once', () => {
  const index = new RouteIndex([{ host: undefined, path: '/a/**', methods: undefined }])
  expect(index.find('a', '/'.repeat(100_000), 'GET')).toBe(-1)
  expect(index.find('a', `/a${'/'.repeat(100_000)}`, 'GET')).toBe(0)
})
