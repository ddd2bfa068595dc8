import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BodyParser, FieldSink, FieldSource } from '../fields.ts'
import { Budget } from '../limits/budget.ts'
import { defaultLimits, type LimitName, type Limits } from '../limits/table.ts'
import { OVERLAP_BYTES, WINDOW_BYTES } from '../windows.ts'
import { openContent } from './content.ts'
import type { ContainerContext } from './parser.ts'

// One suite for every parser and decoder: the same fields, names, offsets, conditions and limits for every way of cutting
// the same bytes.

export interface SeenField {
  readonly path: readonly (string | number)[]
  readonly value: string
  readonly isName: boolean
}

/** Keeps what a parser emits. */
export class Recorder implements FieldSink {
  readonly seen: (string | (SeenField & { readonly offset: number }))[] = []
  readonly #counts: boolean

  constructor(counts = true) {
    this.#counts = counts
  }

  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    this.seen.push({ path: source.path(), value: bytes.latin1Slice(start, end), offset, isName })
  }

  condition(_source: FieldSource, kind: string, _severity: string, message: string, offset: number): void {
    if (this.#counts) this.seen.push(`${kind} at ${offset}: ${message}`)
  }

  limit(_source: FieldSource, name: LimitName, offset: number): void {
    if (this.#counts || name.startsWith('json.')) this.seen.push(`${name} at ${offset}`)
  }

  nest(): undefined {}

  quiet(): FieldSink {
    const quiet = new Recorder(false)
    quiet.seen.push = (...items) => this.seen.push(...items)
    return quiet
  }

  /** Fields only, as text. */
  get fields(): SeenField[] {
    return this.seen
      .filter((entry) => typeof entry !== 'string')
      .map(({ path, value, isName }) => ({ path, value: Buffer.from(value, 'latin1').toString(), isName }))
  }

  /** Fields that are no names, as text. */
  get values(): string[] {
    return this.fields.filter(({ isName }) => !isName).map(({ value }) => value)
  }

  /** Conditions and limits. */
  get conditions(): string[] {
    return this.seen.filter((entry) => typeof entry === 'string')
  }
}

export type CreateParser = (context: ContainerContext) => BodyParser

/** Limits of a policy that sets some. */
export function limitsWith(over: { readonly [G in keyof Limits]?: Partial<Limits[G]> }): Limits {
  return Object.fromEntries(
    Object.entries(defaultLimits).map(([group, values]) => [group, { ...values, ...over[group as keyof Limits] }]),
  ) as unknown as Limits
}

/** What a parser emits for a body that comes in these chunks. */
export function run(create: CreateParser, chunks: readonly Buffer[], limits: Limits = defaultLimits): Recorder {
  const sink = new Recorder()
  const parser = create({ sink, where: 'body', budget: new Budget(limits), open: openContent })
  for (const chunk of chunks) {
    // The memory of a chunk is the caller's: whoever keeps a part of it has to copy it.
    const lent = Buffer.from(chunk)
    parser.write(lent)
    lent.fill(0x7e)
  }
  parser.end()
  return sink
}

/** The same for a body in one piece. */
export function runWhole(create: CreateParser, body: string | Buffer, limits?: Limits): Recorder {
  return run(create, [typeof body === 'string' ? Buffer.from(body) : body], limits)
}

export function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const points = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return points.slice(1).map((end, i) => bytes.subarray(points[i], end))
}

export function cutEvery(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
}

export interface Conformance {
  readonly samples: readonly (string | Buffer)[]
  /** Pieces that random bodies are made of: whatever means something in the format. */
  readonly alphabet: readonly (string | number)[]
  /** A body whose only long value is this text; undefined if the format has none. */
  readonly around?: (text: string) => string
  /** It reads the bytes in several ways side by side, whose fields may come in turns. */
  readonly readsTwice?: boolean
}

/** Holds a parser to what every parser promises. */
export function conforms(
  name: string,
  create: CreateParser,
  { samples, alphabet, around, readsTwice }: Conformance,
): void {
  const seen = (chunks: readonly Buffer[]) => {
    const all = run(create, chunks).seen
    return readsTwice ? all.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : all
  }
  describe(`${name} keeps to what every parser promises`, () => {
    test.each(samples.map((sample) => [sample]))('cut at every byte, and every prefix: %j', (sample) => {
      const bytes = Buffer.from(sample as string)
      const whole = seen([bytes])
      for (let at = 0; at <= bytes.length; at++) {
        expect(seen(cutAt(bytes, [at]))).toEqual(whole)
        const prefix = bytes.subarray(0, at)
        expect(seen(cutEvery(prefix, 1))).toEqual(seen([prefix]))
      }
    })

    test('random bodies cut at random: no difference, no exception', () => {
      const piece = fc.constantFrom(...alphabet.map((part) => Buffer.from(typeof part === 'number' ? [part] : part)))
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(400), { maxLength: 5 }), (pieces, cuts) => {
          const bytes = Buffer.concat(pieces)
          const points = cuts.map((cut) => cut % (bytes.length + 1))
          expect(seen(cutAt(bytes, points))).toEqual(seen([bytes]))
        }),
        { numRuns: 500 },
      )
    })

    if (around === undefined) return
    const isLong = ({ value }: SeenField) => value.length > 64

    test('a long value comes in the same overlapping windows however it is cut', () => {
      const long = Array.from({ length: 60_000 }, (_, i) => 'abcdefghij'[i % 10]).join('')
      const bytes = Buffer.from(around(long))
      const whole = run(create, [bytes])
      const windows = whole.fields.filter(isLong).map(({ value }) => value)
      expect(windows.length).toBeGreaterThan(3)
      for (const value of windows) expect(value.length).toBeLessThanOrEqual(WINDOW_BYTES)
      let joined = windows[0] as string
      for (const value of windows.slice(1)) {
        expect(joined.endsWith(value.slice(0, OVERLAP_BYTES))).toBe(true)
        joined += value.slice(OVERLAP_BYTES)
      }
      expect(joined).toContain(long)
      for (const size of [1, 7, 1_000, 16_384, 16_385]) {
        expect(run(create, cutEvery(bytes, size)).seen).toEqual(whole.seen)
      }
    })

    test('an attack across any seam of windows is in one window whole', () => {
      const mark = '<<the mark that must not be cut>>'
      for (let at = WINDOW_BYTES - 2 * mark.length; at < WINDOW_BYTES + mark.length; at++) {
        const { values } = runWhole(
          create,
          around(`${'a'.repeat(at).replace(/^.{8}/, 'long long')}${safe(mark)}${'b'.repeat(2_000)}`),
        )
        expect(values.some((value) => value.includes(safe(mark)))).toBe(true)
      }
    })
  })
}

/** Without what formats have a meaning for. */
function safe(text: string): string {
  return text.replaceAll(/[<>]/g, '_')
}
