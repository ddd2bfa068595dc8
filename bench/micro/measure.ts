import { median } from '../support/statistics.ts'

/** A part of the engine, and what one operation of it works on. */
export interface Part {
  readonly group: string
  readonly name: string
  /** Bytes that an operation reads. */
  readonly bytes: number
  /** One operation on input number `i`; returns something, so that it can't be left out. */
  readonly operation: (i: number) => unknown
}

export interface Measured {
  readonly group: string
  readonly name: string
  readonly bytes: number
  readonly nsPerOp: number
  readonly lowest: number
  readonly highest: number
}

const WARM_MS = 500
const RUN_MS = 25
const RUNS = 11

/** Takes what operations return. */
let sink: unknown

/** Warms a part up, then times it: the median of several runs. */
export function measure({ group, name, bytes, operation }: Part): Measured {
  let count = 1
  let next = 0
  const time = (operations: number): number => {
    const began = process.hrtime.bigint()
    for (let i = 0; i < operations; i++) sink = operation(next++)
    return Number(process.hrtime.bigint() - began)
  }
  for (let spent = 0; spent < WARM_MS * 1e6; ) {
    const ns = time(count)
    spent += ns
    count = Math.max(1, Math.min(count * 4, Math.round((RUN_MS * 1e6 * count) / Math.max(ns, 1))))
  }
  const runs = Array.from({ length: RUNS }, () => time(count) / count)
  return { group, name, bytes, nsPerOp: median(runs), lowest: Math.min(...runs), highest: Math.max(...runs) }
}

/** The last result; read once, so that no optimiser may drop the work. */
export function lastResult(): unknown {
  return sink
}
