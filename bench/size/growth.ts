import type { Measured, Part } from '../micro/measure.ts'

/** One operation at growing sizes of what it depends on. */
export interface Growth {
  readonly name: string
  /** What is counted. */
  readonly unit: string
  readonly steps: readonly Step[]
}

export interface Step {
  readonly size: number
  /** Made when its table comes. */
  readonly make: () => Omit<Part, 'group' | 'name'>
}

export interface Point {
  readonly size: number
  readonly measured: Measured
}

/** Cost proportional to size to the power of this counts as flat, and as linear; beyond, it is more than linear. */
const FLAT = 0.1
const LINEAR = 1.25

/** Over how much of the largest sizes growth is looked at: small ones are dominated by what is constant, and would hide it. */
const LAST = 100

/** The power of size that cost grows with over the last hundredfold: 0 is flat, 1 linear. */
export function exponent(points: readonly Point[]): number {
  const last = points.at(-1) as Point
  const first = points.find(({ size }) => size * LAST >= last.size) as Point
  return Math.log(leastNs(last) / leastNs(first)) / Math.log(last.size / first.size)
}

/** Time of an operation in the best of its runs: what else the machine does only adds time. */
export function leastNs({ measured }: Point): number {
  return measured.lowest
}

export function inWords(power: number): 'flat' | 'less than linear' | 'linear' | 'MORE THAN LINEAR' {
  if (power <= FLAT) return 'flat'
  if (power < 2 - LINEAR) return 'less than linear'
  return power <= LINEAR ? 'linear' : 'MORE THAN LINEAR'
}
