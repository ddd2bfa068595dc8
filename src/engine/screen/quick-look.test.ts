import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chooseGrams } from './grams.ts'
import { EXTENT, MARK, QuickLook, WAKES } from './quick-look.ts'
import { Screen } from './screen.ts'
import { Suspects } from './suspects.ts'

const part = fc.oneof(
  fc.constantFrom('select', 'or 1', '../', '$(', 'union all', "'", '<', '"', ' ', 'ordinary', 'UNION ALL', 'ü', '中'),
  fc.string({ maxLength: 6 }),
)
const bytes = fc.oneof(
  fc.array(part, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
  fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
)

test('the module is one, and marks whole literals only', () => {
  const grams = chooseGrams(['select'], [0x27])
  const [core] = grams.cores
  const suspect = {
    literal: 'select',
    mask: 1,
    askedMask: 0,
    isPunctuation: false,
    core: core as { start: number; end: number },
  }
  const alarms = new Int32Array(256)
  alarms[0x27] = 2
  const quickLook = QuickLook.of(
    grams,
    new Suspects([suspect], () => 0),
    alarms,
    new Int32Array(256),
    new Uint8Array(),
  ) as QuickLook
  const marksOf = (text: string, wanted = -1) => {
    quickLook.over(Buffer.from(text), -1, wanted, wanted)
    const { marks } = quickLook
    const found: number[][] = []
    for (let at = 0; marks[at] !== 0x7fffffff; at += MARK) {
      const extent = marks[at + EXTENT] as number
      const place = marks[at] as number
      found.push([place - (extent & 0xff), place + 1 + ((extent >>> 8) & 0xff), marks[at + WAKES] as number])
    }
    return found
  }
  expect(marksOf('an ordinary text')).toEqual([])
  expect(marksOf("it's")).toEqual([[2, 3, 2]])
  expect(marksOf('it SELECTs')).toEqual([[3, 9, 1]])
  expect(marksOf("it's SELECTs", 1)).toEqual([[5, 11, 1]])
  expect(marksOf('xselxeleclectxect')).toEqual([])
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
      ahead.ahead(0).foresee(padded, 0, padded.length, -1, -1, -1)
      for (const [from, length, structured] of cuts) {
        const start = Math.min(padded.length, 100 + (from % (bytes.length + 28)))
        const end = Math.min(padded.length, start + length)
        const alone = plain.scan(padded, start, end, structured)
        expect(ahead.scan(padded, start, end, structured)).toBe(alone)
      }
      ahead.ahead(0).forget()
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
      ahead.ahead(0).foresee(chunk, 0, chunk.length, 0x22, -1, -1)
      let start = 128
      for (const { length } of values) {
        expect(ahead.scan(chunk, start + 1, start + 1 + length, false)).toBe(
          plain.scan(chunk, start + 1, start + 1 + length, false),
        )
        start += length + 3
      }
      ahead.ahead(0).forget()
      // The byte counts again.
      ahead.ahead(0).foresee(Buffer.alloc(200, '"'), 0, 200, -1, -1, -1)
    }),
    { numRuns: 1_000 },
  )
})

test('more marks than there is room for are left to the plain form', () => {
  const literals = Array.from({ length: 40 }, (_, i) => `;;${';'.repeat(i)}`)
  const screen = new Screen([
    { name: 'a', bytes: ';', literals: [] },
    ...literals.slice(0, 20).map((literal, i) => ({ name: `b${i}`, bytes: '', literals: [literal] })),
  ])
  const bytes = Buffer.alloc(65_536, ';')
  expect(screen.ahead(0).foresee(bytes.subarray(0, 1_000), 0, 1_000, -1, -1, -1)).toBeDefined()
  expect(screen.ahead(0).foresee(bytes, 0, bytes.length, -1, -1, -1)).toBeUndefined()
  expect(screen.scan(bytes, 0, bytes.length, false)).toBe(0x1fffff)
})

test.each([
  [47, false],
  [48, true],
  [65_536, true],
  [65_537, false],
])('%i bytes are foreseen: %s', (length, isForeseen) => {
  const screen = new Screen([{ name: 'a', bytes: "'", literals: ['select'] }])
  const bytes = Buffer.alloc(length, 'x')
  bytes.write('select', length - 6)
  expect(screen.ahead(0).foresee(bytes, 0, length, -1, -1, -1) !== undefined).toBe(isForeseen)
  expect(screen.scan(bytes, 0, length, false)).toBe(1)
})

function atEven(_bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  return (at - start) % 2 === 0
}
