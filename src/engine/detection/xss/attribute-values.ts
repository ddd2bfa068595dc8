/** What a tag's attributes do. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { type Attribute, plainName, readAttribute } from './attributes.ts'
import { isSpace, isWord } from './characters.ts'
import { exactEvents } from './event-names.ts'
import { loadingAnywhere, loud, sinks } from './names.ts'
import { isOrdinaryTag } from './ordinary-tags.ts'
import { isOutsideSchema } from './schemas.ts'
import { isInert, mayRun, runningUrl } from './schemes.ts'
import { runningStyle, splitsWords } from './styles.ts'

const attribute: Attribute = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 }

/** The names that frameworks read an attribute's value as code by: `v-html`, `@click`, `ng-focus`, `x-init`. */
const evaluated =
  /^(?:v-|@|:|#|ng[-:_]|data-(?:ng|v|x|hx|mv|bind|action|on)|x-|on[-:]|bind:|hx-|\(|\[|\*ng|mv-|up-on|wire:|unicorn:|_$|script$)/

/** Names by which a framework writes the value as markup, or fetches markup. */
const writing: ReadonlySet<string> = new Set(
  'v-html x-html ng-bind-html data-ng-bind-html ng-include data-ng-include :innerhtml .innerhtml [innerhtml] v-bind:innerhtml [outerhtml]'.split(
    ' ',
  ),
)
const fetching = /^(?:data-)?hx-(?:get|post|put|delete|patch)$/

/**
 * Judges the attributes of the tag at `open` that stand from `from`, to the tag's end.
 * @returns where it ends, or -1 if one is critical, which is reported
 */
export function judgeAttributes(
  text: string,
  open: number,
  from: number,
  limit: number,
  tag: string,
  wanted: readonly string[] | undefined,
  animates: boolean,
  report: Report,
): number {
  let i = from
  for (let count = 0; count < 256 && readAttribute(text, i, limit, attribute); count++) {
    const { nameStart, nameEnd, valueStart, valueEnd } = attribute
    const isValued = valueStart > nameEnd
    if (isEventHandler(text, isValued)) {
      report('critical', nameStart, valueEnd, 'has a tag with an event handler')
      return -1
    }
    if (wanted !== undefined || animates || nameEnd - nameStart >= 2 || text.charCodeAt(nameStart) === 0x5f) {
      const name = plainName(text, nameStart, Math.min(nameEnd, nameStart + 32))
      const loads = wanted?.includes(name) === true && (isValued || tag !== 'iframe')
      if (loads && !isOrdinaryTag(text, from, limit, tag)) {
        report('critical', open, valueEnd, `opens a tag that loads something: ${tag}`)
        return -1
      }
      if (isValued && judgeValue(text, open, tag, name, animates, report)) return -1
    }
    if (attribute.next <= i) break
    i = attribute.next
  }
  return i
}

/** Any `on…=`, since browsers differ in what they know; without a value only what no name of an attribute looks like. */
function isEventHandler(text: string, isValued: boolean): boolean {
  const { nameStart, nameEnd, valueStart, valueEnd } = attribute
  const length = nameEnd - nameStart
  if (length < 4 || length >= 64) return false
  if ((text.charCodeAt(nameStart) | 0x20) !== 0x6f || (text.charCodeAt(nameStart + 1) | 0x20) !== 0x6e) return false
  if (!isLetter(text.charCodeAt(nameStart + 2))) return false
  if (!isValued) {
    // `onload!#$=`: the junk between name and sign, in which browsers saw neither.
    let end = nameStart
    while (end < nameEnd && isLetter(text.charCodeAt(end))) end++
    return end < nameEnd && text.charCodeAt(end) === 0x21 && isEvent(text, nameStart, end)
  }
  if (valueEnd === valueStart) return valueEnd >= text.length && isEvent(text, nameStart, nameEnd)
  const first = text.charCodeAt(valueStart)
  if (idle.test(text.slice(valueStart, Math.min(valueEnd, valueStart + 16)))) return false
  // JSX's `onClick={…}` and generics' default types aren't markup.
  if (first === 0x3e) return false
  return first !== 0x7b || callsLoudly(text, valueStart, valueEnd)
}

/** `onclick="return false;"`: keeps a link from being followed. */
const idle = /^return(?: false| true)?;?$/

function isEvent(text: string, start: number, end: number): boolean {
  return exactEvents.has(text.slice(start + 2, end).toLowerCase())
}

/** A function that shows that script runs is called. */
function callsLoudly(text: string, start: number, end: number): boolean {
  const limit = Math.min(end, start + 512)
  let word = start
  for (let i = start; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (isWord(code)) continue
    if (i - word > 3 && (code === 0x28 || code === 0x60) && loud.has(text.slice(word, i))) return true
    word = i + 1
  }
  return false
}

function judgeValue(text: string, open: number, tag: string, name: string, animates: boolean, report: Report): boolean {
  const { nameStart, valueStart, valueEnd } = attribute
  if (loadingAnywhere.has(name) && !(name === 'formaction' && text.charCodeAt(valueStart) === 0x7b)) {
    report('critical', open, valueEnd, name === 'srcdoc' ? 'holds a document of its own in srcdoc' : `binds ${name}`)
    return true
  }
  switch (name) {
    case 'style':
      if (runningStyle(text, valueStart, valueEnd) || splitsWords(text, valueStart, valueEnd)) {
        report('critical', nameStart, valueEnd, 'has a style that runs script')
        return true
      }
      break
    case 'type':
      if (tag === 'style' && plainName(text, valueStart, Math.min(valueEnd, valueStart + 32)).includes('script')) {
        report('critical', open, valueEnd, 'has a style sheet that is a script')
        return true
      }
      break
    case 'xlink:href':
    case 'href':
      if ((tag === 'use' || tag === 'feimage') && text.charCodeAt(valueStart) !== 0x23 && valueEnd > valueStart) {
        report('critical', open, valueEnd, 'draws what another document holds')
        return true
      }
      break
    case 'xsi:schemalocation':
    case 'xsi:nonamespaceschemalocation':
      if (isOutsideSchema(text, valueStart, valueEnd)) {
        report('critical', nameStart, valueEnd, 'has a schema loaded from elsewhere')
        return true
      }
      break
    case 'content':
    case 'values':
    case 'to':
    case 'from':
    case 'is':
      if (leadsToScript(text)) {
        report('critical', nameStart, valueEnd, 'has an attribute that leads to script')
        return true
      }
      break
    case 'charset':
    case 'http-equiv':
      // In a document's head, where declarations are ordinary.
      if (tag === 'meta' && isOddDeclaration(text)) {
        report('critical', open, valueEnd, 'declares a charset or a header that changes how the page is read')
        return true
      }
      break
  }
  if (animates && name === 'attributename') {
    const target = plainName(text, valueStart, Math.min(valueEnd, valueStart + 32))
    if (target.startsWith('on') || target.includes('href') || target === 'innerhtml' || target === 'src') {
      report('critical', open, valueEnd, 'animates an attribute that runs script')
      return true
    }
  }
  if (mayRun(text, valueStart, valueEnd)) {
    const scheme = runningUrl(text, valueStart, valueEnd)
    const isPicture = scheme === 'data:' && (tag === 'img' || tag === 'image' || tag === 'source' || tag === 'video')
    if (scheme !== '' && !isPicture && !isInert(text, valueStart, valueEnd)) {
      report('critical', nameStart, valueEnd, `has an attribute with a ${scheme} URL`)
      return true
    }
  }
  if (evaluated.test(name) && isDangerousCode(text, valueStart, valueEnd)) {
    report('critical', nameStart, valueEnd, 'has an attribute that a framework runs')
    return true
  }
  if (writing.has(name) && text.length < longestSnippet && open < longestLeft) {
    report('critical', open, valueEnd, 'has an attribute that a framework writes as markup')
    return true
  }
  if (fetching.test(name) && text.length < longestSnippet && open < longestLeft && isTriggered(text, open)) {
    report('critical', open, valueEnd, 'has an attribute by which a framework fetches markup')
    return true
  }
  if (valueEnd >= text.length && tag !== 'a' && isDangling(text)) {
    report('critical', open, valueEnd, 'takes what follows on the page into a URL')
    return true
  }
  return false
}

/** Longer values are templates that people write for themselves. */
const longestSnippet = 256
/** How much may stand before the tag. */
const longestLeft = 24

/** The request goes elsewhere, or needs nobody's click. */
function isTriggered(text: string, open: number): boolean {
  const { valueStart } = attribute
  if (text.startsWith('//', valueStart) || text.startsWith('http', valueStart)) return true
  return /hx-trigger\s{0,4}=\s{0,4}["']?(?:load|revealed|intersect|every)/i.test(text.slice(open, open + 200))
}

function leadsToScript(text: string): boolean {
  const { valueStart, valueEnd } = attribute
  const rest = text.slice(valueStart, Math.min(valueEnd, valueStart + 512)).toLowerCase()
  return rest === 'script' || /(?:javascript|vbscript):|data:\s*text\/html|charset=utf-7/.test(rest)
}

function isOddDeclaration(text: string): boolean {
  const { valueStart, valueEnd } = attribute
  const value = plainName(text, valueStart, Math.min(valueEnd, valueStart + 32))
  return /^(?:refresh|set-cookie|link|utf-7|us-ascii|iso-2022|hz-|x-mac|cp1025|ibm)/.test(value)
}

/** A framework's expression that reaches for the page or a constructor. */
function isDangerousCode(text: string, start: number, end: number): boolean {
  const limit = Math.min(end, start + 512)
  let word = start
  for (let i = start; i <= limit; i++) {
    const code = i < limit ? text.charCodeAt(i) : 0x20
    if (isWord(code)) continue
    const length = i - word
    if (length >= 4 && length <= 18) {
      const spelt = text.slice(word, i)
      if (spelt === 'constructor' || spelt === 'orderBy' || spelt === '__proto__') return true
      if (loud.has(spelt) || (spelt === 'write' && sinks.has(spelt))) return true
    }
    word = i + 1
  }
  return false
}

/** `<img src='//evil?`: a URL whose quote the value leaves open, right behind what asks for more. */
function isDangling(text: string): boolean {
  const { valueStart, valueEnd } = attribute
  if (valueEnd - valueStart < 4) return false
  const quote = text.charCodeAt(valueStart - 1)
  if (quote !== 0x22 && quote !== 0x27 && quote !== 0x60) return false
  let end = valueEnd
  while (end > valueStart && isSpace(text.charCodeAt(end - 1))) end--
  const last = text.charCodeAt(end - 1)
  if (last !== 0x3f && last !== 0x3d) return false
  return text.startsWith('//', valueStart) || text.startsWith('http', valueStart)
}
