import { randomBytes } from 'node:crypto'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Decoder, decoderOf } from './decoders.ts'
import { Layer } from './layer.ts'

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('%s: a chunk may be gone while its thread decodes', async (encoding, compress) => {
  const plain = randomBytes(24_000)
  const body = compress(plain)
  const given: Buffer[] = []
  const next = {
    write: (chunk: Buffer) => {
      given.push(chunk)
    },
    end: () => {},
  }
  const faults: string[] = []
  const layer = new Layer(
    decoderOf(encoding) as Decoder,
    next,
    (message) => faults.push(message),
    () => {},
  )
  await layer.write(Buffer.from(body.subarray(0, 12_000)))
  const rest = Buffer.from(body.subarray(12_000))
  const taken = layer.write(rest)
  rest.fill(0)
  await taken
  await layer.end()
  expect(faults).toEqual([])
  expect(Buffer.concat(given).equals(plain)).toBe(true)
})
