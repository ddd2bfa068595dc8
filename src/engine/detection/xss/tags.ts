/** Tags that run script or load something. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { judgeAttributes } from './attribute-values.ts'
import { nameEnd, plainName } from './attributes.ts'
import { isSpace, isWord } from './characters.ts'
import { animating, controls, loading, ordinaryInDocument, rawText, running } from './names.ts'
import { holdsData } from './ordinary-tags.ts'
import { disguisedSheet, runningStyle, styleReach } from './styles.ts'

/** Judges the tag at `open`. Returns where it ends, or -1 if it is critical, which is reported. */
export function readTag(text: string, open: number, limit: number, report: Report): number {
  let start = open + 1
  while (text.charCodeAt(start) === 0 || text.charCodeAt(start) === 0x25) start++
  const first = text.charCodeAt(start)
  if (first === 0x21 || first === 0x3f) return readDeclaration(text, open, start + 1, limit, report)
  const isClosing = first === 0x2f
  if (isClosing) {
    start++
    while (isSpace(text.charCodeAt(start)) && start < open + 8) start++
  }
  if (!isLetter(text.charCodeAt(start))) return start
  const end = nameEnd(text, start)
  let tag = plainName(text, start, end)
  const colon = tag.lastIndexOf(':')
  if (colon !== -1 && tag !== 't:set') tag = tag.slice(colon + 1)
  if (isClosing) return readClosing(text, open, end, tag, report) ? -1 : judgeRest(text, open, end, limit, tag, report)
  const after = text.charCodeAt(end)
  if (running.has(tag)) {
    const isData = tag === 'script' && isSpace(after) && holdsData(text, end, limit)
    if (!isWord(after) && after !== 0x2e && !isData && !isType(text, open, end)) {
      report('critical', open, end, `opens a tag that runs script: ${tag}`)
      return -1
    }
  } else if (tag.startsWith('script') && after !== 0x2e && tag !== 'scripts' && tag.length < 9) {
    report('warning', open, end, 'opens a tag that looks like script')
  }
  if (tag === 'style') {
    // To the next tag: many opening tags cost no more than one.
    const next = text.indexOf('<', end)
    const styles = Math.min(limit, end + styleReach, next === -1 ? limit : next)
    if (runningStyle(text, end, styles) || disguisedSheet(text, end, styles)) {
      report('critical', open, end, 'opens a style sheet that loads or runs something')
      return -1
    }
  }
  if ((tag === 'svg' || tag === 'math') && leavesOpen(text, open, tag)) {
    report('critical', open, end, `opens ${tag} and leaves the page inside it`)
    return -1
  }
  return judgeRest(text, open, end, limit, tag, report)
}

function judgeRest(text: string, open: number, end: number, limit: number, tag: string, report: Report): number {
  const isClosing = text.charCodeAt(open + 1) === 0x2f
  const isAlone = open < 4 && text.length < 256
  const isOrdinary = isClosing || (ordinaryInDocument.has(tag) && isDocument(text))
  const wanted = isOrdinary ? undefined : (loading.get(tag) ?? (isAlone ? controls.get(tag) : undefined))
  return judgeAttributes(text, open, end, limit, tag, wanted, animating.has(tag), report)
}

/** `<?import …>`, `<?xml-stylesheet …>`, `<![CDATA[…`, `<!--…`. */
function readDeclaration(text: string, open: number, start: number, limit: number, report: Report): number {
  if (text.startsWith('xml-stylesheet', start) || text.startsWith('import', start)) {
    const end = Math.min(limit, start + 400)
    const rest = text.slice(start, end).toLowerCase()
    if (
      /href|namespace|implementation/.test(rest) &&
      /javascript:|data:|vbscript:|\.htc|\.js\b|\.xsl\b|#default/.test(rest)
    ) {
      report('critical', open, end, 'loads a style sheet or a component that runs script')
      return -1
    }
  }
  return start
}

/** `</textarea><svg`: leaves an element whose content is text, which the value doesn't open, and adds a tag. */
function readClosing(text: string, open: number, end: number, tag: string, report: Report): boolean {
  if (tag.length > 4 && tag.startsWith('on') && text.charCodeAt(end) === 0x3d) {
    report('critical', open, end, 'has an event handler behind a broken tag')
    return true
  }
  if (!rawText.has(tag) || open > 256) return false
  let i = end
  while (i < end + 8 && isSpace(text.charCodeAt(i))) i++
  if (text.charCodeAt(i) !== 0x3e) return false
  const before = text.slice(0, open).toLowerCase()
  if (before.includes(`<${tag}`)) return false
  const next = text.charCodeAt(i + 1)
  const adds = next === 0x3c && isLetter(text.charCodeAt(i + 2))
  const leaves = open === 0 || '"\'`>;'.includes(text.charAt(open - 1))
  if (adds && leaves && tag !== 'option') {
    report('critical', open, i + 3, `leaves ${tag} and adds a tag`)
    return true
  }
  report('warning', open, i + 1, `closes ${tag}, which it doesn't open`, 2)
  return false
}

/** What was asked about the text that is being looked at: -1 if nobody asked yet. One look, however many tags ask. */
let closesScript = -1
let document = -1

/** Another text is looked at. */
export function startText(): void {
  closesScript = -1
  document = -1
}

/** The text is a whole HTML document, in whose head links and declarations are ordinary. */
function isDocument(text: string): boolean {
  if (document === -1) document = /^[\s\ufeff]{0,64}<(?:!doctype html|html[\s>])/i.test(text.slice(0, 80)) ? 1 : 0
  return document === 1
}

/**
 * `Map<Script, Layer>` and Markdown's code spans: without an end tag a bare one runs nothing.
 */
function isType(text: string, open: number, end: number): boolean {
  const after = text.charCodeAt(end)
  const before = open === 0 ? 0 : text.charCodeAt(open - 1)
  const word = isWord(before)
  const tick = before === 0x60 && after === 0x3e && text.charCodeAt(end + 1) === 0x60
  if (!tick && !(word && after === 0x2c) && !(word && after === 0x3e && endsType(text, end + 1))) return false
  if (closesScript === -1) closesScript = holdsClosingScript(text) ? 1 : 0
  return closesScript === 0
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

/**
 * A drawing inside other markup that doesn't end: what follows on the page is read as SVG, whose rules differ. Long values
 * may have been cut.
 */
function leavesOpen(text: string, open: number, tag: string): boolean {
  if (text.length > 1024) return false
  const nested = open > 0 && text.charCodeAt(open - 1) === 0x3e
  const attributed = isSpace(text.charCodeAt(open + 1 + tag.length))
  return (nested || (attributed && open === 0)) && text.indexOf(`</`, open) === -1 && text.indexOf('/>', open) === -1
}
