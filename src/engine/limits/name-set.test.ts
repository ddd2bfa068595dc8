import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_NAMES, NameSet } from './name-set.ts'

test('a name is known in the scope that it was added to, and in no other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.string({ maxLength: 4 })), { maxLength: 300 }), (entries) => {
      const set = new NameSet()
      const scopes = [0, 1, 2, 3].map(() => set.openScope())
      const known = new Set<string>()
      for (const [scope, name] of entries) {
        const bytes = Buffer.from(`<${name}>`)
        const key = `${scope} ${name}`
        expect(set.has(scopes[scope] as number, bytes, 1, bytes.length - 1)).toBe(known.has(key))
        known.add(key)
      }
    }),
  )
})

test('it takes so many names and no more, and still knows those', () => {
  const set = new NameSet()
  const scope = set.openScope()
  const add = (i: number) => set.has(scope, Buffer.from(`name${i}`), 0, `name${i}`.length)
  for (let i = 0; i < MAX_NAMES; i++) expect([i, add(i), set.isFull]).toEqual([i, false, i === MAX_NAMES - 1])
  expect(set.isFull).toBe(true)
  expect(add(MAX_NAMES)).toBe(false)
  expect(add(MAX_NAMES)).toBe(false)
  expect([add(0), add(MAX_NAMES - 1)]).toEqual([true, true])
})
