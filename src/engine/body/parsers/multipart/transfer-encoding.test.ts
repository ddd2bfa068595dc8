import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAt } from '../../conformance.ts'
import { transferEncodings } from './transfer-encoding.ts'

function decode(encoding: string, chunks: readonly Buffer[]): { bytes: Buffer; faults: string[] } {
  const out: Buffer[] = []
  const faults: string[] = []
  const next = { write: (chunk: Buffer) => out.push(Buffer.from(chunk)), end: () => {} }
  const decoder = transferEncodings.get(encoding)?.(next, (message) => faults.push(message))
  for (const chunk of chunks) decoder?.write(chunk)
  decoder?.end()
  return { bytes: Buffer.concat(out), faults }
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const cuts = fc.array(fc.nat(400), { maxLength: 4 })

test('base64 as the platform has it, in lines and cut anywhere', () => {
  fc.assert(
    fc.property(bytes, cuts, fc.constantFrom('base64', 'base64url'), (plain, points, alphabet) => {
      const text = plain.toString(alphabet as BufferEncoding).replaceAll(/.{1,76}/g, '$&\r\n')
      const encoded = Buffer.from(text)
      const chunks = cutAt(
        encoded,
        points.map((point) => point % (encoded.length + 1)),
      )
      expect(decode('base64', chunks)).toEqual({ bytes: plain, faults: [] })
    }),
  )
})

test('base64: what is not of it is skipped and said, and it goes on after its padding', () => {
  expect(decode('base64', [Buffer.from('YQ==YWI=')])).toEqual({ bytes: Buffer.from('aab'), faults: [] })
  expect(decode('base64', [Buffer.from('Y!Q==')])).toEqual({ bytes: Buffer.from('a'), faults: [expect.any(String)] })
})

test('a megabyte comes through whole', () => {
  const plain = Buffer.alloc(1_000_000, 'sluice')
  expect(decode('base64', [Buffer.from(plain.toString('base64'))]).bytes.equals(plain)).toBe(true)
  expect(decode('quoted-printable', [plain]).bytes.equals(plain)).toBe(true)
})

test('quoted-printable: what was encoded comes back, cut anywhere', () => {
  fc.assert(
    fc.property(bytes, cuts, fc.constantFrom('=\r\n', '=\n'), (plain, points, softBreak) => {
      const encoded = Buffer.from(
        [...plain]
          .map(
            (byte, i) =>
              (i % 20 === 19 ? softBreak : '') +
              (byte > 0x20 && byte < 0x7f && byte !== 0x3d
                ? String.fromCharCode(byte)
                : `=${byte.toString(16).padStart(2, '0')}`),
          )
          .join(''),
      )
      const chunks = cutAt(
        encoded,
        points.map((point) => point % (encoded.length + 1)),
      )
      expect(decode('quoted-printable', chunks)).toEqual({ bytes: plain, faults: [] })
    }),
  )
})

test.each(['=', '=4', '=zz', '=4z', '==41', '=\rx', 'a=\r'])('quoted-printable: %j stands as sent', (text) => {
  const { bytes: decoded, faults } = decode('quoted-printable', [Buffer.from(text)])
  expect(decoded.toString()).toBe(text.replace('=41', 'A'))
  expect(faults).toHaveLength(1)
})
