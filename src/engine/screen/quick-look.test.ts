import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Screen } from './screen.ts'

const part = fc.oneof(
  fc.constantFrom('select', 'or 1', '../', '$(', 'union all', "'", '<', '"', ' ', 'ordinary', 'UNION ALL', 'ü', '中'),
  fc.string({ maxLength: 6 }),
)
const bytes = fc.oneof(
  fc.array(part, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
)

test('values that were foreseen wake whom they wake by themselves, in any order', () => {
  const wakers = [
    { name: 'a', bytes: "'", literals: ['select', 'é', '$('] },
    { name: 'b', bytes: '<;', literals: ['or 1', 'union all'], asked: new Set(['or 1', ';']), tells: atEven },
    { name: 'c', bytes: '', literals: ['../', '中'] },
  ]
  const plain = new Screen(wakers)
  const ahead = new Screen(wakers)
  const cut = fc.tuple(fc.nat(1_000), fc.nat(40), fc.boolean())
  fc.assert(
    fc.property(bytes, fc.array(cut, { maxLength: 12 }), (bytes, cuts) => {
      const padded = Buffer.concat([Buffer.from('x'.repeat(128)), bytes])
      ahead.foresee(padded, 0, padded.length, -1)
      for (const [from, length, structured] of cuts) {
        const start = Math.min(padded.length, 100 + (from % (bytes.length + 28)))
        const end = Math.min(padded.length, start + length)
        const alone = plain.scan(padded, start, end, structured)
        expect(ahead.scan(padded, start, end, structured)).toBe(alone)
      }
      ahead.forget()
    }),
    { numRuns: 3_000 },
  )
})

test('a byte between the values hides none of them', () => {
  const wakers = [{ name: 'a', bytes: '"\'', literals: ['select', '$(', 'é1'] }]
  const plain = new Screen(wakers)
  const ahead = new Screen(wakers)
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 6 }), (all) => {
      const values = all.map((value) => Buffer.from(value.filter((byte) => byte !== 0x22)))
      const chunk = Buffer.from('x'.repeat(128) + values.map((value) => `"${value.latin1Slice()}"`).join(':'), 'latin1')
      ahead.foresee(chunk, 0, chunk.length, 0x22)
      let start = 128
      for (const { length } of values) {
        expect(ahead.scan(chunk, start + 1, start + 1 + length, false)).toBe(
          plain.scan(chunk, start + 1, start + 1 + length, false),
        )
        start += length + 3
      }
      ahead.forget()
      // The byte counts again.
      ahead.foresee(Buffer.alloc(200, '"'), 0, 200, -1)
    }),
    { numRuns: 1_000 },
  )
})

function atEven(_bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  return (at - start) % 2 === 0
}
