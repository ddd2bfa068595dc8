/** Calls of functions that run or show script, where code may stand. */

import { isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { isQuote, isSpace, isWord } from './characters.ts'
import { gapBefore, isComputedCall } from './computed.ts'
import { firstOf } from './handlers.ts'
import { callers, globals, loud, sinks } from './names.ts'
import {
  declarationBefore,
  followsStatement,
  handsOnLoud,
  keywordBefore,
  operatorBefore,
  standsInExpression,
} from './statements.ts'

const endings = /^\((?:ed|ly|ing|er)\)/

/** `name(` or `` name` ``: a call of something that runs or shows script, where code may stand. */
export function isCall(
  text: string,
  open: number,
  mustache: number,
  template: number,
  field: FieldInfo,
  report: Report,
): boolean {
  let end = open
  const tick = text.charCodeAt(open) === 0x60
  if (tick && isTemplateCall(text, open, report)) return true
  // `alert (1)`: one space at most, since more are rare and would take a cue each.
  if (end > 0 && isGap(text.charCodeAt(end - 1))) end--
  else if (end > 1 && text.startsWith('*/', end - 2)) end = gapBefore(text, end)
  const comment = open - end > 1 ? open - end : 0
  let last = end === 0 ? 0 : text.charCodeAt(end - 1)
  // (alert)(1), alert?.(1)
  let shift = 0
  while (shift < 4 && end > 1 && (last === 0x29 || (last === 0x2e && text.charCodeAt(end - 2) === 0x3f))) {
    const width = last === 0x29 ? 1 : 2
    end -= width
    shift += width
    last = end === 0 ? 0 : text.charCodeAt(end - 1)
  }
  if (last === 0x5d && shift === 0) return isComputedCall(text, open, end, report)
  if (!isWord(last)) return false
  let start = end
  while (start > 0 && end - start < 24 && isWord(text.charCodeAt(start - 1))) start--
  const length = end - start
  if (length < 3 || length > 18) return false
  // `confirm(ed)`, `prompt(ly)`: a word, and what it may end in.
  const closes = text.charCodeAt(open + 3) === 0x29 || text.charCodeAt(open + 4) === 0x29
  if (closes && shift === 0 && !tick && end === open && endings.test(text.slice(open, open + 6))) return false
  const name = text.slice(start, end)
  if (!sinks.has(name)) return false
  if (tick && end !== open && name !== 'call' && name !== 'apply') return false
  const dotted = start > 0 && text.charCodeAt(start - 1) === 0x2e
  const argument = text.charCodeAt(open + 1)
  if (name === 'constructor') {
    if (dotted && (mustache !== -1 || argument === 0x22 || argument === 0x27 || argument === 0x60 || tick)) {
      report('critical', start, open + 1, 'builds a function from text through a constructor')
      return true
    }
    return false
  }
  if (callers.has(name)) {
    if (
      tick &&
      dotted &&
      (argument === 0x24 || name === 'call' || name === 'apply') &&
      open - end <= 2 &&
      !isSentence(text, start)
    ) {
      report('critical', start, open + 1, 'calls a function through a template')
      return true
    }
    const isLoud = loudArgument(text, open + 1) || isLoudObject(text, start - 1, field)
    if (dotted && (isLoud || (handsOnLoud(text, start, open) && standsInExpression(text)))) {
      report('critical', start, open + 1, 'hands a dangerous function on')
      return true
    }
    return false
  }
  // alert(s), prompt(s): a plural.
  if (argument === 0x73 && text.charCodeAt(open + 2) === 0x29) return false
  const isLoading = template === 1 && text.endsWith('}') && name === 'fetch' && isQuote(argument)
  if (
    (mustache !== -1 && open - mustache < 512) ||
    (template !== -1 && open - template < 512 && (loud.has(name) || isLoading))
  ) {
    report('critical', start, open + 1, 'runs script in a template')
    return true
  }
  // The expression's start: window.top.alert(…
  let expression = start
  while (expression > 0 && start - expression < 48) {
    const code = text.charCodeAt(expression - 1)
    if (!isWord(code) && code !== 0x2e) break
    expression--
  }
  let i = expression
  let operator = false
  let newline = false
  let equals = false
  while (i > 0 && expression - i < 24) {
    const code = text.charCodeAt(i - 1)
    if (isSpace(code)) {
      if (code === 0x0a || code === 0x0d) newline = true
    } else if (isJoint(code)) {
      operator = true
      equals = code === 0x3d
      // `/*x*/`
      if (code === 0x2f && text.charCodeAt(i - 2) === 0x2a) i = Math.min(i, gapBefore(text, i) + 1)
    } else {
      const word = keywordBefore(text, i)
      const skipped = word || (equals ? declarationBefore(text, i) : 0) || operatorBefore(text, i)
      if (skipped === 0) break
      if (word === 0) operator = true
      i -= skipped - 1
    }
    i--
  }
  const before = i === 0 ? 0 : text.charCodeAt(i - 1)
  const plain = dotted ? globalBefore(text, expression, start) : true
  if (before === 0x22 || before === 0x27 || before === 0x60) {
    const isLeft = operator || (newline && loud.has(name) && end === open && i < 24 && !text.slice(0, i).includes(' '))
    if (isLeft && plain && firstOf(text, before, i - 1)) {
      report('critical', i - 1, open + 1, 'leaves a quote and calls a function')
      return true
    }
  }
  if (followsStatement(text, name, start, open)) {
    report('critical', start, open + 1, 'leaves a quote and calls a function in a statement')
    return true
  }
  if (loud.has(name) && standsInExpression(text)) {
    report('critical', start, open + 1, 'leaves a quote and calls a function in an expression')
    return true
  }
  if (before === 0x22 || before === 0x27 || before === 0x60) return false
  if (i === 0) {
    const whole = text.length < 256 || operator
    const pageMember =
      dotted && plain && (name === 'write' || name === 'writeln' || name === 'open' || name === 'postMessage')
    if (
      whole &&
      !(newline && operator) &&
      (loud.has(name) || pageMember || isLoadOfCode(text, name, open)) &&
      (plain || name === 'getScript') &&
      !isResource(text, field) &&
      open === end + shift + comment
    ) {
      report('critical', start, open + 1, 'is a call that runs or shows script')
      return true
    }
    return false
  }
  // 1;alert(1)// and 1-alert(1)-1
  if (
    operator &&
    loud.has(name) &&
    text.length < 256 &&
    expression - i <= 4 &&
    cutOff(text, open) &&
    before >= 0x30 &&
    before <= 0x39
  ) {
    report('critical', start, open + 1, 'ends an expression and calls a function')
    return true
  }
  // `*/alert(1)` and `;alert(1)//`
  if (operator && loud.has(name) && text.length < 128 && cutOff(text, open) && !text.slice(0, i).includes(' ')) {
    report('critical', start, open + 1, 'ends a statement and calls a function')
    return true
  }
  return false
}

/** White space as it may stand between a function's name and its bracket. */
function isGap(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d
}

/** What joins an expression to what stands before it. */
function isJoint(code: number): boolean {
  return (
    code === 0x3b || // ;
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2a ||
    code === 0x2f ||
    code === 0x2c ||
    code === 0x29 ||
    code === 0x7d ||
    code === 0x7b ||
    code === 0x5d ||
    code === 0x7c ||
    code === 0x26 ||
    code === 0x3f ||
    code === 0x5e ||
    code === 0x3c ||
    code === 0x3e ||
    code === 0x3d ||
    code === 0x21 ||
    code === 0x7e ||
    code === 0x3a ||
    code === 0x25 ||
    code === 0x5c ||
    code === 0x5b ||
    code === 0x28
  )
}

/** The call's expression starts with the page's own objects. */
function globalBefore(text: string, start: number, end: number): boolean {
  const dot = text.indexOf('.', start)
  return dot !== -1 && dot < end && (globals.has(text.slice(start, dot)) || text.slice(start, dot) === 'String')
}

/** `alert.call(…)` in a short value, or at a longer one's beginning. */
function isLoudObject(text: string, dot: number, field: FieldInfo): boolean {
  if (isResource(text, field) || (text.length > 128 && dot > 16)) return false
  let start = dot
  while (start > 0 && dot - start < 16 && isLetter(text.charCodeAt(start - 1))) start--
  const before = start === 0 ? 0 : text.charCodeAt(start - 1)
  return before !== 0x2e && before !== 0x2d && loud.has(text.slice(start, dot))
}

/** One of the call's arguments is itself a dangerous function: `map(alert)`, `from([1],alert)`. */
function loudArgument(text: string, start: number): boolean {
  const rest = text.slice(start, start + 64)
  const end = rest.search(/[()]/)
  const handed = (end === -1 ? '' : rest.slice(0, end)).split(',', 4)
  return handed.some((name) => loud.has(name.trim()))
}

/** The call ends in what cuts off or rejoins the code around it: `//`, `-'`, `;`, the end. */
function cutOff(text: string, open: number): boolean {
  const limit = Math.min(text.length, open + 96)
  for (let i = open + 1; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0x29 && code !== 0x60) continue
    let j = i + 1
    while (j < limit && (text.charCodeAt(j) === 0x29 || isSpace(text.charCodeAt(j)))) j++
    if (j >= text.length) return true
    const next = text.charCodeAt(j)
    if (
      next === 0x2f ||
      next === 0x3b ||
      next === 0x2d ||
      next === 0x2b ||
      next === 0x27 ||
      next === 0x22 ||
      next === 0x7c ||
      next === 0x3a ||
      next === 0x3c
    )
      return true
  }
  return false
}

/** `import('//…')`, `importScripts('//…')`, `$.getScript('//…')`, `new Image().src='//…'`: what is fetched is named right there. */
function isLoadOfCode(text: string, name: string, open: number): boolean {
  if (name === 'Image') return text.startsWith('().src', open) || text.startsWith('()).src', open)
  if (name !== 'import' && name !== 'getScript') return false
  return /^["'`](?:\/\/|https?:|data:|javascript:)/.test(text.slice(open + 1, open + 16))
}

/** ``[ ] . sort . call ` ${ alert } 1337 ` ``: white space and comments between the names don't matter. */
function isTemplateCall(text: string, open: number, report: Report): boolean {
  const end = gapBefore(text, open)
  if (end < 5 || !isLetter(text.charCodeAt(end - 1))) return false
  let start = end
  while (start > 0 && end - start < 12 && isLetter(text.charCodeAt(start - 1))) start--
  if (!callers.has(text.slice(start, end))) return false
  const dot = gapBefore(text, start)
  if (text.charCodeAt(dot - 1) !== 0x2e) return false
  const rest = text.slice(open + 1, open + 64)
  const hole = rest.indexOf('${')
  const close = rest.indexOf('}', hole)
  if (hole === -1 || hole > 24 || close === -1) return false
  const handed = rest.slice(hole + 2, close).trim()
  if (!loud.has(handed) && !/^(?:navigation|location|window|document|self|top)\b/.test(handed)) return false
  report('critical', start, open + 1, 'calls a function through a template')
  return true
}

/** ``the method .call `x` ``: prose before a code span. */
function isSentence(text: string, start: number): boolean {
  if (start < 2) return true
  const before = text.charCodeAt(start - 2)
  return before === 0x20 || before === 0x60
}

/** What a path names: words, and calls as OData has them (`/users/confirm(id=1)`). */
const resource = /^[\w/.-]*(?:\([\w=,.-]*\))?[\w/.-]*$/

/** Whether a text is of a path and only names a resource. */
export function isResource(text: string, field: FieldInfo): boolean {
  return field.where === 'path' && resource.test(text)
}
