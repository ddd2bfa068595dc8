import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { loadSignatures } from '../../src/config/signatures.ts'
import { canonicalise } from '../../src/engine/canonical/head.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { InspectionPolicy } from '../../src/engine/policy.ts'
import type { Finding, Operation, Verdict } from '../../src/engine/types.ts'

const failures: string[] = []
const engine = new Engine(loadSignatures(), (part, error) => failures.push(`${part}: ${(error as Error).stack}`))
const usual: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' }

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** Bytes between two looks at the memory. */
const WATCH_BYTES = 1 << 20
const MIB = 1 << 20

export interface Inspected {
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
  readonly operations: readonly Operation[]
  /** By how many MiB memory grew at its highest; 0 if it wasn't watched. */
  readonly grownMib: number
}

export interface Sent {
  readonly method?: string
  readonly target?: string
  /** Header fields besides, names and values in turn. */
  readonly fields?: readonly string[]
  readonly type?: string
  readonly encoding?: string
  readonly policy?: Partial<InspectionPolicy>
  readonly watchMemory?: boolean
}

/**
 * Has the whole engine inspect a body.
 * @throws if the engine failed at its work, whatever its verdict
 */
export async function inspectBody(chunks: Iterable<Buffer>, sent: Sent = {}): Promise<Inspected> {
  const { method = 'POST', target = '/', type, encoding, policy, watchMemory = false } = sent
  const fields = ['Host', 'a', ...(sent.fields ?? [])]
  if (method !== 'GET') fields.push('Transfer-Encoding', 'chunked')
  if (type) fields.push('Content-Type', type)
  if (encoding) fields.push('Content-Encoding', encoding)
  const inspection = engine.begin({ ...usual, ...policy })
  const memory = watchMemory ? new MemoryWatch() : undefined
  inspection.head(canonicalise(method, target, '1.1', fields))
  for (const chunk of chunks) {
    const busy = inspection.write(chunk)
    if (busy !== undefined) await busy
    memory?.passed(chunk.length)
  }
  const verdict = await inspection.end()
  inspection.close()
  if (failures.length > 0) throw new Error(failures.splice(0).join('\n'))
  const { findings, operations } = inspection
  if (findings.some((finding) => finding.class === 'engine_error')) throw new Error('an engine_error')
  return { verdict, findings, operations, grownMib: memory?.grownMib ?? 0 }
}

/** Looks at resident memory now and then. */
class MemoryWatch {
  readonly #before: number
  #highest = 0
  #bytes = 0

  constructor() {
    collectGarbage()
    this.#before = process.memoryUsage.rss()
  }

  passed(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes < WATCH_BYTES) return
    this.#bytes = 0
    this.#highest = Math.max(this.#highest, process.memoryUsage.rss())
  }

  get grownMib(): number {
    return Math.max(0, Math.max(this.#highest, process.memoryUsage.rss()) - this.#before) / MIB
  }
}

/** A text over and over up to so many bytes, in the chunks of a socket; made on the fly, each in the same memory. */
export function* stream(before: string, repeated: string, bytes: number, after: string): Generator<Buffer> {
  const piece = Buffer.from(repeated)
  // A whole number of repetitions, so that each chunk goes on where the last one ended.
  const chunk = Buffer.alloc(Math.max(1, Math.floor(65_536 / piece.length)) * piece.length, piece)
  yield Buffer.from(before)
  for (let left = bytes; left > 0; left -= chunk.length) {
    const end = Math.min(chunk.length, Math.ceil(left / piece.length) * piece.length)
    yield end === chunk.length ? chunk : chunk.subarray(0, end)
  }
  yield Buffer.from(after)
}

export function* inPieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
