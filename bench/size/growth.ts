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
  /** Made when its turn comes: large ones needn't be in memory together. */
  readonly make: () => Omit<Part, 'group' | 'name'>
}

export interface Point {
  readonly size: number
  readonly measured: Measured
}

/** Cost proportional to size to the power of this counts as flat, and as linear; beyond, it is more than linear. */
const FLAT = 0.1
const LINEAR = 1.25

/**
 * The power of size that cost grows with between the last two points: 0 is flat, 1 linear. Small sizes are dominated by
 * what is constant, and would hide it.
 */
export function exponent(points: readonly Point[]): number {
  const [before, last] = points.slice(-2) as [Point, Point]
  return Math.log(last.measured.nsPerOp / before.measured.nsPerOp) / Math.log(last.size / before.size)
}

export function inWords(power: number): 'flat' | 'less than linear' | 'linear' | 'MORE THAN LINEAR' {
  if (power <= FLAT) return 'flat'
  if (power < 2 - LINEAR) return 'less than linear'
  return power <= LINEAR ? 'linear' : 'MORE THAN LINEAR'
}
