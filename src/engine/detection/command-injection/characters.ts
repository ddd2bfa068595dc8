/** Characters as shells see them. */

/** Spaces beyond ASCII are ASCII's in the `unicode` view. */
export function isSpace(code: i32): boolean {
  return code <= 0x20
}

/** Ends a command, or joins two. */
export function isJoint(code: i32): boolean {
  return code === 0x3b || code === 0x26 || code === 0x7c
}

/** What may stand before a command's name; `@` hides it from cmd's output. */
export function isSkipped(code: i32): boolean {
  return isSpace(code) || code === 0x28 || code === 0x7b || code === 0x21 || code === 0x2b || code === 0x40
}

/** A name can't go on with it. */
export function isPlainEnd(code: i32): boolean {
  return (
    isSpace(code) || code > 0x7f || code === 0x2c || code === 0x3b || code === 0x3a || code === 0x3d || code === 0x29
  )
}
