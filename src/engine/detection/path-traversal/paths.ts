/** Finds what could be a path in a text: a run without white space, quotes and brackets that holds a mark. */

/** What ends a path. */
const ends = new Uint8Array(128)
for (let i = 0; i <= 0x20; i++) ends[i] = 1
for (const character of '"\'`<>()[]{},|=&') ends[character.charCodeAt(0)] = 1
// Noise inside names.
for (let i = 0; i <= 8; i++) ends[i] = 0
for (let i = 0x0e; i < 0x20; i++) ends[i] = 0

/** What a path holds that is worth a look: separators, dots, escapes, controls, and what beyond ASCII could stand for them. */
const mark =
  /[/\\%_.\0-\x08\u2024\u2044\u2215\u2216\u2571\u29f5\u29f8\ue000-\uf8ff\ufe52\ufe68\uff0e\uff0f\uff3c\uff61\ufffd]|0[xX]/g

const DOT = 0x2e
const NO_BREAK_SPACE = 0xa0
const SHORTEST = 3

/** The path that was found last. */
export const path = { start: 0, end: 0, isOdd: false }

/** Finds the next path that begins at `from` or behind it. Returns where to go on, or -1 if there is none. */
export function nextPath(text: string, from: number): number {
  const { length } = text
  mark.lastIndex = from
  for (let hit = mark.exec(text); hit !== null; hit = mark.exec(text)) {
    const i = hit.index
    // A sentence's end.
    if (text.charCodeAt(i) === DOT && isEnd(text, i + 1)) continue
    let start = i
    while (start > from && !isEnd(text, start - 1)) start--
    let end = i + 1
    while (end < length && !isEnd(text, end)) end++
    if (end - start >= SHORTEST) {
      path.start = start
      path.end = end
      path.isOdd = isOdd(text, start, end)
      return end + 1
    }
    mark.lastIndex = end
  }
  return -1
}

function isEnd(text: string, at: number): boolean {
  if (at >= text.length) return true
  const code = text.charCodeAt(at)
  return code < 128 ? ends[code] === 1 : code === NO_BREAK_SPACE
}

function isOdd(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x25 || code < 0x20 || code > 127) return true
    if ((code | 0x20) === 0x78 && text.charCodeAt(i - 1) === 0x30) return true
  }
  return false
}
