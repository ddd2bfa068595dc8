import { Busboy } from '@fastify/busboy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NO_MEDIA_TYPE } from '../../../canonical/media-type.ts'
import type { BodyParser, FieldSink, FieldSource } from '../../../fields.ts'
import { Budget } from '../../../limits/budget.ts'
import { defaultLimits } from '../../../limits/table.ts'
import type { ParserContext } from '../../parser.ts'
import { MultipartParser } from './parser.ts'

// Beside the parser of the Fastify servers that may stand behind us. Where the two differ on purpose:
// - busboy takes a part of type application/octet-stream for a file though it has no file name;
// - busboy cuts the path off a file name: `preservePath` keeps it;
// - busboy has one file name, of `filename` and `filename*` the last: we show both, as sent and decoded;
// - busboy decodes no Content-Transfer-Encoding, we show both readings;
// - busboy skips a part without Content-Disposition, what stands around the parts, and nested multiparts: we read them;
// - busboy gives up at a missing final delimiter; bare line ends and other boundaries' lines: we say so and read on.

interface Read {
  readonly name: string
  readonly filename: string
  readonly content: string
}

function readByBusboy(body: Buffer, boundary: string): Promise<Read[]> {
  return new Promise((resolve, reject) => {
    const parts: Read[] = []
    const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` }
    const busboy = new Busboy({ headers, preservePath: true })
    busboy.on('field', (name, value) => parts.push({ name, filename: '', content: value }))
    busboy.on('file', (name, stream, filename) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => parts.push({ name, filename, content: Buffer.concat(chunks).toString() }))
    })
    busboy.on('error', reject)
    busboy.on('finish', () => resolve(parts))
    busboy.end(body)
  })
}

function readByUs(body: Buffer, boundary: string): Read[] {
  const parts = new Map<FieldSource, { name: string; filename: string; content: string }>()
  const sink: FieldSink = {
    field(source, bytes, start, end) {
      const text = bytes.toString('utf8', start, end)
      const part = parts.get(source) ?? { name: '', filename: '', content: '' }
      parts.set(source, part)
      // A name comes once more with its backslashes undone.
      if (source.path().length === 1) part.name = text
      else if (source.name() === 'filename') part.filename = text
    },
    condition: (_source, _kind, _severity, message) => expect.fail(message),
    limit: (_source, name) => expect.fail(name),
    nest: () => undefined,
    // What a field of another type is read as besides.
    quiet: () => ({ ...sink, field() {} }),
  }
  // What contents are read as besides is another matter: here each is one text.
  const open = ({ parent }: ParserContext): BodyParser => {
    const part = parent === undefined ? undefined : parts.get(parent)
    const chunks: Buffer[] = []
    return {
      write: (chunk) => chunks.push(Buffer.from(chunk)),
      end: () => {
        if (part !== undefined) part.content = Buffer.concat(chunks).toString()
      },
    }
  }
  const mediaType = { ...NO_MEDIA_TYPE, essence: 'multipart/form-data', boundary }
  const parser = new MultipartParser({ sink, where: 'body', budget: new Budget(defaultLimits), open }, mediaType)
  parser.write(body)
  parser.end()
  return [...parts.values()]
}

const letters = (extra: string) =>
  fc.string({ unit: fc.constantFrom(...`abc .é${extra}`), minLength: 1, maxLength: 12 })
const quote = (text: string) => text.replaceAll(/["\\]/g, '\\$&')

test('well-formed forms: the same names, file names and contents', async () => {
  // What ends a delimiter line must not follow it in a name: a quote before a semicolon is ambiguous, and said.
  const part = fc.record({
    name: letters('"\\[]%'),
    filename: fc.option(letters('"\\/%'), { nil: '' }),
    content: fc.string({
      unit: fc.constantFrom('a', 'é', '\r\n', '\n', '\r', '--', '--boundary', 'x', '\r\n-', ' '),
      maxLength: 12,
    }),
    type: fc.constantFrom('', 'text/plain', 'text/plain; charset=utf-8', 'image/png'),
  })
  const boundary = fc.string({ unit: fc.constantFrom(..."boundary-=_'1"), minLength: 1, maxLength: 70 })
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), boundary, async (parts, line) => {
      fc.pre(
        parts.every(
          ({ content }) => !`\r\n${content}\r\n`.includes(`\n--${line}`) && !`\r${content}`.includes(`\r--${line}`),
        ),
      )
      const body = Buffer.from(
        `${parts
          .map(
            ({ name, filename, content, type }) =>
              `--${line}\r\nContent-Disposition: form-data; name="${quote(name)}"${filename === '' ? '' : `; filename="${quote(filename)}"`}\r\n${type === '' ? '' : `Content-Type: ${type}\r\n`}\r\n${content}\r\n`,
          )
          .join('')}--${line}--\r\n`,
      )
      const expected = parts.map(({ name, filename, content }) => ({ name, filename, content }))
      expect(readByUs(body, line)).toEqual(expected)
      const read = await readByBusboy(body, line)
      expect(read.toSorted(byContent)).toEqual(expected.toSorted(byContent))
    }),
    { numRuns: 400 },
  )
})

/** Busboy's files end in turns of their own. */
function byContent(a: Read, b: Read): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
