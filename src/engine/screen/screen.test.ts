import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NON_ASCII } from './ahead.ts'
import { LiteralIndex } from './literals.ts'
import { Screen } from './screen.ts'

// The safety promise: whoever isn't woken could not have found anything. A missed waker is a missed attack.

const alphabet = fc.constantFrom('a', 'b', 'A', 'B', 'c', "'", '<', ' ', 'é', '=')
const text = fc.array(alphabet, { maxLength: 30 }).map((parts) => parts.join(''))
const literal = fc.array(alphabet, { minLength: 2, maxLength: 5 }).map((parts) => parts.join(''))

test('a waker is woken exactly by its bytes and its literals, in any case', () => {
  fc.assert(
    fc.property(text, fc.array(literal, { maxLength: 6 }), fc.constantFrom('', "'", "<'"), (value, literals, bytes) => {
      const screen = new Screen([
        { name: 'other', bytes: '%', literals: ['zz'] },
        { name: 'it', bytes, literals },
      ])
      const buffer = Buffer.from(value)
      const folded = value.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
      const woken =
        [...bytes].some((byte) => value.includes(byte)) || literals.some((one) => folded.includes(one.toLowerCase()))
      const mask = screen.scan(buffer, 0, buffer.length, false)
      expect((mask & (screen.bits.get('it') as number)) !== 0).toBe(woken)
      expect(mask & (screen.bits.get('other') as number)).toBe(0)
    }),
    { numRuns: 2_000 },
  )
})

test('however many literals share its table, a waker is woken exactly by its own', () => {
  const letters = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 .-_/:(=', 'é', '＜', '’')
  const words = fc.array(letters, { minLength: 2, maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(words, { minLength: 40, maxLength: 80 }), fc.array(words, { maxLength: 5 }), (all, parts) => {
      const wakers = all.map((word, i) => ({ name: String(i % 20), word }))
      const named = Map.groupBy(wakers, ({ name }) => name)
      const screen = new Screen(
        [...named].map(([name, its]) => ({ name, bytes: '', literals: its.map((w) => w.word) })),
      )
      const value = [...parts, ...all.slice(0, 2)].join('')
      const buffer = Buffer.from(`${value}${all[3]}`)
      const end = Buffer.byteLength(value)
      const mask = screen.scan(buffer, 0, end, false)
      for (const [name, its] of named) {
        const woken = its.some(({ word }) => value.includes(word))
        expect([name, (mask & (screen.bits.get(name) as number)) !== 0]).toEqual([name, woken])
      }
      expect((mask & NON_ASCII) !== 0).toBe(end !== value.length)
    }),
    { numRuns: 200 },
  )
})

test('the literal index finds exactly the literals that stand in the value, each once', () => {
  fc.assert(
    fc.property(
      text,
      fc.uniqueArray(literal, { minLength: 1, maxLength: 8, selector: (one) => one.toLowerCase() }),
      (value, literals) => {
        const index = new LiteralIndex(literals.map((one) => Buffer.from(one).toString('latin1')))
        const buffer = Buffer.from(value)
        const lower = buffer.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase())
        const reference = literals.flatMap((one, id) => {
          const wanted = Buffer.from(one)
            .toString('latin1')
            .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
          return lower.includes(wanted) ? [id] : []
        })
        expect(index.find(buffer, 0, buffer.length)).toEqual(reference)
        expect(index.find(buffer, 0, buffer.length)).toEqual(reference)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('ordinary punctuation of structured headers wakes nobody, the rest does', () => {
  const screen = new Screen([{ name: 'it', bytes: '";=\'<', literals: ['script'] }])
  const scan = (value: string) =>
    screen.scan(Buffer.from(value), 0, value.length, true) & (screen.bits.get('it') as number)
  expect(scan('"Chromium";v="126", "Not.A/Brand";v="8"')).toBe(0)
  for (const value of ["'", '<', 'Script']) expect(scan(value)).not.toBe(0)
})

test('what it asks for wakes a waker where it says so, and everywhere in a structured header', () => {
  const screen = new Screen([
    {
      name: 'it',
      bytes: '&;',
      literals: ['or ', 'xor ', '=='],
      asked: new Set(['&', ';', 'or ']),
      tells: (bytes, start, end, at) => at > start && at + 1 < end && bytes[at - 1] === 0x21,
    },
  ])
  const wakes = (value: string, structured = false) =>
    screen.scan(Buffer.from(value), 0, value.length, structured) !== 0
  for (const value of ['&', 'a&b', '; ', 'for you', '!&', 'a or b&c;d'])
    expect([value, wakes(value)]).toEqual([value, false])
  for (const value of ['!&b', 'a & !;b', '!OR you', 'xor ', 'or or !or ', '=='])
    expect([value, wakes(value)]).toEqual([value, true])
  for (const value of ['a&b', 'for you']) expect([value, wakes(value, true)]).toEqual([value, true])
  expect(wakes('!;b', true)).toBe(false)
})

test('more wakers than bits, or a literal of one byte, is refused', () => {
  const waker = (name: string) => ({ name, bytes: '', literals: [] })
  const many = (count: number) => Array.from({ length: count }, (_, i) => waker(String(i)))
  expect(() => new Screen(many(30))).not.toThrow()
  expect(() => new Screen(many(31))).toThrow(/at most 30/)
  expect(() => new Screen([{ name: 'x', bytes: '', literals: ['a'] }])).toThrow(/shorter than 2/)
  const of = (length: number) =>
    new Screen([{ name: 'x', bytes: '', literals: ['ab'.repeat(length).slice(0, length)] }])
  expect(() => of(256)).toThrow(/longer than 255/)
  const text = Buffer.from(`  ${'ab'.repeat(128).slice(0, 255)}  `)
  const longest = of(255)
  longest.ahead(0).load(text, 0, text.length, -1, -1)
  expect([longest.scan(text, 0, text.length, true), longest.scan(text, 0, 256, true)]).toEqual([1, 0])
})

test('where punctuation is ordinary, nobody is asked but whether a word stands alone', () => {
  const asked = new Set(['and"', 'or "'])
  const never = () => false
  const isFirst = (_bytes: Uint8Array, start: number, _end: number, at: number) => at === start
  const screen = new Screen([
    { name: 'a', bytes: '', literals: ['and"'], asked, tells: never },
    { name: 'b', bytes: '', literals: ['and"'], asked, tells: never, standsAlone: isFirst },
  ])
  const scan = (text: string, structured: boolean) => screen.scan(Buffer.from(text), 0, text.length, structured)
  const [a, b] = [screen.bits.get('a') as number, screen.bits.get('b') as number]
  expect(scan('brand"', false)).toBe(0)
  expect(scan('brand"', true)).toBe(a)
  expect(scan('and"', true)).toBe(a | b)
})

test('an index takes more literals than an automaton has states for', () => {
  const literals = Array.from({ length: 9_000 }, (_, i) => `literal-${i.toString(36).padStart(6, '0')}`)
  const index = new LiteralIndex(literals)
  const text = Buffer.from(`a ${literals[0]} b ${literals[8_999]} c ${literals[5_000]}`)
  expect(index.find(text, 0, text.length)).toEqual([0, 5_000, 8_999])
})
