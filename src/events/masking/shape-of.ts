/** The shape of a text whose content must not be told: letters become `a`, digits `0`, the rest stays. */
export function shapeOf(text: string): string {
  return text
    .replace(/[A-Za-z]/g, 'a')
    .replace(/[0-9]/g, '0')
    .replace(/[^\x20-\x7e]/g, '?')
}
