import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseGrams } from './grams.ts'
import { endsGram, QuickLook } from './quick-look.ts'
import { Screen } from './screen.ts'

const literals = ['select', 'or 1', '<script', "' or", '../', 'é', '$(', 'union all']
const grams = chooseGrams(
  literals.map((literal) => Buffer.from(literal).latin1Slice()),
  [0x27, 0x3c],
)
const part = fc.oneof(
  fc.constantFrom(...literals, "'", '<', '"', ' ', 'ordinary', 'UNION ALL', 'ü', '中'),
  fc.string({ maxLength: 6 }),
)
const bytes = fc.oneof(
  fc.array(part, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
)

test('it finds what the plain form finds', () => {
  const quickLook = QuickLook.of(grams) as QuickLook
  fc.assert(
    fc.property(bytes, (bytes) => {
      quickLook.over(bytes)
      const { places } = quickLook
      const found = [...places.subarray(0, places.indexOf(0x7fffffff))]
      const expected = [...bytes.keys()].filter((at) => (bytes[at] as number) > 0x7f || endsGram(grams, bytes, 0, at))
      expect(found).toEqual(expected)
    }),
    { numRuns: 3_000 },
  )
})

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
      ahead.foresee(padded, 0, padded.length)
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

function atEven(_bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  return (at - start) % 2 === 0
}
