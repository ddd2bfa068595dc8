import type { Range } from './ranges.ts'

const MIN_DIGITS = 13
const MAX_DIGITS = 19
/** Linear: each digit begins at most 13 steps. */
const LONG_NUMBER = /\d(?:[ +-]?\d){12}/

/**
 * Card numbers (ISO/IEC 7812-1): 13 to 19 digits that begin with 2 to 6 and pass Luhn's check, in groups or not. A number
 * begins and ends where a group does, so that neither the expiry behind it hides it, nor every long number holds one.
 */
export function cardNumbers(text: string): Range[] {
  const ranges: Range[] = []
  if (!LONG_NUMBER.test(text)) return ranges
  let groups: Range[] = []
  let run = 0
  const finish = () => {
    if (run >= MIN_DIGITS) ranges.push(...cardsIn(text, groups))
    groups = []
    run = 0
  }
  for (let i = 0; i < text.length; i++) {
    if (!isDigit(text.charCodeAt(i))) continue
    const last = groups.at(-1)
    if (last && (i - last[1] > 1 || !' -+'.includes(text[last[1]] as string))) finish()
    let end = i
    while (isDigit(text.charCodeAt(end))) end++
    groups.push([i, end])
    run += end - i
    i = end
  }
  finish()
  return ranges
}

/** @param groups of digits with one separator between each two */
function cardsIn(text: string, groups: readonly Range[]): Range[] {
  const found: Range[] = []
  for (let first = 0; first < groups.length; first++) {
    const [start] = groups[first] as Range
    const lead = text.charCodeAt(start)
    if (lead < 0x32 || lead > 0x36) continue
    let digits = ''
    for (let last = first; last < groups.length; last++) {
      const [from, to] = groups[last] as Range
      if (digits.length + to - from > MAX_DIGITS) break
      digits += text.slice(from, to)
      if (digits.length < MIN_DIGITS || !passesLuhn(digits)) continue
      found.push([start, to])
      first = last
      break
    }
  }
  return found
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 0x30
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
