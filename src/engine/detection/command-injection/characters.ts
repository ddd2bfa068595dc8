/** Characters as shells see them. */

/** Spaces beyond ASCII are ASCII's in the `unicode` view. */
export const isSpace = (code: number): boolean => code <= 0x20

/** What may stand before a command's name; `@` hides it from cmd's output. */
export function isSkipped(code: number): boolean {
  return isSpace(code) || code === 0x28 || code === 0x7b || code === 0x21 || code === 0x2b || code === 0x40
}
