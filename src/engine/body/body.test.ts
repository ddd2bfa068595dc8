import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  type ZlibOptions,
  zstdCompressSync,
} from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMediaType } from '../canonical/media-type.ts'
import { Budget } from '../limits/budget.ts'
import { defaultLimits, type Limits } from '../limits/table.ts'
import { Body } from './body.ts'
import { cutAt, cutEvery, limitsWith, Recorder, run } from './conformance.ts'
import { Content } from './content.ts'
import { AT_ONCE_BYTES } from './encodings/decoders.ts'
import { decoderMemory } from './encodings/memory.ts'

const JSON_TYPE = parseMediaType('application/json')
const place = { where: 'body', path: () => [], name: () => '' } as const

async function read(
  encodings: string[],
  chunks: readonly Buffer[],
  limits: Limits = defaultLimits,
  length = Buffer.concat(chunks).length,
): Promise<Recorder> {
  const sink = new Recorder()
  const context = { sink, where: 'body', budget: new Budget(limits) } as const
  const body = new Body(context, place, JSON_TYPE, encodings, undefined, length)
  for (const chunk of chunks) await body.write(chunk)
  await body.end()
  return sink
}

const text = JSON.stringify({ a: 'first', list: Array.from({ length: 50 }, (_, i) => `value ${i} é`), z: 'last' })
const plain = Buffer.from(text)
const encoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  'deflate without a frame': deflateRawSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
}
const nameOf = (encoder: string) => encoder.split(' ')[0] as string
const expected = run((context) => new Content(context, JSON_TYPE), [plain]).seen

describe.each(Object.entries(encoders))('%s', (name, encode) => {
  const encoded = encode(plain)

  test('cut at every byte: the fields of the text', async () => {
    for (let at = 0; at <= encoded.length; at++) {
      expect((await read([nameOf(name)], cutAt(encoded, [at]))).seen).toEqual(expected)
    }
    expect((await read([nameOf(name)], cutEvery(encoded, 1))).seen).toEqual(expected)
  })

  test('every prefix is said to be incomplete, and what there is of it is seen', async () => {
    for (let at = 1; at < encoded.length; at += 7) {
      const { conditions } = await read([nameOf(name)], [encoded.subarray(0, at)])
      expect(conditions.join()).toMatch(/malformed_body .*(incomplete|complete|begin|broken)/)
    }
  })

  test('a changed byte is a fault or changes the text, never an exception; what came before is seen', async () => {
    for (let at = 0; at < encoded.length; at += 3) {
      const changed = Buffer.from(encoded)
      changed[at]! ^= 0x55
      await read([nameOf(name)], [changed])
    }
  })

  test('bytes after the end are a fault, and hide nothing of what comes before', async () => {
    const { conditions, values } = await read([nameOf(name)], [encoded, Buffer.from('and something else')])
    expect(conditions).toEqual([expect.stringMatching(/malformed_body/)])
    expect(values).toContain('last')
    const together = await read([nameOf(name)], [Buffer.concat([encoded, Buffer.from('and something else')])])
    expect(together.values).toContain('last')
  })

  test('a bomb is stopped at the ratio, in constant memory', async () => {
    const bomb = encode(Buffer.from(`["${'a'.repeat(8 << 20)}"]`))
    const { conditions, values } = await read([nameOf(name)], cutEvery(bomb, 65_536))
    expect(conditions.slice(0, 1)).toEqual([expect.stringContaining('encoding.max_decoded_ratio')])
    expect(values.length).toBeLessThan(300)
    const allowed = limitsWith({ encoding: { max_decoded_ratio: -1 } })
    expect((await read([nameOf(name)], cutEvery(bomb, 65_536), allowed)).conditions).toEqual([])
  })
})

describe.each(['gzip', 'deflate', 'deflate without a frame'])('%s of a small body that is all there', (name) => {
  const encode = encoders[name] as (bytes: Buffer, options?: ZlibOptions) => Buffer
  const isAtOnce = (encoded: Buffer, length = encoded.length) => {
    const context = { sink: new Recorder(), where: 'body', budget: new Budget(defaultLimits) } as const
    const body = new Body(context, place, JSON_TYPE, [nameOf(name)], undefined, length)
    const written = body.write(encoded)
    body.close()
    return written === undefined
  }
  /** A document that is so many bytes, before it is encoded or after. */
  const sized = (size: number) => Buffer.from(JSON.stringify('a'.repeat(size - 2)))
  /** One that is so many bytes once it is encoded: stored, so that each byte is one. */
  const encodedTo = (size: number) => {
    const stored = (bytes: number) => encode(sized(bytes), { level: 0 })
    return stored(size - (stored(size - 40).length - (size - 40)))
  }

  test('is decoded at once, to what the stream gives', async () => {
    const document = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.double(), fc.uuid()))
    await fc.assert(
      fc.asyncProperty(document, fc.nat({ max: 60 }), fc.nat(), async (values, end, at) => {
        const encoded = encode(Buffer.from(JSON.stringify(values)))
        // One byte is another, or the end is missing: then a stream has to say so.
        const changed = Buffer.from(encoded.subarray(0, encoded.length - Math.max(0, end - 40)))
        if (end % 3 === 0 && changed.length > 0) changed[at % changed.length]! ^= 1 << (at % 8)
        const [whole, streamed] = await Promise.all([
          read([nameOf(name)], [changed]),
          read([nameOf(name)], [changed], defaultLimits, -1),
        ])
        expect(whole.seen).toEqual(streamed.seen)
        expect(whole.conditions).toEqual(streamed.conditions)
      }),
    )
    expect(isAtOnce(encode(plain))).toBe(true)
    expect(isAtOnce(encode(plain), -1)).toBe(false)
    expect(isAtOnce(encode(plain).subarray(0, -1))).toBe(false)
  })

  test('the largest that is decoded at once, and the first that is not', () => {
    expect(encodedTo(AT_ONCE_BYTES)).toHaveLength(AT_ONCE_BYTES)
    expect(isAtOnce(encode(sized(65_536)))).toBe(true)
    expect(isAtOnce(encode(sized(65_537)))).toBe(false)
    expect(isAtOnce(encodedTo(AT_ONCE_BYTES))).toBe(true)
    expect(isAtOnce(encodedTo(AT_ONCE_BYTES + 1))).toBe(false)
  })
})

test('layers are undone from the outermost in, three at most', async () => {
  const three = gzipSync(brotliCompressSync(deflateSync(plain)))
  expect((await read(['deflate', 'br', 'gzip'], cutEvery(three, 5))).seen).toEqual(expected)
  const four = await read(['gzip', 'deflate', 'br', 'gzip'], [gzipSync(three)])
  expect(four.conditions).toEqual([expect.stringContaining('more than 3 encodings')])
})

test('gzip members follow each other', async () => {
  const members = Buffer.concat([gzipSync(plain.subarray(0, 100)), gzipSync(plain.subarray(100))])
  expect((await read(['gzip'], cutEvery(members, 11))).seen).toEqual(expected)
})

test('gzip of gzip of gzip of a bomb is stopped too', async () => {
  const bomb = gzipSync(gzipSync(gzipSync(Buffer.alloc(64 << 20, 'a'))))
  const { conditions } = await read(['gzip', 'gzip', 'gzip'], [bomb])
  expect(conditions).toContainEqual(expect.stringContaining('encoding.max_decoded_ratio'))
})

test('the ratio: the last accepted and the first refused', async () => {
  const encoded = gzipSync(Buffer.from(`["${'a'.repeat(500_000)}"]`))
  const ratio = Math.ceil(500_004 / encoded.length)
  const at = (max_decoded_ratio: number) => read(['gzip'], [encoded], limitsWith({ encoding: { max_decoded_ratio } }))
  expect((await at(ratio)).conditions).toEqual([])
  expect((await at(ratio - 1)).conditions).not.toEqual([])
})

test('payload: the last accepted and the first refused, before and after decoding', async () => {
  const limits = limitsWith({ request: { allowed_payload_size: 10 } })
  const inTen = Buffer.from('"12345678"')
  const inEleven = Buffer.from('"123456789"')
  expect((await read([], [inTen], limits)).conditions).toEqual([])
  expect((await read([], [inEleven], limits)).conditions).toEqual(['request.allowed_payload_size at 10'])
  expect((await read(['gzip'], [gzipSync(inTen)], limits)).conditions).toEqual([])
  expect((await read(['gzip'], [gzipSync(inEleven)], limits)).conditions).toEqual([
    'request.allowed_payload_size at 10',
  ])
})

test.each(['compress', 'exi', 'aws-chunked', 'constructor'])(
  '%s cannot be read: said, and read as it is',
  async (name) => {
    const { conditions, values } = await read([name], [plain])
    expect(conditions).toEqual([
      expect.stringContaining(`unsupported_encoding at 0: no decoder for the encoding ${name}`),
    ])
    expect(values).toContain('last')
  },
)

test.each(['gzip', 'zstd', 'deflate', 'br'])(
  'text that only claims to be %s: said, and read as it is',
  async (name) => {
    const { conditions, values } = await read([name], cutEvery(plain, 1))
    expect(conditions[0]).toContain('malformed_body')
    if (name !== 'br' && name !== 'deflate') expect(values).toContain('last')
  },
)

test('random bytes in any encoding: no exception, at most one fault a layer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom('gzip', 'deflate', 'br', 'zstd'), { minLength: 1, maxLength: 3 }),
      async (bytes, encodings) => {
        const { conditions } = await read(encodings, cutEvery(Buffer.from(bytes), 50))
        expect(conditions.filter((entry) => entry.includes('said to be')).length).toBeLessThanOrEqual(encodings.length)
      },
    ),
    { numRuns: 300 },
  )
})

test('memory for decoders is bounded: those that have held longest let go, newcomers are read', async () => {
  const encoded = brotliCompressSync(Buffer.from(JSON.stringify(['a'.repeat(100), 'the end'])), {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24 },
  })
  const begin = async () => {
    const sink = new Recorder()
    const body = new Body({ sink, where: 'body', budget: new Budget(defaultLimits) }, place, JSON_TYPE, ['br'])
    await body.write(encoded.subarray(0, 8))
    return { sink, body }
  }
  expect(decoderMemory.bytes).toBe(0)
  const stalled = []
  for (let i = 0; i < 40; i++) stalled.push(await begin())
  expect(decoderMemory.bytes).toBeLessThanOrEqual(268_435_456)
  const given = stalled.filter(({ sink }) => sink.conditions.length > 0)
  expect(given.length).toBeGreaterThan(20)
  expect(given).toEqual(stalled.slice(0, given.length))
  expect(given[0]?.sink.conditions).toEqual([expect.stringContaining('inspection_limit at 8: no memory is left')])
  expect((await read(['br'], [encoded])).values).toContain('the end')
  for (const { body } of stalled) body.close()
  expect(decoderMemory.bytes).toBe(0)
})

test('what comes behind a beginning that is none is not kept', async () => {
  const body = new Body(
    { sink: new Recorder(), where: 'body', budget: new Budget(defaultLimits) },
    place,
    parseMediaType('application/octet-stream'),
    ['gzip'],
  )
  const chunk = Buffer.alloc(65_536, 1)
  await body.write(chunk)
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 512; i++) await body.write(chunk)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576)
  await body.end()
})
