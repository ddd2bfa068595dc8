/** The value below which a share of the numbers lies, by linear interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? below
  return below + (above - below) * (position - Math.floor(position))
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** How far ratios of equals lie from 1, in the middle: the noise of a comparison. */
export function spreadAroundOne(ratios: readonly number[]): number {
  return median(ratios.map((ratio) => Math.abs(ratio - 1)))
}
