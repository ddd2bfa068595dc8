/** Code injection: see GRAMMAR.md. */
import type { Detector, FieldInfo, Report, Token } from '../../types.ts'
import { withoutCode } from '../markdown.ts'
import { asked, cues, isUsed, tells } from './cues.ts'
import { asWhole } from './java.ts'
import { marks } from './marks.ts'
import { isNameCode, leavesString, type Meaning } from './place.ts'
import { isProse } from './prose.ts'
import { longestName, rules } from './rules.ts'

const MAX_TOKENS = 64
/** Of what a sentence says as an aside, one is enough. */
const MAX_ASIDES = 16

export const codeInjection: Detector = {
  name: 'code_injection',
  bytes: '',
  cues,
  asked,
  tells,
  detect(value: string, field: FieldInfo, report: Report): void {
    const isDocument = field.where === 'body' && (value.includes('`') || value.includes('~~~'))
    const text = isDocument ? (withoutCode(value) ?? value) : value
    let prose: boolean | undefined
    let asides = 0
    visit(text, field, (meaning, start, end) => {
      const { message, isCertain = false } = meaning
      if (!isCertain && !leavesString(text, start)) {
        prose ??= isProse(text)
        if (prose) {
          if (asides === 0) report('warning', start, end, `${message}, in a sentence`, 2)
          return ++asides === MAX_ASIDES
        }
      }
      report('critical', start, end, message)
      return true
    })
  },
  explain(text: string): readonly Token[] {
    const tokens: Token[] = []
    const field: FieldInfo = { where: 'query', name: '', isName: false }
    visit(text, field, (_meaning, start, end) => {
      tokens.push({ type: 'code', start, end })
      return tokens.length === MAX_TOKENS
    })
    return tokens
  },
}

type Visit = (meaning: Meaning, start: number, end: number) => boolean

/** Calls `found` for everything in the text that means something, until it returns true. */
function visit(text: string, field: FieldInfo, found: Visit): void {
  const isData = field.isName || (field.where !== 'body' && field.where !== 'trailer')
  const whole = asWhole({ text, start: 0, end: 0, isData, field })
  if (whole !== undefined && found(whole, 0, text.length)) return
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (!isNameCode(code)) {
      if (isMark(code)) for (const mark of marksAt(text, i)) if (found(mark, i, Math.min(text.length, i + 2))) return
      continue
    }
    const start = i
    while (isNameCode(text.charCodeAt(i + 1))) i++
    const end = i + 1
    for (const mark of marksAt(text, start)) if (found(mark, start, Math.min(text.length, start + 2))) return
    if (end - start > longestName) continue
    const name = text.slice(start, end).toLowerCase()
    const asking = rules.get(name)
    if (asking === undefined || !isUsed(text, name, end)) continue
    for (const rule of asking) {
      const meaning = rule({ text, start, end, isData, field })
      if (meaning !== undefined && found(meaning, start, end)) return
    }
  }
}

const byStart = Map.groupBy(
  marks.flatMap((mark) => mark.cues.map((cue) => ({ cue, mark }))),
  ({ cue }) => cue.charCodeAt(0),
)

function isMark(code: number): boolean {
  return code > 0x20 && code < 0x7f && byStart.has(code)
}

function marksAt(text: string, at: number): Meaning[] {
  const candidates = byStart.get(text.charCodeAt(at))
  if (candidates === undefined) return []
  const here = text.slice(at, at + 4).toLowerCase()
  const matched = candidates.find(({ cue }) => here.startsWith(cue))
  const meaning = matched?.mark.read(text, at)
  return meaning === undefined ? [] : [meaning]
}
