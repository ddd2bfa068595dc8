import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../src/engine/limits/table.ts'
import { allTypes } from '../fuzz/body-formats.ts'
import { Random } from '../fuzz/random.ts'
import { encoders, longValues, manyThings } from '../support/hostile-bodies.ts'
import { inPieces, inspectBody, stream } from '../support/inspect.ts'
import { costGrowth } from '../support/linear.ts'

// What hostile bodies may not do: crash, overflow the stack, fill the memory, take more than linear time. `inspectBody`
// throws if the engine failed at anything.

const JSON_TYPE = 'application/json'
const FORM_DATA = 'multipart/form-data; boundary=XX'
const SQLI = "x' or 'a'='a"
const MIB = 1 << 20
const DEEP = 100_000

test.each(allTypes)('random bytes as %j', async (type) => {
  const random = new Random(1)
  const bytes = Buffer.from(Array.from({ length: 40_000 }, () => random.below(256)))
  const { verdict } = await inspectBody(inPieces(bytes, 10_000), { type })
  expect(['forward', 'block']).toContain(verdict.action)
})

describe('nested 100,000 deep', () => {
  const deep: [string, string, string][] = [
    ['arrays', JSON_TYPE, '['.repeat(DEEP) + ']'.repeat(DEEP)],
    ['arrays that stay open', JSON_TYPE, '['.repeat(DEEP)],
    ['objects', JSON_TYPE, `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
    ['arrays in a string', JSON_TYPE, `["${'['.repeat(DEEP)}${']'.repeat(DEEP)}"]`],
    ['arrays in a form', 'application/x-www-form-urlencoded', `a=${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
    ['arrays in a text', 'text/plain', '['.repeat(DEEP)],
    ['elements', 'application/xml', `${'<a>'.repeat(DEEP)}x${'</a>'.repeat(DEEP)}`],
    ['elements that stay open', 'text/xml', '<a>'.repeat(DEEP)],
    [
      'multiparts',
      'multipart/mixed; boundary=b0',
      Array.from(
        { length: DEEP },
        (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
      ).join(''),
    ],
    [
      'multiparts of one boundary',
      'multipart/mixed; boundary=XX',
      '--XX\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n'.repeat(DEEP),
    ],
  ]
  test.each(deep)('%s', async (_name, type, body) => {
    const bytes = Buffer.from(body)
    for (const size of [bytes.length, 1_000]) {
      const { verdict } = await inspectBody(inPieces(bytes, size), { type })
      expect(verdict).toMatchObject({ action: 'block', status: 400 })
    }
  })

  test('JSON in a string in JSON in a string …: read three levels deep, looked at as a string below', async () => {
    const nested = (value: string, levels: number) => {
      let text = value
      for (let i = 0; i < levels; i++) text = JSON.stringify([text])
      return inspectBody([Buffer.from(text)], { type: JSON_TYPE })
    }
    expect((await nested(SQLI, 4)).verdict.status).toBe(403)
    for (const levels of [8, 16]) expect((await nested('x', levels)).verdict.action).toBe('forward')
  })
})

test('a million keys in one object', async () => {
  const keys = function* () {
    yield Buffer.from('{')
    for (let i = 0; i < 1_000_000; i += 1_000) {
      yield Buffer.from(Array.from({ length: 1_000 }, (_, k) => `"key${i + k}":${k},`).join(''))
    }
    yield Buffer.from('"last":1}')
  }
  for (const unique of [false, true]) {
    const json = { ...defaultLimits.json, allow_duplicate_object_entry_name: !unique }
    const sent = { type: JSON_TYPE, policy: { limits: { ...defaultLimits, json } }, watchMemory: true }
    const { verdict, grownMib } = await inspectBody(keys(), sent)
    expect(verdict.action).toBe('forward')
    expect(grownMib).toBeLessThan(48)
  }
})

test.each(longValues)('$name of 16 MiB in constant memory', async ({ type, body }) => {
  await inspectBody(body(MIB), { type })
  const { verdict, grownMib } = await inspectBody(body(16 * MIB), { type, watchMemory: true })
  expect(['forward', 'block']).toContain(verdict.action)
  expect(grownMib).toBeLessThan(12)
})

test.each(manyThings)('$name: four times as many take about four times as long', async ({ type, body }) => {
  expect(await costGrowth(type, body, 96 << 10)).toBeLessThan(8)
})

describe('parts', () => {
  const part = '--XX\r\nContent-Disposition: form-data; name="a"; filename="b"\r\nContent-Type: image/png\r\n\r\nx\r\n'
  const parts = (count: number, end = '--XX--') => stream('', part, count * part.length, end)
  test('the last that are accepted, and one more', async () => {
    expect((await inspectBody(parts(10_000), { type: FORM_DATA })).verdict.action).toBe('forward')
    const { verdict } = await inspectBody(parts(10_001), { type: FORM_DATA })
    expect(verdict).toMatchObject({ action: 'block', status: 400 })
    expect(verdict.reason).toContain('max_parts')
  })
  test('one without an end', async () => {
    const { verdict } = await inspectBody(parts(1, ''), { type: FORM_DATA })
    expect(verdict).toMatchObject({ action: 'block', status: 400 })
    const endless = stream('--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n', 'words ', 4 * MIB, '')
    expect((await inspectBody(endless, { type: FORM_DATA })).verdict).toMatchObject({ action: 'block', status: 400 })
  })
})

describe('encodings', () => {
  const attack = Buffer.from(JSON.stringify({ a: SQLI }))
  const bombs = encoders.map(([name, encode]) => [name, encode(Buffer.alloc(16 * MIB, 'a'))] as const)

  test.each(encoders)('%s three times around an attack, in chunks of one byte too', async (name, encode) => {
    const bytes = encode(encode(encode(attack)))
    for (const size of [bytes.length, 1]) {
      const sent = { type: JSON_TYPE, encoding: `${name}, ${name}, ${name}` }
      expect((await inspectBody(inPieces(bytes, size), sent)).verdict.status).toBe(403)
    }
    const fourTimes = await inspectBody([encode(bytes)], { type: JSON_TYPE, encoding: Array(4).fill(name).join(', ') })
    expect(fourTimes.verdict.action).toBe('block')
    expect(fourTimes.findings).toContainEqual(expect.objectContaining({ class: 'unsupported_encoding' }))
  })

  test.each(bombs)('a %s bomb of more than 1:1000 is refused, in constant memory', async (name, bomb) => {
    // Deflate can't do better than 1:1032.
    expect((16 * MIB) / bomb.length).toBeGreaterThan(950)
    const { verdict, grownMib } = await inspectBody(inPieces(bomb, 1_000), {
      type: 'text/plain',
      encoding: name,
      watchMemory: true,
    })
    expect(verdict).toMatchObject({ action: 'block', status: 413 })
    expect(grownMib).toBeLessThan(48)
  })

  test.each(bombs)('a %s bomb behind two layers more', async (name, bomb) => {
    for (const [outer, encode] of encoders) {
      const sent = { type: 'text/plain', encoding: `${name}, ${outer}, ${outer}`, watchMemory: true }
      const { verdict, grownMib } = await inspectBody([encode(encode(bomb))], sent)
      expect(verdict).toMatchObject({ action: 'block', status: 413 })
      expect(grownMib).toBeLessThan(48)
    }
  })
})

test.each([...longValues, ...manyThings])('$name in chunks of one byte: the same verdict', async ({ type, body }) => {
  const bytes = Buffer.concat([...body(20_000)].map((chunk) => Buffer.from(chunk)))
  const whole = await inspectBody([bytes], { type })
  const cut = await inspectBody(inPieces(bytes, 1), { type })
  expect(cut.verdict).toEqual(whole.verdict)
  expect(cut.findings).toEqual(whole.findings)
})
