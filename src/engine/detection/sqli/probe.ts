/** Longer values are texts, which may end with anything. */
const LONGEST = 128
const OPEN = 0x28

/** Both quotes and a bracket: no text ends so. It breaks any statement, whose error tells a scanner where it stands. */
export const probes: readonly string[] = ['\'"(', '"\'(']

/** Whether a value ends as scanners end one to break a statement. */
export function isProbe(text: string): boolean {
  const { length } = text
  return length <= LONGEST && text.charCodeAt(length - 1) === OPEN && probes.includes(text.slice(-3))
}
