/** Expressions of templates that browsers fill in: AngularJS, Vue, and what reads `{{…}}` like them. */
import type { Report } from '../../types.ts'

/** How far an expression is read: one that begins inside another is part of it. */
export const reach = 512

/** What an expression needs to get out of the sandbox; data has none of these. */
const escapes =
  /(?:^|[^\w-])(?:constructor|__proto__|\$eval|\$evalAsync|\$parse|orderBy|fromCharCode|getPrototypeOf|_openBlock|_createBlock|_Vue|_c|_b|_s)\s?(?:[.[(`'"]|$)/

/** The expression at `open` reaches for a constructor or the like. */
export function judgeTemplate(text: string, open: number, report: Report): boolean {
  const limit = Math.min(text.length, open + 2 + reach)
  let end = open + 2
  while (end < limit && !(text.charCodeAt(end) === 0x7d && text.charCodeAt(end + 1) === 0x7d)) end++
  const expression = text.slice(open + 2, end)
  if (!/[.[(`]/.test(expression)) return false
  const found = escapes.exec(expression)
  if (found === null) return false
  // `orderBy: 'name'` alone is a filter; what it is given decides.
  if (found[0].includes('orderBy') && !expression.includes('constructor')) return false
  report('critical', open, open + 2 + found.index + found[0].length, 'reaches for a constructor in a template')
  return true
}
