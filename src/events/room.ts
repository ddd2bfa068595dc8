/**
 * Bounds what strings cost as JSON. An event is made of the request's own text, of which some characters take six bytes
 * (`\u0000`), so that a bound in characters alone would be none.
 */
export class Room {
  /** Bytes of JSON that are left. */
  left: number

  constructor(bytes: number) {
    this.left = bytes
  }

  /** As much of a text as there is room for, at most `limit` characters and `bytes` bytes. */
  take(text: string, limit: number, bytes = this.left): string {
    const room = Math.min(bytes, this.left)
    let used = 0
    let end = 0
    while (end < text.length && end < limit) {
      const size = jsonBytes(text.charCodeAt(end))
      if (used + size > room) break
      used += size
      end++
    }
    this.left -= used
    return text.slice(0, end)
  }
}

/** Bytes of a UTF-16 unit in JSON, rounded up: half of a surrogate pair counts as if it stood alone. */
function jsonBytes(code: number): number {
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) return 6
  if (code === 0x22 || code === 0x5c) return 2
  return code < 0x80 ? 1 : code < 0x800 ? 2 : 3
}
