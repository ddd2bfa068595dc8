/** Expressions of templates that browsers fill in: AngularJS, Vue, and what reads `{{…}}` like them. */
import type { Report } from '../../types.ts'
import { isQuote, isWord } from './characters.ts'

/** How far an expression is read: one that begins inside another is part of it. */
export const reach = 512

/** What an expression needs to get out of the sandbox; data has none of these. */
const wayOut: ReadonlySet<string> = new Set(['constructor', '__proto__', 'getPrototypeOf'])

/** The expression at `open` reaches for a constructor or the like. */
export function judgeTemplate(text: string, open: number, report: Report): boolean {
  const limit = Math.min(text.length, open + 2 + reach)
  const window = text.slice(open, limit)
  if (!window.includes('onstruct') && !window.includes('__proto') && !window.includes('getProto')) return false
  let word = open + 2
  for (let i = word; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (isWord(code)) continue
    if (code === 0x7d && text.charCodeAt(i + 1) === 0x7d) return false
    const isUsed = code === 0x2e || code === 0x5b || code === 0x28 || isQuote(code)
    if (isUsed && i - word > 1 && i - word < 16 && wayOut.has(text.slice(word, i))) {
      report('critical', open, i + 1, 'reaches for a constructor in a template')
      return true
    }
    word = i + 1
  }
  return false
}
