import type { SecretNames } from './names.ts'
import { merged, type Range, replaceRanges } from './ranges.ts'
import { findSecrets } from './secrets.ts'
import { shapeOf } from './shape-of.ts'

/** How far before a match and beyond the shown part secrets are looked for. */
const WINDOW_BEFORE = 1_024
const WINDOW_AFTER = 512

/** An excerpt and the match's position in it. */
export type Excerpt = readonly [excerpt: string, matchStart: number, matchEnd: number]

/** Where the shown part of a text begins and ends. */
function shownPart(text: string, start: number, before: number, limit: number): Range {
  const from = Math.max(0, start - before)
  return [from, Math.min(text.length, from + limit)]
}

/** The part around a match as its shape. */
export function shapeExcerpt(text: string, start: number, end: number, before: number, limit: number): Excerpt {
  const [from, to] = shownPart(text, start, before, limit)
  return [shapeOf(text.slice(from, to)), Math.min(start, to) - from, Math.min(Math.max(start, end), to) - from]
}

/**
 * The part of a text around a match, masked. Secrets are looked for in a window around it, so that the cost doesn't
 * depend on the length of the text.
 */
export function maskExcerpt(
  text: string,
  start: number,
  end: number,
  before: number,
  limit: number,
  names: SecretNames,
): Excerpt {
  const [from, to] = shownPart(text, start, before, limit)
  const windowStart = Math.max(0, start - WINDOW_BEFORE)
  const window = text.slice(windowStart, Math.min(text.length, to + WINDOW_AFTER))
  const ranges = findSecrets(window, names)
  let shown = window
  const match = start - windowStart
  if (windowStart > 0) {
    const run = carriedOver(text, windowStart, window)
    // Nobody sees what name it stands under: its text goes, the match shows its shape.
    if (run > from - windowStart) {
      ranges.push([0, Math.min(run, match)])
      shown =
        window.slice(0, match) + shapeOf(window.slice(match, Math.max(match, run))) + window.slice(Math.max(match, run))
    }
  }
  const masked = merged(ranges)
  const [low, stop, high] = [from - windowStart, Math.min(Math.max(start, end), to) - windowStart, to - windowStart]
  const head = replaceRanges(shown, masked, low, match)
  const middle = replaceRanges(shown, masked, match, stop)
  const whole = (head + middle + replaceRanges(shown, masked, stop, high)).slice(0, limit)
  return [whole, Math.min(head.length, whole.length), Math.min(head.length + middle.length, whole.length)]
}

/** The end, in the window, of a value that began before it: a run without separators, or the rest of a private key. */
function carriedOver(text: string, windowStart: number, window: string): number {
  if (text.lastIndexOf('-----BEGIN', windowStart) > text.lastIndexOf('-----END', windowStart)) {
    const end = window.indexOf('-----END')
    return end < 0 ? window.length : end
  }
  const separator = window.search(/[\s&;,"'<>{}]/)
  return separator < 0 ? window.length : separator
}
