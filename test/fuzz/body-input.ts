import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A body as it is sent, with what its head says of it. */
export interface BodyInput {
  readonly type: string
  /** The Content-Encoding; '' for none. */
  readonly encoding: string
  readonly bytes: Buffer
}

const folder = join(import.meta.dirname, 'samples/bodies')

/** As text, to be kept in a file: readable where the bytes are. */
export function serialise({ type, encoding, bytes }: BodyInput): string {
  return `${JSON.stringify({ type, encoding, latin1: bytes.latin1Slice() }, null, 2)}\n`
}

export function deserialise(text: string): BodyInput {
  const { type, encoding, latin1 } = JSON.parse(text)
  return { type, encoding, bytes: Buffer.from(latin1, 'latin1') }
}

/** Inputs that failed once, by the names of their files. */
export function keptSamples(): [string, BodyInput][] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => [name, deserialise(readFileSync(join(folder, name), 'utf8'))])
}
