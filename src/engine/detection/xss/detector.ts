/**
 * Cross-site scripting: would script run if a page showed the value as text, in an attribute, as a URL, or inside a
 * script's string? One pass looks at the five characters without which nothing runs; README.md says what each may mean.
 */
import type { Detector, FieldInfo, Report } from '../../types.ts'
import {
  type Attribute,
  isLetter,
  isSpace,
  isWord,
  nameEnd,
  plainName,
  readAttribute,
  runningStyle,
  runningUrl,
} from './markup.ts'
import { animating, events, globals, loading, loud, running, sinks } from './names.ts'

const telling = new Uint8Array(128)
for (const character of '<=(:`{}') telling[character.charCodeAt(0)] = 1

const attribute: Attribute = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 }

/** How far a tag's attributes are read in one go, and all tags together for each character of the text. */
const tagReach = 8192
const workPerCharacter = 8

export const xss: Detector = {
  name: 'xss',
  bytes: '<=(`',
  cues: ['script', 'document.', 'window.', 'constructor', '-moz-binding', '\uff1c', '\u00bc', 'data:'],
  detect(text: string, field: FieldInfo, report: Report): void {
    const { length } = text
    let budget = length * workPerCharacter + 4096
    let mustache = -1
    let template = -1
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code >= 128) {
        // Full-width and vulgar-fraction brackets become `<` where a page or a database narrows its characters.
        if (
          (code === 0xff1c || (code === 0xbc && (i === 0 || text.charCodeAt(i - 1) < 0xc0)) || code === 0xfe64) &&
          plainName(text, i + 1, i + 7) === 'script'
        ) {
          report('critical', i, Math.min(length, i + 8), 'opens a script tag with a bracket that becomes `<`')
          return
        }
        continue
      }
      if (telling[code] === 0) continue
      switch (code) {
        case 0x3c: {
          const next = text.charCodeAt(i + 1)
          if (!isLetter(next) && next !== 0x2f && next !== 0x21 && next !== 0x3f && next !== 0 && next !== 0x25) break
          if (budget <= 0) break
          const end = readTag(text, i, Math.min(length, i + tagReach), report)
          if (end < 0) return
          budget -= end - i
          break
        }
        case 0x3d:
          if (isHandler(text, i, report)) return
          break
        case 0x28:
        case 0x60:
          if (isCall(text, i, mustache, template, field, report)) return
          break
        case 0x3a:
          if (isScriptUrl(text, i, report)) return
          break
        case 0x7b:
          if (text.charCodeAt(i + 1) === 0x7b) mustache = i
          else if (i > 0 && text.charCodeAt(i - 1) === 0x24) template = i
          break
        case 0x7d:
          if (text.charCodeAt(i + 1) === 0x7d) mustache = -1
          template = -1
          break
      }
    }
    closingText = ''
    if (length <= 96 && field.where !== 'path' && !field.isName) judgeWhole(text, report)
    else if (length >= 24 && isBracketCode(text)) {
      report('critical', 0, length, 'is JavaScript written with brackets only')
    }
  },
}

/** Judges the tag at `open`. Returns where it ends, or -1 if it is critical, which is reported. */
function readTag(text: string, open: number, limit: number, report: Report): number {
  let start = open + 1
  while (text.charCodeAt(start) === 0 || text.charCodeAt(start) === 0x25) start++
  const first = text.charCodeAt(start)
  let closing = false
  if (first === 0x2f) {
    closing = true
    start++
    while (isSpace(text.charCodeAt(start)) && start < open + 8) start++
  } else if (first === 0x21 || first === 0x3f) {
    start++
    if (text.startsWith('xml-stylesheet', start) || text.startsWith('import', start)) {
      const end = Math.min(limit, start + 400)
      const rest = text.slice(start, end).toLowerCase()
      if (/href|namespace|implementation/.test(rest) && /javascript:|data:|vbscript:|\.htc|\.js\b|\.xsl\b/.test(rest)) {
        report('critical', open, end, 'loads a style sheet or a component that runs script')
        return -1
      }
    }
    return start
  }
  if (!isLetter(text.charCodeAt(start))) return start
  const end = nameEnd(text, start)
  let tag = plainName(text, start, end)
  const colon = tag.lastIndexOf(':')
  if (colon !== -1 && tag !== 't:set') tag = tag.slice(colon + 1)
  const after = text.charCodeAt(end)
  if (!closing && running.has(tag)) {
    if (!(isWord(after) || after === 0x2e)) {
      // `Map<Script, Layer>` and Markdown's code spans: without an end tag a bare one runs nothing.
      const before = open === 0 ? 0 : text.charCodeAt(open - 1)
      const word = isWord(before)
      const tick = before === 0x60 && after === 0x3e && text.charCodeAt(end + 1) === 0x60
      const generic =
        (tick || (word && after === 0x2c) || (word && after === 0x3e && endsType(text, end + 1))) && !closesScript(text)
      if (!generic) {
        report('critical', open, end, `opens a tag that runs script: ${tag}`)
        return -1
      }
    }
  } else if (tag.startsWith('script') && !closing && after !== 0x2e && tag !== 'scripts' && tag.length < 9) {
    report('warning', open, end, 'opens a tag that looks like script')
  }
  const wanted = closing ? undefined : loading.get(tag)
  const animates = animating.has(tag)
  if (tag === 'style' && !closing) {
    // To the next tag: many opening tags cost no more than one.
    const next = text.indexOf('<', end)
    const styles = Math.min(limit, end + 2048, next === -1 ? limit : next)
    if (runningStyle(text, end, styles)) {
      report('critical', open, end, 'opens a style sheet that loads or runs something')
      return -1
    }
  }
  let i = end
  // One attribute after another, to the tag's end.
  for (let count = 0; count < 256 && readAttribute(text, i, limit, attribute); count++) {
    const { nameStart, nameEnd: nameStop, valueStart, valueEnd } = attribute
    const valued = valueStart > nameStop
    const length = nameStop - nameStart
    if (
      valued &&
      length > 3 &&
      length < 64 &&
      (text.charCodeAt(nameStart) | 0x20) === 0x6f &&
      (text.charCodeAt(nameStart + 1) | 0x20) === 0x6e
    ) {
      if (isLetter(text.charCodeAt(nameStart + 2)) && valueEnd > valueStart) {
        const value = text.charCodeAt(valueStart)
        // JSX's `onClick={…}` and generics' default types aren't markup.
        if (value !== 0x7b && value !== 0x3e) {
          report('critical', nameStart, valueEnd, 'has a tag with an event handler')
          return -1
        }
      }
    }
    if (wanted !== undefined || animates || length >= 2) {
      const name = plainName(text, nameStart, Math.min(nameStop, nameStart + 32))
      if (wanted?.includes(name) === true && (valued || tag !== 'iframe')) {
        report('critical', open, valueEnd, `opens a tag that loads something: ${tag}`)
        return -1
      }
      if (valued) {
        if (name === 'srcdoc') {
          report('critical', open, valueEnd, 'holds a document of its own in srcdoc')
          return -1
        }
        if (name === 'style' && runningStyle(text, valueStart, valueEnd)) {
          report('critical', nameStart, valueEnd, 'has a style that runs script')
          return -1
        }
        if (animates && name === 'attributename') {
          const target = plainName(text, valueStart, Math.min(valueEnd, valueStart + 32))
          if (target.startsWith('on') || target.includes('href') || target === 'innerhtml' || target === 'src') {
            report('critical', open, valueEnd, 'animates an attribute that runs script')
            return -1
          }
        }
        if (mayBeUrl(text, valueStart, valueEnd)) {
          const scheme = runningUrl(text, valueStart, valueEnd)
          if (scheme !== '') {
            const harmless =
              scheme === 'data:' && (tag === 'img' || tag === 'image' || tag === 'source' || tag === 'video')
            if (!harmless) {
              report('critical', nameStart, valueEnd, `has an attribute with a ${scheme} URL`)
              return -1
            }
          }
        }
        if (name === 'content' || name === 'values' || name === 'to' || name === 'from') {
          const rest = text.slice(valueStart, Math.min(valueEnd, valueStart + 512)).toLowerCase()
          if (/(?:javascript|vbscript):|data:\s*text\/html/.test(rest)) {
            report('critical', nameStart, valueEnd, 'has an attribute that leads to script')
            return -1
          }
        }
      }
    }
    if (attribute.next <= i) break
    i = attribute.next
  }
  return i
}

let closingText = ''
let closingFound = false

/** The text closes a script. One search for each text, however many tags ask. */
function closesScript(text: string): boolean {
  if (closingText !== text) {
    closingText = text
    closingFound = /<\/\s?script/i.test(text)
  }
  return closingFound
}

/** What follows a type's arguments in a program. */
function endsType(text: string, at: number): boolean {
  if (at >= text.length) return true
  return ' \n,;(){}[]>|&=?'.includes(text.charAt(at))
}

/** Most URLs begin with `h`, `/`, `#` or `.`: only what may spell a dangerous scheme is read in full. */
function mayBeUrl(text: string, start: number, end: number): boolean {
  let i = start
  while (i < end && i < start + 32 && (text.charCodeAt(i) <= 0x20 || text.charCodeAt(i) > 0x7f)) i++
  const first = text.charCodeAt(i) | 0x20
  return (
    first === 0x6a ||
    first === 0x76 ||
    first === 0x6c ||
    first === 0x64 ||
    first === 0x6d ||
    first === 0x26 ||
    first === 0x7c
  )
}

/** `onerror=…` anywhere: the value may stand in a tag or in an attribute that it leaves. */
function isHandler(text: string, equals: number, report: Report): boolean {
  let end = equals
  while (end > 0 && equals - end < 8 && text.charCodeAt(end - 1) <= 0x20) end--
  let start = end
  while (start > 0 && end - start < 40 && isLetter(text.charCodeAt(start - 1))) start--
  if (end - start < 5 || (text.charCodeAt(start) | 0x20) !== 0x6f || (text.charCodeAt(start + 1) | 0x20) !== 0x6e)
    return false
  const before = start === 0 ? 0x20 : text.charCodeAt(start - 1)
  if (before === 0x2e || before === 0x5f || before === 0x2d || before === 0x24 || (before >= 0x30 && before <= 0x39))
    return false
  if (before === 0x26 || before === 0x3f) return false
  const name = text.slice(start + 2, end).toLowerCase()
  if (!events.some((event) => name.startsWith(event))) return false
  let value = equals + 1
  while (value < text.length && value < equals + 8 && isSpace(text.charCodeAt(value))) value++
  const first = text.charCodeAt(value)
  if (first === 0x7b || first === 0x3e || first === 0x3d) return false
  const quoted = first === 0x22 || first === 0x27
  const tight = end === equals && value === equals + 1
  const limit = Math.min(text.length, value + 160)
  let call = false
  let word = value + (quoted ? 1 : 0)
  for (let i = word; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (isWord(code)) continue
    if (i > word) {
      const spelt = text.slice(word, i)
      if (
        (sinks.has(spelt) && spelt !== 'map' && spelt !== 'find' && spelt !== 'call') ||
        (globals.has(spelt) && tight) ||
        spelt === 'throw' ||
        spelt === 'javascript'
      ) {
        report('critical', start, i, 'has an event handler that runs script')
        return true
      }
      if (code === 0x28 || code === 0x60) call = true
    }
    if (code === first && quoted && i > value) break
    if (code === 0x3e && i > value && text.charCodeAt(i - 1) !== 0x3d) break
    word = i + 1
  }
  if (call && (quoted || tight)) {
    report('critical', start, limit, 'has an event handler that calls a function')
    return true
  }
  // `" onfocus=x autofocus `: in an attribute that the value leaves.
  if (tight && start > 0 && isSpace(before) && leavesQuote(text, start)) {
    report('critical', start, limit, 'leaves an attribute and adds an event handler')
    return true
  }
  return false
}

/** White space and a quote, which is the value's first, stand before `position`. */
function leavesQuote(text: string, position: number): boolean {
  let i = position
  while (i > 0 && position - i < 32 && (isSpace(text.charCodeAt(i - 1)) || text.charCodeAt(i - 1) === 0x2f)) i--
  const quote = i === 0 ? 0 : text.charCodeAt(i - 1)
  return (quote === 0x22 || quote === 0x27 || quote === 0x60) && firstOf(text, quote, i - 1)
}

/** No such quote stands before `position`. Looks back 256 characters. */
function firstOf(text: string, quote: number, position: number): boolean {
  const limit = Math.max(0, position - 256)
  for (let i = position - 1; i >= limit; i--) if (text.charCodeAt(i) === quote) return false
  return limit === 0
}

/** `name(` or `` name` ``: a call of something that runs or shows script, where code may stand. */
function isCall(
  text: string,
  open: number,
  mustache: number,
  template: number,
  field: FieldInfo,
  report: Report,
): boolean {
  let end = open
  const tick = text.charCodeAt(open) === 0x60
  while (end > 0 && open - end < (tick ? 2 : 4) && isSpace(text.charCodeAt(end - 1))) end--
  let last = end === 0 ? 0 : text.charCodeAt(end - 1)
  // (alert)(1), alert?.(1)
  let shift = 0
  while (shift < 4 && end > 1 && (last === 0x29 || last === 0x2e || last === 0x3f)) {
    end--
    shift++
    last = text.charCodeAt(end - 1)
  }
  if (last === 0x5d && shift === 0) return isComputedCall(text, open, end, report)
  if (!isWord(last)) return false
  let start = end
  while (start > 0 && end - start < 24 && isWord(text.charCodeAt(start - 1))) start--
  const length = end - start
  if (length < 3 || length > 18) return false
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
  if (name === 'call' || name === 'apply' || name === 'sort' || name === 'map' || name === 'find' || name === 'every') {
    if (tick && dotted && (argument === 0x24 || name === 'call' || name === 'apply') && open - end <= 2) {
      report('critical', start, open + 1, 'calls a function through a template')
      return true
    }
    if (dotted && loudArgument(text, open + 1)) {
      report('critical', start, open + 1, 'hands a dangerous function on')
      return true
    }
    return false
  }
  // alert(s), prompt(s): a plural.
  if (argument === 0x73 && text.charCodeAt(open + 2) === 0x29) return false
  if ((mustache !== -1 && open - mustache < 512) || (template !== -1 && open - template < 512 && loud.has(name))) {
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
  while (i > 0 && expression - i < 24) {
    const code = text.charCodeAt(i - 1)
    if (isSpace(code)) {
      if (code === 0x0a || code === 0x0d) newline = true
    } else if (isJoint(code)) operator = true
    else if (code === 0x77 && text.startsWith('new', i - 3)) {
      i -= 2
    } else break
    i--
  }
  const before = i === 0 ? 0 : text.charCodeAt(i - 1)
  const plain = dotted ? globalBefore(text, expression, start) : true
  if (before === 0x22 || before === 0x27 || before === 0x60) {
    if (operator && plain && firstOf(text, before, i - 1)) {
      report('critical', i - 1, open + 1, 'leaves a quote and calls a function')
      return true
    }
    return false
  }
  if (i === 0) {
    const whole = text.length < 256 || operator
    if (
      whole &&
      !newline &&
      (loud.has(name) || (dotted && plain && name === 'write')) &&
      plain &&
      field.where !== 'path' &&
      open === end + shift
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
    code === 0x28
  )
}

/** The call's expression starts with the page's own objects. */
function globalBefore(text: string, start: number, end: number): boolean {
  const dot = text.indexOf('.', start)
  return dot !== -1 && dot < end && (globals.has(text.slice(start, dot)) || text.slice(start, dot) === 'String')
}

/** The call's argument is itself a dangerous function. */
function loudArgument(text: string, start: number): boolean {
  let end = start
  while (end < text.length && end < start + 16 && isLetter(text.charCodeAt(end))) end++
  return (text.charCodeAt(end) === 0x29 || text.charCodeAt(end) === 0x2c) && loud.has(text.slice(start, end))
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
      next === 0x3c
    )
      return true
  }
  return false
}

/** `window['alert'](1)`, `[]['constructor']`, `top[/al/.source+/ert/.source](1)` */
function isComputedCall(text: string, open: number, end: number, report: Report): boolean {
  const limit = Math.max(0, end - 64)
  let bracket = -1
  let quoted = false
  for (let i = end - 2; i >= limit; i--) {
    const code = text.charCodeAt(i)
    if (code === 0x5b) {
      bracket = i
      break
    }
    if (code === 0x22 || code === 0x27 || code === 0x60 || code === 0x2f) quoted = true
  }
  if (bracket === -1 || !quoted) return false
  let start = bracket
  while (start > limit && isWord(text.charCodeAt(start - 1))) start--
  const object = text.slice(start, bracket)
  const key = text.slice(bracket + 1, end - 1)
  const word = key.replace(/[^A-Za-z]/g, '')
  if (word === 'constructor' || loud.has(word) || (globals.has(object) && object !== 'this' && /[+\\/]/.test(key))) {
    report('critical', start, open + 1, 'calls a dangerous function by a computed name')
    return true
  }
  return false
}

/** `javascript:alert(1)` as a value or inside one. */
function isScriptUrl(text: string, colon: number, report: Report): boolean {
  // The letters before the colon, without what browsers skip, end in `script`.
  let i = colon - 1
  let word = ''
  while (i >= 0 && colon - i < 40 && word.length < 10) {
    const code = text.charCodeAt(i)
    if (isLetter(code)) word = String.fromCharCode(code | 0x20) + word
    else if (code > 0x0d || code === 0x0c) break
    i--
    if (word.length === 1 && word !== 't' && word !== 'a') return false
  }
  if (word.endsWith('data')) {
    const type = text.slice(colon + 1, colon + 48).toLowerCase()
    if (
      /^\s*text\/(?:html|javascript|xml|vbscript)\s*[;,]/.test(type) ||
      /^\s*(?:image\/svg\+xml|application\/xhtml\+xml)\s*[;,]/.test(type)
    ) {
      const rest = text.slice(colon, colon + 4096).toLowerCase()
      if (
        /^:\s*text\/(?:html|javascript|xml)[^,]{0,40},/.test(rest) ||
        /script|onload|onerror|onbegin/.test(rest) ||
        rest.includes(';base64,')
      ) {
        report(
          'critical',
          Math.max(0, i),
          Math.min(text.length, colon + 32),
          'is a data: URL of a document that may run script',
        )
        return true
      }
    }
    return false
  }
  const known = word.endsWith('javascript') ? 10 : word.endsWith('vbscript') ? 8 : word.endsWith('livescript') ? 10 : 0
  if (known === 0) return false
  const start = Math.max(0, i + 1)
  const leading =
    start === 0 ||
    text.slice(0, Math.min(start, 24)).trim() === '' ||
    /["'`=(\\>]$/.test(text.slice(Math.max(0, start - 1), start))
  const limit = Math.min(text.length, colon + 256)
  const next = text.charCodeAt(colon + 1)
  // "JavaScript: The Good Parts" · "javascript: foo"
  const prose =
    next === 0x20 && isLetter(text.charCodeAt(colon + 2)) && !/^[\w.]+\s?[(`=[]/.test(text.slice(colon + 2, colon + 40))
  if (prose || colon + 1 >= text.length) return false
  for (let j = colon + 1; j < limit; j++) {
    const code = text.charCodeAt(j)
    const call =
      (code === 0x28 || code === 0x60) &&
      j > colon + 1 &&
      (isWord(text.charCodeAt(j - 1)) || text.charCodeAt(j - 1) === 0x29 || text.charCodeAt(j - 1) === 0x5d)
    if (
      call ||
      (leading &&
        (code === 0x2f ||
          code === 0x25 ||
          code === 0x3d ||
          code === 0x27 ||
          code === 0x22 ||
          code === 0x3b ||
          code === 0x5c))
    ) {
      report('critical', start, j + 1, 'is a URL that runs script')
      return true
    }
    if (isSpace(code) && !leading) return false
  }
  if (leading && next > 0x20 && next !== 0x3a) {
    report(start === 0 ? 'critical' : 'error', start, limit, 'is a URL that runs script')
    return start === 0
  }
  return false
}

/** Short values that are nothing but an expression on the page. */
function judgeWhole(text: string, report: Report): void {
  if (text.length >= 16 && isBracketCode(text)) {
    report('critical', 0, text.length, 'is JavaScript written with brackets only')
    return
  }
  if (text.includes('-moz-binding') && text.includes('url(')) {
    report('critical', 0, text.length, 'binds script through a style')
    return
  }
  const dot = text.indexOf('.')
  if (dot === -1 || text.includes('://')) return
  for (const word of [
    'document.cookie',
    'document.domain',
    'document.write',
    'document.location',
    'window.location',
    'document.body.',
    'document.querySelector',
    'document.createElement',
    'window.name',
    'document.URL',
  ]) {
    const at = text.indexOf(word)
    if (at === -1) continue
    const before = at === 0 ? 0 : text.charCodeAt(at - 1)
    if (isWord(before) || before === 0x2d) continue
    const spaced = text.slice(0, at).includes(' ')
    report(spaced ? 'warning' : 'critical', at, at + word.length, "reads or changes the page's document")
    return
  }
}

/** JSFuck and its kin: code without a letter. */
function isBracketCode(text: string): boolean {
  let brackets = 0
  let bangs = 0
  const limit = Math.min(text.length, 512)
  for (let i = 0; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b || code === 0x5d || code === 0x28 || code === 0x29) brackets++
    else if (code === 0x21) bangs++
    else if (code !== 0x2b && code !== 0x20) return false
  }
  return brackets >= 6 && bangs >= 1 && text.includes('[]')
}
