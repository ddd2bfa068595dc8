/** SQL that prose cites: in Markdown's code spans, or in double quotes. */

const span = /^`[^`'"#;\n]{1,200}`(?=$|[\s.,:!?)\]*s-])/
const quotation = /^"[^`"#;\n]{1,200}"(?=$|[\s.,:!?)\]])/

/**
 * A tick or a double quote that opens a citation amid words, whose end stands where words go on. What is cited can't leave
 * a string, for want of another quote of its kind, and nothing joins it to a statement that the mark before it has left.
 */
export function isCitation(text: string, mark: number): boolean {
  if (mark < 2 || !/[\s([*|]/.test(text.charAt(mark - 1)) || !/\p{L}|[,.:(|-]/u.test(text.charAt(mark - 2)))
    return false
  const pattern = text.charCodeAt(mark) === 0x60 ? span : quotation
  const [code] = pattern.exec(text.slice(mark, mark + 208)) ?? []
  return code !== undefined && !code.includes('--') && !code.includes('/*')
}
