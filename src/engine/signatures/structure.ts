import RE2 from 're2'

const MAX_REPEAT = 100

/** What is wrong with a pattern; undefined if it may be used. */
export function patternFault(pattern: string): string | undefined {
  return structureFault(pattern) ?? syntaxFault(pattern)
}

function syntaxFault(pattern: string): string | undefined {
  try {
    new RE2(pattern, 'u')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * Refuses patterns by their structure: an unbounded repeat of `.` or of a negated class, or a large counted one, makes
 * RE2's automaton explode on hostile text (measured: 30 µs a byte). Never by timing, which would depend on the machine.
 * @returns what is wrong and how to mend it; undefined if the pattern may be used
 */
function structureFault(pattern: string): string | undefined {
  let wide = false
  for (let i = 0; i < pattern.length; ) {
    const character = pattern[i] as string
    if (character === '\\') {
      wide = 'DSWPC'.includes(pattern[i + 1] ?? ' ')
      i += 2
    } else if (character === '[') {
      wide = pattern[i + 1] === '^'
      i = classEnd(pattern, i)
    } else if (character === '*' || character === '+') {
      if (wide) return `unbounded ${character} on a dot or negated class at ${i}; use {0,40}`
      i++
    } else if (character === '{') {
      const counted = /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(i, i + 16))
      if (counted) {
        const [text, from, to] = counted
        if (to === '' && wide) return `unbounded ${text} on a dot or negated class at ${i}; give an upper bound`
        if (Number(to || from) > MAX_REPEAT) return `${text} at ${i} repeats more than ${MAX_REPEAT} times`
        i += text.length
      } else i++
    } else {
      wide = character === '.'
      i++
    }
  }
  return undefined
}

function classEnd(pattern: string, start: number): number {
  let i = start + 1
  if (pattern[i] === '^') i++
  if (pattern[i] === ']') i++
  while (i < pattern.length && pattern[i] !== ']') i += pattern[i] === '\\' ? 2 : 1
  return i + 1
}
