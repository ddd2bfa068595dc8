/** A part of a text: from `start` up to, not including, `end`, in UTF-16 units. */
export type Range = readonly [start: number, end: number]

/** Stands in place of a credential. */
export const MASK = '***'

/** Ranges in order, those that overlap joined. */
export function merged(ranges: readonly Range[]): Range[] {
  const out: Range[] = []
  for (const range of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1)
    if (last && range[0] < last[1]) out[out.length - 1] = [last[0], Math.max(last[1], range[1])]
    else out.push(range)
  }
  return out
}

/**
 * `text[from, to)` with every range replaced by the mask.
 * @param ranges ordered, not overlapping
 */
export function replaceRanges(text: string, ranges: readonly Range[], from: number, to: number): string {
  let out = ''
  let kept = from
  for (const [start, end] of ranges) {
    if (end <= from || start >= to) continue
    out += text.slice(kept, Math.max(kept, start)) + MASK
    kept = Math.max(kept, Math.min(end, to))
  }
  return kept >= to ? out : out + text.slice(kept, to)
}
