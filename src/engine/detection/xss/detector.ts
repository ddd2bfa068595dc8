/**
 * Cross-site scripting: would script run if a page showed the value as text, in an attribute, as a URL, or inside a
 * script's string? One pass looks at the five characters without which nothing runs; README.md says what each may mean.
 */
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { isCall } from './calls.ts'
import { bytes, cues } from './cues.ts'
import { isBracketCode, judgeWhole } from './expressions.ts'
import { isHandler } from './handlers.ts'
import { isLetter, plainName } from './markup.ts'
import { readTag, startText } from './tags.ts'
import { isScriptUrl } from './urls.ts'

const telling = new Uint8Array(128)
for (const character of '<=(:`{}') telling[character.charCodeAt(0)] = 1

/** How far a tag's attributes are read in one go, and all tags together for each character of the text. */
const tagReach = 8192
const workPerCharacter = 8

export const xss: Detector = {
  name: 'xss',
  bytes,
  cues,
  detect(text: string, field: FieldInfo, report: Report): void {
    const { length } = text
    startText()
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
    if (length <= 96 && field.where !== 'path' && !field.isName) judgeWhole(text, report)
    else if (length >= 24 && isBracketCode(text)) {
      report('critical', 0, length, 'is JavaScript written with brackets only')
    }
  },
}
