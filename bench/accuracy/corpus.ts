import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** What a sample's request has to come to; see README.md. */
export type Kind = 'attack' | 'benign' | 'negative' | 'protocol' | 'ambiguous'

/** One line of a corpus. */
export interface Sample {
  readonly id: string
  readonly class: string
  readonly kind: Kind
  readonly severity?: string
  /** Benign text that looks like an attack. */
  readonly hard?: boolean
  /** The whole request, one latin1 character a byte. */
  readonly request: string
}

const KINDS: ReadonlySet<string> = new Set(['attack', 'benign', 'negative', 'protocol', 'ambiguous'] satisfies Kind[])

/** Reads a corpus in NDJSON, plain or gzip. @throws Error that names the line that can't be used */
export function readCorpus(file: string): Sample[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const samples: Sample[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const sample = JSON.parse(line) as Sample
    if (!KINDS.has(sample.kind) || typeof sample.request !== 'string' || typeof sample.class !== 'string') {
      throw new Error(`${file}:${index + 1}: a sample needs class, kind (${[...KINDS].join(', ')}) and request`)
    }
    samples.push(sample)
  })
  return samples
}
