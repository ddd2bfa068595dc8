/** Counts a path's steps up. */

export interface Climb {
  /** Segments that lead up. */
  readonly ups: number
  /** The path leaves the directory that it starts in. */
  readonly isOut: boolean
  /** Segments that lead nowhere: `.`, `...`. */
  readonly idle: number
  /** `..;`, which only some servers take for a step up. */
  readonly hasParameter: boolean
}

const none: Climb = { ups: 0, isOut: false, idle: 0, hasParameter: false }

/**
 * @param isRoute two dots at the end are a step up only behind another: routers take the last one themselves
 */
export function climbOf(path: string, isRoute: boolean): Climb {
  if (!path.includes('.')) return none
  let depth = 0
  let deepest = 0
  let ups = 0
  let idle = 0
  let hasParameter = false
  let start = 0
  const { length } = path
  for (let i = 0; i <= length; i++) {
    if (i < length && path.charCodeAt(i) !== 0x2f) continue
    if (i > start) {
      const dots = dotsOf(path, start, i)
      // `photos/...`: at the end three dots leave something out.
      if (dots >= 2 && (i < length || (start > 0 && (ups > 0 || (dots === 2 && !isRoute))))) {
        ups++
        if (--depth < deepest) deepest = depth
        if (dots > 2) idle++
        if (path.charCodeAt(start + 2) === 0x3b) hasParameter = true
      } else if (dots === 1) idle++
      else if (dots === 0) depth++
    }
    start = i + 1
  }
  return { ups, isOut: deepest < 0, idle, hasParameter }
}

/** How many dots the segment is: 0 if it is a name. `..;`, `..?` and `..%` count as two. */
function dotsOf(path: string, start: number, end: number): number {
  let i = start
  while (i < end && path.charCodeAt(i) === 0x2e) i++
  const dots = i - start
  if (dots < 2 || i === end) return i === end ? dots : 0
  const next = path.charCodeAt(i)
  return next === 0x3b || next === 0x3f || next === 0x25 || next === 0xfffd || next === 0x2b ? dots : 0
}
