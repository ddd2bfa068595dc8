import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { LOOKED_FROM } from '../loaded.ts'
import { NON_ASCII } from './ahead.ts'
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

test('the module is one, and marks whole literals of the value only', () => {
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
    alarms,
    new Int32Array(256),
    new Uint8Array(),
  ) as QuickLook
  const marksOf = (text: string, wanted = -1, start = 0, end = text.length) => {
    quickLook.load(Buffer.from(text), 0, text.length)
    expect(quickLook.look(quickLook.input + start, quickLook.input + end, wanted)).toBe(1)
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
  expect(marksOf("'select'", -1, 1, 7)).toEqual([[0, 6, 1]])
  for (const [start, end] of [
    [1, 6],
    [2, 7],
    [2, 8],
  ] as const)
    expect(marksOf("'select ", -1, start, end)).toEqual([])
})

const wakers = [
  { name: 'a', bytes: "'", literals: ['select', 'é', '$('] },
  { name: 'b', bytes: '<;', literals: ['or 1', 'union all'], asked: new Set(['or 1', ';']), tells: atEven },
  { name: 'c', bytes: '', literals: ['../', '中'] },
]

/** The same wakers, of whom nobody looks in the module. */
function plainly(): { scan: Screen['scan'] } {
  const screen = new Screen(wakers)
  return {
    scan(...args) {
      const spy = vi.spyOn(QuickLook, 'of').mockReturnValue(undefined)
      try {
        return screen.scan(...args)
      } finally {
        spy.mockRestore()
      }
    },
  }
}

test('values wake whom they wake, taken in together or alone, in any order', () => {
  const plain = plainly()
  const screen = new Screen(wakers)
  const cut = fc.tuple(fc.nat(1_000), fc.nat(40), fc.boolean())
  fc.assert(
    fc.property(bytes, fc.array(cut, { maxLength: 12 }), fc.boolean(), (bytes, cuts, isLoaded) => {
      const padded = Buffer.concat([Buffer.from('x'.repeat(128)), bytes])
      if (isLoaded) screen.ahead(0).load(padded, 0, padded.length, -1, -1)
      for (const [from, length, structured] of cuts) {
        const start = Math.min(padded.length, 100 + (from % (bytes.length + 28)))
        const end = Math.min(padded.length, start + length)
        const woken = plain.scan(padded, start, end, structured)
        expect(screen.scan(padded, start, end, structured)).toBe(woken)
        const isQuiet = screen.isQuiet(padded, start, end, true, structured, -1)
        if (isQuiet) expect(woken & ~NON_ASCII).toBe(0)
        expect(screen.scan(padded, start, end, structured)).toBe(woken)
      }
      screen.ahead(0).forget()
    }),
    { numRuns: 3_000 },
  )
})

test('a value whose bytes have changed is looked at anew', () => {
  const screen = new Screen(wakers)
  const bytes = Buffer.from('an ordinary text of forty bytes, or more')
  const isQuiet = () => screen.isQuiet(bytes, 0, bytes.length, true, false, -1)
  expect([isQuiet(), screen.scan(bytes, 0, bytes.length, false)]).toEqual([true, 0])
  bytes.write("'", 3)
  expect([isQuiet(), screen.scan(bytes, 0, bytes.length, false)]).toEqual([false, 1])
  bytes.write('o', 3)
  expect([isQuiet(), screen.scan(bytes, 0, bytes.length, false)]).toEqual([true, 0])
})

test('what holds more marks than there is room for is left to the plain form', () => {
  const literals = Array.from({ length: 40 }, (_, i) => `;;${';'.repeat(i)}`)
  const screen = new Screen([
    { name: 'a', bytes: ';', literals: [] },
    ...literals.slice(0, 20).map((literal, i) => ({ name: `b${i}`, bytes: '', literals: [literal] })),
  ])
  const bytes = Buffer.alloc(65_536, ';')
  const loaded = screen.ahead(0).load(bytes, 0, bytes.length, -1, -1)
  const looked = () => loaded?.registers[LOOKED_FROM]
  expect(screen.scan(bytes, 0, 1_000, false)).toBe(0x1fffff)
  expect(looked()).toBe(loaded?.input)
  expect(screen.isQuiet(bytes, 0, bytes.length, false, false, -1)).toBe(false)
  expect(screen.scan(bytes, 0, bytes.length, false)).toBe(0x1fffff)
  expect(looked()).toBe(0)
})

test.each([
  [11, false],
  [12, true],
  [65_536, true],
  [65_537, false],
])('%i bytes are taken in: %s', (length, isLoaded) => {
  const screen = new Screen([{ name: 'a', bytes: "'", literals: ['select'] }])
  const bytes = Buffer.alloc(length, 'x')
  const isQuiet = () => screen.isQuiet(bytes, 0, length, true, false, -1)
  expect(isQuiet()).toBe(isLoaded)
  expect(screen.ahead(0).load(bytes, 0, length, -1, -1) !== undefined).toBe(isLoaded)
  expect(isQuiet()).toBe(isLoaded)
  screen.ahead(0).forget()
  bytes.write('select', length - 6)
  expect([isQuiet(), screen.scan(bytes, 0, length, false)]).toEqual([false, 1])
  screen.ahead(0).load(bytes, 0, length, -1, -1)
  expect([isQuiet(), screen.scan(bytes, 0, length, false)]).toEqual([false, 1])
})

function atEven(_bytes: Uint8Array, start: number, _end: number, at: number): boolean {
  return (at - start) % 2 === 0
}
