/** Code injection: see GRAMMAR.md. */
import { CODE } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import { withoutCode } from '../../markdown.ts'
import type { Detector, FieldInfo, Report, Token } from '../../types.ts'
import { asked, cues, isUsed } from './cues.ts'
import { asWhole } from './java.ts'
import { marks } from './marks.ts'
import { isNameCode, matters } from './matters.ts'
import { leavesString, type Meaning } from './place.ts'
import { isProse } from './prose.ts'
import { longestName, rules } from './rules.ts'

const MAX_TOKENS = 64

export const codeInjection: Detector = {
  name: 'code_injection',
  bytes: '',
  cues,
  asked,
  tells: tellsBy(matters),
  teller: CODE,
  detect(value: string, field: FieldInfo, report: Report): void {
    const isDocument = field.where === 'body' && (value.includes('`') || value.includes('~~~'))
    const text = isDocument ? (withoutCode(value) ?? value) : value
    let prose: boolean | undefined
    let isAside = false
    visit(text, field, (meaning, start, end) => {
      const { message, isCertain = false } = meaning
      if (!isCertain && !leavesString(text, start)) {
        prose ??= isProse(text)
        if (prose) {
          // One is enough; more of them must not hide what leaves a string behind them.
          if (!isAside) report('warning', start, end, `${message}, in a sentence`, 2)
          isAside = true
          return false
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
      const mark = markAt(text, i, code)
      if (mark !== undefined && found(mark, i, Math.min(text.length, i + 2))) return
      continue
    }
    const start = i
    while (isNameCode(text.charCodeAt(i + 1))) i++
    const end = i + 1
    const mark = markAt(text, start, code)
    if (mark !== undefined && found(mark, start, Math.min(text.length, start + 2))) return
    if (end - start > longestName || candidates[letterAndLength(code, end - start)] === 0) continue
    const name = text.slice(start, end).toLowerCase()
    const asking = rules.get(name)
    if (asking === undefined || !isUsed(text, name, end)) continue
    for (const rule of asking) {
      const meaning = rule({ text, start, end, isData, field })
      if (meaning !== undefined && found(meaning, start, end)) return
    }
  }
}

/** By first letter and length: a name may have a rule. */
const candidates = new Uint8Array(32 << 6)
const letterAndLength = (first: number, length: number): number => ((first & 31) << 6) | (length & 63)
for (const name of rules.keys()) candidates[letterAndLength(name.charCodeAt(0), name.length)] = 1

const byStart = Map.groupBy(
  marks.flatMap((mark) => mark.cues.map((cue) => ({ cue, mark }))),
  ({ cue }) => cue.charCodeAt(0),
)
const startsMark = new Uint8Array(128)
for (const code of byStart.keys()) startsMark[code] = 1

function markAt(text: string, at: number, code: number): Meaning | undefined {
  if (code > 0x7f || startsMark[code] === 0) return undefined
  const here = text.slice(at, at + 4).toLowerCase()
  const matched = byStart.get(code)?.find(({ cue }) => here.startsWith(cue))
  return matched?.mark.read(text, at)
}
