/**
 * What every detector promises, as tests: it finds its attacks and lets ordinary values pass, is woken by its own declaration,
 * never throws, reports positions inside the text, and does work linear in it. Imported by tests alone.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Screen } from '../screen/screen.ts'
import type { Detector, FieldInfo, Paranoia, Severity, Where } from '../types.ts'

interface Found {
  readonly severity: Severity
  readonly start: number
  readonly end: number
  readonly paranoia: Paranoia
}

function detect(detector: Detector, text: string, where: Where = 'query', isName = false): Found[] {
  const found: Found[] = []
  const field: FieldInfo = { where, name: 'q', isName }
  detector.detect(text, field, (severity, start, end, _message, paranoia = 1) => {
    found.push({ severity, start, end, paranoia })
  })
  return found
}

/** The text would be blocked by default. */
export function isBlocked(detector: Detector, text: string, where?: Where): boolean {
  return detect(detector, text, where).some(({ severity, paranoia }) => severity === 'critical' && paranoia === 1)
}

const SEED = 20_261_122

/** Ordinary values that a request is full of: a detector that looks at them costs every request time. */
const ordinary = [
  'hello world',
  '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  '2026-11-21T22:00:00Z',
  'ana.lopez@example.org',
  'https://shop.example.com/account/orders/6833e341?tab=history',
  '-12.5',
  'color',
  'New York',
  'Order by Friday and it ships from our Dublin office.',
  'Delivery between 9:00 and 12:30, ring the bell twice.',
  'Is it available in grey & black? Details follow.',
  'details of the localhost ping',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
]

const places: readonly (readonly [where: Where, isName: boolean])[] = [
  ['path', false],
  ['query', false],
  ['header', false],
  ['body', false],
  ['body', true],
]

/** What detectors read a text with, and what a call of it costs at most. */
const readers: readonly (readonly [name: string, cost: (text: string, result: unknown, args: unknown[]) => number])[] =
  [
    ['charCodeAt', () => 1],
    ['charAt', () => 1],
    ['startsWith', (_text, _result, [word]) => String(word).length],
    ['endsWith', (_text, _result, [word]) => String(word).length],
    ['indexOf', (text, result, [, from]) => (result === -1 ? text.length : Number(result)) - Number(from ?? 0)],
    ['lastIndexOf', (text) => text.length],
    ['includes', (text) => text.length],
    ['slice', (_text, result) => String(result).length],
    ['toLowerCase', (text) => text.length],
    ['trim', (text) => text.length],
    ['replace', (text) => text.length],
    ['replaceAll', (text) => text.length],
  ]

/** Characters that `run` looks at: what it costs, without a clock. */
export function countWork(run: () => void): number {
  const prototype = String.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const originals = readers.map(([name]) => prototype[name] as (...args: unknown[]) => unknown)
  const testOf = RegExp.prototype.test
  let work = 0
  readers.forEach(([name, cost], i) => {
    const original = originals[i] as (...args: unknown[]) => unknown
    prototype[name] = function (this: string, ...args: unknown[]) {
      const result = original.apply(this, args)
      work += 1
      work += cost(this, result, args)
      return result
    }
  })
  RegExp.prototype.test = function (text) {
    work += text.length
    return testOf.call(this, text)
  }
  try {
    run()
  } finally {
    RegExp.prototype.test = testOf
    readers.forEach(([name], i) => {
      prototype[name] = originals[i] as (...args: unknown[]) => unknown
    })
  }
  return work
}

/**
 * @param pieces what a hostile text repeats, to make the detector begin something over and over
 */
export function keepsContract(
  detector: Detector,
  attacks: readonly string[],
  harmless: readonly string[],
  pieces: readonly string[],
): void {
  test.each(attacks)('finds %j', (text) => {
    expect(isBlocked(detector, text)).toBe(true)
  })

  test.each(harmless)('lets pass %j', (text) => {
    // Documents with code in them are sent in bodies.
    expect(isBlocked(detector, text, /`|~~~/.test(text) ? 'body' : 'query')).toBe(false)
  })

  const { name, bytes, cues, asked, tells, standsAlone } = detector
  const screen = new Screen([{ name, bytes, literals: cues, asked, tells, standsAlone }])
  const isWoken = (text: string) => {
    const buffer = Buffer.from(text)
    return screen.scan(buffer, 0, buffer.length, false) !== 0
  }

  test('cues are lower case and longer than a byte', () => {
    for (const cue of cues) expect([cue, cue.length > 1 || cue.charCodeAt(0) > 0x7f]).toEqual([cue.toLowerCase(), true])
  })

  test('ordinary values wake it not', () => {
    expect(ordinary.filter(isWoken)).toEqual([])
  })

  test('what its bytes and cues do not announce it does not find', () => {
    for (const text of attacks) expect([text, isWoken(text)]).toEqual([text, true])
    const part = fc.oneof(
      fc
        .constantFrom(...attacks, ...harmless)
        .chain((text) =>
          fc
            .tuple(fc.nat(text.length), fc.nat(text.length))
            .map(([a, b]) => text.slice(Math.min(a, b), Math.max(a, b))),
        ),
      fc.constantFrom(...pieces, ...ordinary),
    )
    const text = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('').toWellFormed())
    fc.assert(
      fc.property(text, (text) => {
        if (isWoken(text)) return
        for (const [where, isName] of places) expect([text, detect(detector, text, where, isName)]).toEqual([text, []])
      }),
      // The same texts in every run; the long form of test/fuzz looks at others.
      { numRuns: 20_000, seed: SEED },
    )
  })

  test('it says the same of a text, whatever it has read before', () => {
    const text = fc
      .array(fc.constantFrom(...pieces, ...attacks, ...harmless), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 3 }), (text, others) => {
        const before = detect(detector, text)
        for (const other of others) detect(detector, other)
        expect(detect(detector, text)).toEqual(before)
      }),
      { numRuns: 500, seed: SEED },
    )
  })

  test('however a text is cut, nothing is thrown and positions lie inside', () => {
    const check = (text: string) => {
      for (const [where, isName] of places) {
        for (const { start, end } of detect(detector, text, where, isName)) {
          expect([text, 0 <= start && start <= end && end <= text.length]).toEqual([text, true])
        }
      }
    }
    for (const text of [...attacks, ...harmless]) {
      for (let i = 0; i <= text.length; i++) {
        check(text.slice(i))
        check(text.slice(0, i))
      }
    }
  })

  test.each(pieces)('twice as many %j cost twice the work', (piece) => {
    const length = 2 ** 15
    const cost = (size: number) => {
      const text = piece.repeat(Math.floor(size / piece.length))
      return countWork(() => detect(detector, text, 'body'))
    }
    const once = cost(length)
    expect(once).toBeLessThan(length * 64)
    expect(cost(2 * length)).toBeLessThan(once * 2.2 + 10_000)
  })
}
