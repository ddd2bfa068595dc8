/** Characters as shells see them. */

/** Spaces beyond ASCII are ASCII's in the `unicode` view. */
export const isSpace = (code: number): boolean => code <= 0x20

/** Ends a command, or joins two. */
export const isJoint = (code: number): boolean => code === 0x3b || code === 0x26 || code === 0x7c

/** What may stand before a command's name; `@` hides it from cmd's output. */
export function isSkipped(code: number): boolean {
  return isSpace(code) || code === 0x28 || code === 0x7b || code === 0x21 || code === 0x2b || code === 0x40
}
