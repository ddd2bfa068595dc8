/** Server-side template injection: see GRAMMAR.md. */
import { TEMPLATES } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import type { Detector, FieldInfo, Report, Token } from '../../types.ts'
import { asked, cues } from './cues.ts'
import { runningFilter } from './filters.ts'
import { judge } from './judge.ts'
import { isLeading, matters } from './matters.ts'
import { type Opener, openerAt } from './openers.ts'
import { type Expression, readExpression } from './tokens.ts'

const MAX_TOKENS = 64
/** Stretches that an expression which isn't closed is read on for. */
const MAX_STRETCHES = 8
/** A text that several engines would fail at: sent to see how the server fails. */
const POLYGLOT = '${{<%'
const MAX_DIGITS = 16
const digits: Opener = { open: '{', close: '}', isDouble: false }
/** Thymeleaf's expressions that hold others: `@{/x(${7*7})}`. */
const holders: ReadonlySet<string> = new Set(['@{', '~{'])
const doubleSquare: Opener = { open: '[[', close: ']]', isDouble: false }

export const templates: Detector = {
  name: 'ssti',
  bytes: '',
  cues,
  asked,
  tells: tellsBy(matters),
  teller: TEMPLATES,
  detect(text: string, _field: FieldInfo, report: Report): void {
    expressions(text, (opener, start, { tokens, end, isClosed }) => {
      if (opener.open === '${' && text.startsWith(POLYGLOT, start)) {
        report('critical', start, start + POLYGLOT.length, 'opens expressions of several template engines at once')
        return true
      }
      const isWhole = isBlank(text, 0, start) && isBlank(text, end, text.length)
      // `x^{{1+2}}` is a formula.
      const isFormula = opener.isDouble && /(?:[\^_}]|\\[a-z]{1,12})$/.test(text.slice(Math.max(0, start - 14), start))
      const found = judge({ tokens, opener, isWhole, isClosed })
      if (found === undefined) return false
      const isProbe = found.startsWith('calculates')
      if (opener === digits || opener === doubleSquare ? !(isWhole && isProbe) : isFormula && isProbe) return false
      report('critical', start, end, `${found}, in an expression of a template`)
      return true
    })
    const filter = runningFilter(text)
    if (filter !== undefined)
      report('critical', filter.start, filter.end, 'runs a filter, in an expression of a template')
  },
  explain(text: string): readonly Token[] {
    const shown: Token[] = []
    expressions(text, (opener, start, { tokens }) => {
      shown.push({ type: 'opener', start, end: Math.min(text.length, start + opener.open.length) })
      for (const { type, start, end } of tokens) shown.push({ type, start, end })
      return shown.length >= MAX_TOKENS
    })
    return shown.slice(0, MAX_TOKENS)
  },
}

/** Calls `visit` for each expression, until it returns true. Each character is read once. */
function expressions(text: string, visit: (opener: Opener, start: number, expression: Expression) => boolean): void {
  for (let i = 0; i < text.length; ) {
    const opener = openerAt(text, i) ?? digitsAt(text, i)
    if (opener === undefined) {
      i++
      continue
    }
    const start = i
    // The words that some openers end with are part of what is judged.
    let from = i + (/^.?[a-z]/i.test(opener.open) ? 1 : Math.min(2, opener.open.length))
    if (/^#[sie]/.test(opener.open)) from = i + opener.open.length
    for (let stretch = 0; stretch < MAX_STRETCHES; stretch++) {
      const expression = readExpression(text, from, opener.close)
      if (visit(opener, start, expression)) return
      const inner = holders.has(opener.open) ? text.slice(from, expression.end).indexOf('${') : -1
      if (inner !== -1) {
        from += inner
        break
      }
      from = Math.max(expression.end, from + 1)
      if (expression.isClosed || from >= text.length) break
    }
    i = from
  }
}

/** `{7*7}`, as Smarty and Latte read it, `{(7*7)}`, `[[7*7]]`. */
function digitsAt(text: string, at: number): Opener | undefined {
  const isList = text.charCodeAt(at) === 0x5b && text.charCodeAt(at + 1) === 0x5b
  if (text.charCodeAt(at) !== 0x7b && !isList) return undefined
  let from = at + 1
  if (isLeading(text.charCodeAt(from))) from++
  let i = from
  while (i < from + MAX_DIGITS && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39) i++
  if (i === from || !isSign(text.charCodeAt(i))) return undefined
  return isList ? doubleSquare : digits
}

function isSign(code: number): boolean {
  return code === 0x2a || code === 0x2b || code === 0x2d || code === 0x2f || code === 0x20
}

/** Nothing but white space, quotes and braces stands there. */
function isBlank(text: string, start: number, end: number): boolean {
  return end - start <= 8 && /^[\s'"{}()[\].;:_]*$/.test(text.slice(start, end))
}
