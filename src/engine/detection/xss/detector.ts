/**
 * Cross-site scripting: would script run if a page showed the value as text, in an attribute, as a URL, or inside a
 * script's string? One pass looks at the characters without which nothing runs; GRAMMAR.md says what each may mean.
 */

import { isLetter } from '../../ascii.ts'
import { XSS } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import { withoutCode } from '../../markdown.ts'
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { isEncodedProgram, readBrackets } from './bracket-code.ts'
import { isBrokenTag, leavesAttribute } from './broken-tags.ts'
import { isCall } from './calls.ts'
import { isQuote } from './characters.ts'
import { isAlias, isComputedMember } from './computed.ts'
import { asked, bytes, cues } from './cues.ts'
import { isEscapedName, isHighBitTag, isPaddedReference, isUtf7Tag } from './disguises.ts'
import { explain } from './explain.ts'
import { isDefaultHandler, isHandler } from './handlers.ts'
import { matters } from './matters.ts'
import { isNavigation, isPageAccess } from './page.ts'
import { isListedFunction } from './statements.ts'
import { readTag, startText } from './tags.ts'
import { judgeTemplate, reach as templateReach } from './templates.ts'
import { isScriptUrl } from './urls.ts'

const telling = new Uint8Array(128)
for (const character of '<>=(:`{}[.&\\+C') telling[character.charCodeAt(0)] = 1

/** How far a tag's attributes are read in one go, and all tags together for each character of the text. */
const tagReach = 8192
const workPerCharacter = 4
/** What is read of a tag once that much has been. */
const shortReach = 64

export const xss: Detector = {
  name: 'xss',
  bytes,
  cues,
  asked,
  tells: tellsBy(matters),
  teller: XSS,
  explain,
  detect(text: string, field: FieldInfo, report: Report): void {
    // Documents are sent in bodies; elsewhere a fence would be a disguise.
    const prose = field.where === 'body' ? withoutCode(text) : undefined
    if (prose === undefined) {
      judge(text, field, report)
      return
    }
    if (judge(prose, field, report)) return
    judge(text, field, (severity, start, end, message, paranoia = 1) => {
      report(severity, start, end, `${message} (in Markdown's code)`, paranoia === 1 ? 2 : paranoia)
    })
  },
}

/** Returns true if something critical was found. */
function judge(text: string, field: FieldInfo, report: Report): boolean {
  const { length } = text
  startText()
  let budget = length * workPerCharacter + 4096
  let mustache = -1
  let template = -1
  let brackets = 0
  let holdsArrays = false
  let isNotAscii = false
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 128) {
      isNotAscii = true
      if ((code === 0xbc || code === 0xff1c || code === 0xfe64 || code === 0xfffd) && isHighBitTag(text, i, report)) {
        return true
      }
      continue
    }
    if (telling[code] === 0) continue
    switch (code) {
      case 0x3c: {
        const next = text.charCodeAt(i + 1)
        if (i < 8 && leavesAttribute(text, i, report)) return true
        if (next <= 0x20 || isLetter(next)) if (isBrokenTag(text, i, report)) return true
        if (!isLetter(next) && next !== 0x2f && next !== 0x21 && next !== 0x3f && next !== 0 && next !== 0x25) break
        // Tags within tags' attributes, thousands of them: each is still looked at, as far as what it is takes.
        const reach = budget > 0 ? tagReach : shortReach
        const end = readTag(text, i, Math.min(length, i + reach), report)
        if (end < 0) return true
        budget -= end - i
        break
      }
      case 0x3e:
        if (leavesComment(text, i, report)) return true
        break
      case 0x43:
        if (isDefaultHandler(text, i, report)) return true
        break
      case 0x3d:
        if (isHandler(text, i, report) || isNavigation(text, i, report) || isAlias(text, i, report)) return true
        break
      case 0x28:
      case 0x60:
        if (isCall(text, i, mustache, template, field, report)) return true
        break
      case 0x3a:
        if (isScriptUrl(text, i, report) || isAlias(text, i, report) || isBinding(text, i, report)) return true
        break
      case 0x5b:
        if (text.charCodeAt(i + 1) === 0x5d && i >= brackets) {
          holdsArrays = true
          brackets = readBrackets(text, i, brackets, report)
          if (brackets === -1) return true
        } else if (isComputedMember(text, i, report)) return true
        else if (isListedFunction(text, i)) {
          report('critical', i, i + 1, 'leaves a quote and calls a function')
          return true
        }
        break
      case 0x2e:
        if (isPageAccess(text, i, field, report)) return true
        break
      case 0x26:
        if (isPaddedReference(text, i, report)) return true
        break
      case 0x5c:
        if (isEscapedName(text, i, report)) return true
        break
      case 0x2b:
        if (isUtf7Tag(text, i, report)) return true
        break
      case 0x7b:
        if (text.charCodeAt(i + 1) === 0x7b) {
          const isPart = mustache !== -1 && i - mustache < templateReach
          if (!isPart && judgeTemplate(text, i, report)) return true
          if (!isPart) mustache = i
        } else if (i > 0 && text.charCodeAt(i - 1) === 0x24) template = i
        break
      case 0x7d:
        if (text.charCodeAt(i + 1) === 0x7d) mustache = -1
        template = -1
        break
    }
  }
  return (holdsArrays || isNotAscii) && isEncodedProgram(text, report)
}

/** `"-->`: leaves an attribute and a comment that stand before the value. */
function leavesComment(text: string, close: number, report: Report): boolean {
  const start = close - 3
  if (start < 0 || !text.startsWith('--', close - 2) || !isQuote(text.charCodeAt(start)) || start > 256) return false
  if (text.slice(0, start).includes('<!--')) return false
  report('critical', start, close + 1, 'leaves an attribute and a comment')
  return true
}

/** `-moz-binding:url(…)`, at the colon. */
function isBinding(text: string, colon: number, report: Report): boolean {
  if (!text.startsWith('-moz-binding', colon - 12) || !text.slice(colon, colon + 48).includes('url(')) return false
  report('critical', colon - 12, colon, 'binds script through a style')
  return true
}
