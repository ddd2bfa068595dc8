/** Tags that run script or load something. */
import type { Report } from '../../types.ts'
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
import { animating, loading, running } from './names.ts'

export const attribute: Attribute = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 }

/** Judges the tag at `open`. Returns where it ends, or -1 if it is critical, which is reported. */
export function readTag(text: string, open: number, limit: number, report: Report): number {
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

/** Whether the text closes a script: -1 if nobody asked yet. One search for each text, however many tags ask. */
let closing = -1

/** Another text is looked at. */
export function startText(): void {
  closing = -1
}

function closesScript(text: string): boolean {
  if (closing === -1) closing = holdsClosingScript(text) ? 1 : 0
  return closing === 1
}

function holdsClosingScript(text: string): boolean {
  for (let at = text.indexOf('</'); at !== -1; at = text.indexOf('</', at + 2)) {
    const name = isSpace(text.charCodeAt(at + 2)) ? at + 3 : at + 2
    if (text.slice(name, name + 6).toLowerCase() === 'script') return true
  }
  return false
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
