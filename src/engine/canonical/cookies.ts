/**
 * Cuts a Cookie value into pairs as servers do: at `;`, the name up to the first `=`, white space around both dropped,
 * quotes kept (RFC 6265 §5.4, and what Node's and Python's parsers make of what isn't).
 * @param visit called with positions in `bytes` for each pair; `nameEnd` is -1 for a pair without `=`
 */
export function forEachCookie(
  bytes: Uint8Array,
  start: number,
  end: number,
  visit: (nameStart: number, nameEnd: number, valueStart: number, valueEnd: number) => void,
): void {
  let from = start
  while (from < end) {
    let to = from
    let equals = -1
    // No `indexOf`: it would look on behind the end.
    for (; to < end && bytes[to] !== 0x3b; to++) if (equals < 0 && bytes[to] === 0x3d) equals = to
    const [valueStart, valueEnd] = trim(bytes, equals < 0 ? from : equals + 1, to)
    if (equals < 0) {
      if (valueStart < valueEnd) visit(valueStart, -1, valueStart, valueEnd)
    } else {
      const [nameStart, nameEnd] = trim(bytes, from, equals)
      visit(nameStart, nameEnd, valueStart, valueEnd)
    }
    from = to + 1
  }
}

function trim(bytes: Uint8Array, start: number, end: number): [number, number] {
  let from = start
  let to = end
  while (from < to && (bytes[from] === 0x20 || bytes[from] === 0x09)) from++
  while (to > from && (bytes[to - 1] === 0x20 || bytes[to - 1] === 0x09)) to--
  return [from, to]
}
