import { loadSignatures } from '../../src/config/signatures.ts'
import { Body } from '../../src/engine/body/body.ts'
import { cutAt, cutEvery, limitsWith, Recorder, run } from '../../src/engine/body/conformance.ts'
import { openContent } from '../../src/engine/body/content.ts'
import { canonicalise, type Head } from '../../src/engine/canonical/head.ts'
import { Engine } from '../../src/engine/engine.ts'
import { Budget } from '../../src/engine/limits/budget.ts'
import { defaultLimits, type Limits } from '../../src/engine/limits/table.ts'
import type { InspectionPolicy } from '../../src/engine/policy.ts'
import type { Finding } from '../../src/engine/types.ts'
import { MAX_FINDINGS } from '../../src/engine/verdict/ledger.ts'
import { WINDOW_BYTES } from '../../src/engine/windows.ts'
import type { BodyInput } from './body-input.ts'
import { Random } from './random.ts'

/** Longer bodies aren't given byte by byte. */
const BYTEWISE_BYTES = 1_000
/** A path names what a window's length of brackets can nest, with its middle left out, for each format around another. */
const MAX_PATH = 400

const errors: string[] = []
const engine = new Engine(loadSignatures(), (part, error) => errors.push(`${part}: ${(error as Error).stack}`))
const place = { where: 'body', path: () => [], name: () => '' } as const

/** The usual limits, but for those on the work itself, past which what is seen depends on the cuts. */
const ample: Limits = {
  ...defaultLimits,
  request: { ...defaultLimits.request, inspection_work: -1, inspection_looks: -1 },
}
/** Limits so low that every one of them is met; but for those. */
const tight = limitsWith(
  Object.fromEntries(
    Object.entries(ample).map(([group, values]) => [
      group,
      Object.fromEntries(
        Object.keys(values).map((name) => [name, name.startsWith('inspection_') ? -1 : group === 'encoding' ? 200 : 3]),
      ),
    ]),
  ),
)
const strict: Limits = { ...tight, json: { ...tight.json, allow_duplicate_object_entry_name: false } }

type Chunks = readonly Buffer[]
type Cutting = readonly [name: string, chunks: Chunks]
const usual: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' }
/** No score ends the search, so that all there is is found. */
const everything: InspectionPolicy = { ...usual, mode: 'monitor', threshold: Number.MAX_SAFE_INTEGER, paranoia: 4 }

/** What is wrong with the way a body is read; undefined if nothing is. */
export async function judge(input: BodyInput): Promise<string | undefined> {
  const random = new Random(hash(input.bytes))
  const cuttings = cuttingsOf(input.bytes, random)
  const [whole, atRandom, small] = cuttings
  const limits = random.once(3) ? strict : ample
  try {
    return (
      (await judgeParser(input, cuttings, limits)) ??
      (await judgeEngine(input, [whole, small], { ...everything, limits })) ??
      (await judgeEngine(input, [whole, atRandom], { ...usual, limits }))
    )
  } catch (error) {
    return `exception: ${(error as Error).stack}`
  }
}

/** In one piece, in random ones, and in small ones. */
function cuttingsOf(bytes: Buffer, random: Random): [Cutting, Cutting, Cutting] {
  const points = Array.from({ length: 1 + random.below(6) }, () => random.below(bytes.length + 1))
  const step = bytes.length <= BYTEWISE_BYTES ? 1 : 777
  return [
    ['in one piece', [bytes]],
    [`cut at ${points}`, cutAt(bytes, points)],
    [`in pieces of ${step}`, cutEvery(bytes, step)],
  ]
}

async function judgeParser(
  input: BodyInput,
  cuttings: readonly Cutting[],
  limits: Limits,
): Promise<string | undefined> {
  const head = headOf(input)
  let whole: string | undefined
  for (const [cutting, chunks] of cuttings) {
    const recorder =
      input.encoding === ''
        ? run((context) => openContent(context, head.mediaType), chunks, limits)
        : await readEncoded(head, chunks, limits)
    const fault = faultOf(recorder, input)
    if (fault !== undefined) return `${fault}, ${cutting}`
    if (input.encoding !== '' && dependsOnCuts(recorder.conditions)) return undefined
    const seen = recorder.seen.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)))
    // A policy's limit is said again and again; the engine lets only the first through.
    const all = [...new Set(seen)].toSorted().join('\n')
    whole ??= all
    if (all !== whole) return `other fields: ${cutting}\n${difference(whole, all)}`
  }
  return undefined
}

async function readEncoded(head: Head, chunks: Chunks, limits: Limits): Promise<Recorder> {
  const sink = new Recorder()
  const context = { sink, where: 'body', budget: new Budget(limits) } as const
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const body = new Body(context, place, head.mediaType, head.contentEncodings, undefined, length)
  for (const chunk of chunks) {
    const lent = Buffer.from(chunk)
    const busy = body.write(lent)
    if (busy !== undefined) await busy
    lent.fill(0x7e)
  }
  await body.end()
  body.close()
  return sink
}

/** What a decoder gives of a broken piece depends on the piece, and so does where a bomb is stopped. */
function dependsOnCuts(conditions: readonly string[]): boolean {
  return conditions.some((entry) => entry.includes('said to be') || entry.includes('max_decoded_ratio'))
}

function faultOf({ seen }: Recorder, { bytes, encoding }: BodyInput): string | undefined {
  for (const entry of seen) {
    if (typeof entry === 'string') continue
    if (entry.value.length > WINDOW_BYTES) return `window: a field of ${entry.value.length} bytes`
    if (entry.value.length === 0) return 'empty: a field without bytes'
    // Offsets count decoded bytes: at most three for one in other charsets.
    if (encoding === '' && (entry.offset < 0 || entry.offset > bytes.length * 3 + 3)) {
      return `offset: ${entry.offset} in ${bytes.length} bytes`
    }
    if (entry.path.length > MAX_PATH) return `path: ${entry.path.length} names`
  }
  return undefined
}

async function judgeEngine(
  input: BodyInput,
  cuttings: readonly Cutting[],
  policy: InspectionPolicy,
): Promise<string | undefined> {
  const head = headOf(input)
  let whole: string | undefined
  for (const [cutting, chunks] of cuttings) {
    const inspection = engine.begin(policy)
    inspection.head(head)
    for (const chunk of chunks) {
      const busy = inspection.write(chunk)
      if (busy !== undefined) await busy
    }
    const verdict = await inspection.end()
    inspection.close()
    if (errors.length > 0) return `engine_error: ${errors.splice(0).join('\n')}`
    const { findings, findingsDropped } = inspection
    if (findings.length > MAX_FINDINGS) return `findings: ${findings.length} were kept`
    if (input.encoding !== '' && dependsOnCuts(findings.map(({ message }) => message))) {
      if (policy.mode === 'block' && verdict.action !== 'block') return `verdict: ${verdict.action}, ${cutting}`
      return undefined
    }
    let all = `${verdict.action} ${verdict.status} ${verdict.score}`
    // Once the verdict stands less is looked for, and which finding made it depends on which reading came first.
    if (policy.mode === 'block') all = `${verdict.action} ${verdict.status}`
    else if (findingsDropped > 0) all += ` ${findingsDropped}`
    else all += `\n${findings.map(describe).toSorted().join('\n')}`
    whole ??= all
    if (all !== whole) return `other verdict: ${policy.mode}, ${cutting}\n${difference(whole, all)}`
  }
  return undefined
}

function describe({ source, class: kind, severity, message, path, views, offset, text, matchStart }: Finding): string {
  const what = [kind, severity, message]
  // A limit is said once, by whichever reading meets it first.
  return JSON.stringify(source === 'engine' ? what : [source, ...what, path, views, offset, text, matchStart])
}

function headOf({ type, encoding, bytes }: BodyInput): Head {
  const fields = ['Host', 'a', 'Content-Length', String(bytes.length)]
  if (type !== '') fields.push('Content-Type', type)
  if (encoding !== '') fields.push('Content-Encoding', encoding)
  return canonicalise('POST', '/', '1.1', fields)
}

function difference(before: string, after: string): string {
  const [first, second] = [before.split('\n'), after.split('\n')]
  const only = (these: string[], those: string[], sign: string) =>
    these
      .filter((line) => !those.includes(line))
      .slice(0, 5)
      .map((line) => `${sign} ${line.slice(0, 400)}`)
  return [...only(first, second, '-'), ...only(second, first, '+')].join('\n')
}

function hash(bytes: Buffer): number {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}
