/** Calculations that only ask whether somebody calculates. */
import type { Place } from './judge.ts'
import type { ExpressionToken } from './tokens.ts'

const operators = '*+-/%^&~|'

/** As languages write numbers: not the `2n` of a password that holds `%{2n%0h`. */
const amount = /^(?:\d{1,64}(?:\.\d{1,64})?(?:e\d{1,3})?[dfl]?|0[xob][\da-f]{1,16})$/i

/** Numbers (or strings of digits) and operators, nothing else: asked to see whether the answer is calculated. */
export function isProbe({ tokens, opener, isWhole, isClosed }: Place): boolean {
  let operands = 0
  let signs = 0
  let isSubtle = false
  // `{{10-20}}`, `{{2024-01-01}}`, `{{1/2/2024}}`
  let isRange = true
  let from = 0
  let { length } = tokens
  // `{{- 7*7 -}}`, `<%= 7*7 %>`, `#set($x = 7*7)`, `{{:7*7}}`
  while (from < length && tokens[from]?.type === 'operator') from++
  // `{% if 7*7 == 49 %}`
  const isTag = opener.open === '{%' && /^(?:if|elif|elsif|print|when)$/.test(tokens[from]?.text ?? '')
  if (isTag) from++
  // FreeMarker's `?c`
  if (length > 3 && tokens[length - 2]?.text === '?' && tokens[length - 1]?.text === 'c') length -= 2
  if (tokens[from]?.type === 'name' && tokens[from + 1]?.text === '=' && tokens[from + 2]?.text !== '=') from += 2
  while (length > from && tokens[length - 1]?.type === 'operator') length--
  for (let i = from; i < length; i++) {
    const { type, text } = tokens[i] as ExpressionToken
    if (type === 'number') {
      if (!amount.test(text)) return false
      operands++
    }
    if (type === 'string') {
      if (!/^[0-9a-z]{1,12}$/i.test(text)) return false
      operands++
      isSubtle ||= !/^[0-9]+$/.test(text)
    } else if (isTag && isComparison(text)) {
      isRange = false
    } else if (type === 'operator') {
      if (text.length !== 1 || !operators.includes(text)) return false
      isSubtle ||= text === '|' || text === '~'
      if (text !== '|') signs++
      isRange &&= text === '-' || text === '/'
    } else if (type === 'name') return false
  }
  if (signs === 0 || operands < 2) return false
  if (isRange && (opener.open === '{' || signs > 1 || tokens.some(({ text }) => text === '-'))) return false
  if (opener.open === '@(') return tokens.some(({ text }) => text === '*' || text === '+')
  return isWhole || (isClosed && !isSubtle) || signs + operands > 2
}

function isComparison(text: string): boolean {
  return text === '=' || text === '<' || text === '>' || text === '!'
}
