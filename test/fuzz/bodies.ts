// Coverage first: it counts what is imported after it.

import { defaultLimits } from '../../src/engine/limits/table.ts'
import { type FuzzedFormat, type FuzzedName, fuzzedFormats } from './body-formats.ts'
import { type BodyInput, keptSamples, serialise } from './body-input.ts'
import { judge } from './body-judge.ts'
import { Coverage } from './coverage.ts'
import { Mutator } from './mutations.ts'
import { Random } from './random.ts'

/** Coverage is looked at after so many inputs; if it has grown, after each of them again. */
const BATCH = 4
/** Blocks run per byte, over all cuttings and policies; what is more grows faster than the input. */
const WORK_PER_BYTE = 8_000
const WORK_ALWAYS = 1_200_000
/** Longer bodies are judged alone. */
const ALONE_BYTES = 8_192
const SHRINK_MS = 10_000

export interface FuzzResult {
  readonly inputs: number
  readonly kept: number
  /** Of the code of the parsers, in percent. */
  readonly reached: number
  /** Blocks run per byte, of the input that took the most. */
  readonly highestWork: number
}

/**
 * Fuzzes the bodies of a format: inputs that reach new code are kept, and new ones are made of them.
 * @throws for the first input that fails, shrunk, with the seed
 */
export async function fuzzBodies(name: FuzzedName, milliseconds: number, seed = Date.now() | 0): Promise<FuzzResult> {
  const coverage = new Coverage()
  const random = new Random(seed)
  const format: FuzzedFormat = fuzzedFormats[name]
  const mutator = new Mutator(random, format)
  const corpus = firstCorpus(format)
  const until = performance.now() + milliseconds
  let inputs = 0
  let highestWork = 0

  const check = async (input: BodyInput) => {
    inputs++
    const fault = await judge(input)
    if (fault !== undefined) throw await failure(name, seed, input, fault)
  }
  /** Alone, so that its work is its own. */
  const weigh = async (input: BodyInput) => {
    coverage.take()
    await check(input)
    const { work } = coverage.take()
    const perByte = work / (weightOf(input) + WORK_ALWAYS / WORK_PER_BYTE)
    highestWork = Math.max(highestWork, perByte)
    if (perByte > WORK_PER_BYTE) throw await failure(name, seed, input, `work: ${Math.round(perByte)} blocks per byte`)
  }

  for (const input of corpus) await weigh(input)
  while (performance.now() < until) {
    const batch = Array.from({ length: BATCH }, () => mutator.mutate(random.pick(corpus), random.pick(corpus)))
    coverage.take()
    for (const input of batch) if (input.bytes.length <= ALONE_BYTES) await check(input)
    const { fresh, work } = coverage.take()
    // Which one it was is not known: all of them are worth a try.
    if (fresh > 0) corpus.push(...batch.filter(({ bytes }) => bytes.length <= ALONE_BYTES))
    const bytes = batch.reduce((sum, input) => sum + weightOf(input), 0)
    const isHeavy = work > (WORK_PER_BYTE * bytes + WORK_ALWAYS) / 4
    for (const input of batch) if (isHeavy || input.bytes.length > ALONE_BYTES) await weigh(input)
  }
  const { ran, of } = coverage.reached
  return { inputs, kept: corpus.length, reached: (100 * ran) / of, highestWork }
}

/** Bytes that may come out of a body before it counts as a bomb. */
function weightOf({ encoding, bytes }: BodyInput): number {
  return encoding === '' ? bytes.length : bytes.length * defaultLimits.encoding.max_decoded_ratio
}

function firstCorpus({ types, samples }: FuzzedFormat): BodyInput[] {
  const made = samples.map((text, i) => ({
    type: types[i % types.length] as string,
    encoding: '',
    bytes: Buffer.from(text),
  }))
  return [...made, ...keptSamples().map(([, input]) => input)]
}

async function failure(name: string, seed: number, input: BodyInput, fault: string): Promise<Error> {
  const shrunk = fault.startsWith('work') ? input : await shrink(input, kindOf(fault))
  const said = (await judge(shrunk)) ?? fault
  return new Error(
    `fuzzing ${name} with seed ${seed}: ${said}\nKeep it in test/fuzz/samples/bodies/:\n${serialise(shrunk)}`,
  )
}

function kindOf(fault: string): string {
  return fault.slice(0, fault.indexOf(':'))
}

/** Leaves out what isn't needed to fail in the same way. */
async function shrink(input: BodyInput, kind: string): Promise<BodyInput> {
  const until = performance.now() + SHRINK_MS
  const fails = async (candidate: BodyInput) => {
    const fault = await judge(candidate)
    return fault !== undefined && kindOf(fault) === kind
  }
  let smallest = input
  for (let size = input.bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < smallest.bytes.length && performance.now() < until; ) {
      const { bytes } = smallest
      const candidate = { ...smallest, bytes: Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + size)]) }
      if (await fails(candidate)) smallest = candidate
      else at += size
    }
  }
  for (const over of [{ encoding: '' }, { type: '' }, { type: smallest.type.replace(/;.*/, '') }]) {
    if (await fails({ ...smallest, ...over })) smallest = { ...smallest, ...over }
  }
  return smallest
}
