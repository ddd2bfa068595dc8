import type { Trace } from '../engine/trace.ts'
import type { Detector, FieldPath, Finding, Token, ViewName, Where } from '../engine/types.ts'

const EXCERPT_AROUND = 60
const MAX_TEXT = 160
const MAX_TOKENS = 24
const MAX_TOKEN = 32

/** A form in which a value was looked at. */
interface Form {
  readonly text: string
  readonly views: readonly ViewName[]
  readonly detectors: readonly { readonly name: string; readonly tokens: readonly Token[] }[]
}

interface ExplainedField {
  readonly where: Where
  readonly path: FieldPath
  readonly isName: boolean
  readonly value: string
  readonly forms: Form[]
}

/** Gathers what an inspection looks at, field by field, for `sluice inspect`. */
export class Explanation implements Trace {
  readonly fields: ExplainedField[] = []

  field(where: Where, path: FieldPath, isName: boolean, bytes: Buffer): void {
    this.fields.push({ where, path, isName, value: bytes.toString('utf8'), forms: [] })
  }

  form(text: string, views: readonly ViewName[], detectors: readonly Detector[]): void {
    const explained = detectors.map((detector) => ({ name: detector.name, tokens: detector.explain?.(text) ?? [] }))
    this.fields.at(-1)?.forms.push({ text, views, detectors: explained })
  }

  /**
   * Every field, the decodings that changed it, what each detector read in it, and what was found there, as text.
   * @param decidedBy index of the finding that tipped the verdict
   */
  toText(findings: readonly Finding[], decidedBy: number): string[] {
    const lines: string[] = []
    const told = new Set<Finding>()
    for (const field of this.fields) {
      lines.push(`${place(field)}  ${short(field.value, MAX_TEXT)}`)
      for (const form of field.forms) lines.push(...describeForm(form))
      for (const finding of findings) {
        if (told.has(finding) || !isOf(finding, field)) continue
        told.add(finding)
        lines.push(...describe(finding, finding === findings[decidedBy]))
      }
    }
    for (const finding of findings) {
      if (!told.has(finding)) lines.push(place(finding), ...describe(finding, finding === findings[decidedBy]))
    }
    return lines
  }
}

function isOf(finding: Finding, { where, path, isName, forms }: ExplainedField): boolean {
  return (
    finding.where === where &&
    finding.isName === isName &&
    finding.path.join('\0') === path.join('\0') &&
    forms.some(({ text }) => text === finding.text)
  )
}

function place({ where, path, isName }: Pick<Finding, 'where' | 'path' | 'isName'>): string {
  return `${path.length > 0 ? `${where} ${visible(path.join('.'))}` : where}${isName ? ' (name)' : ''}`
}

function describeForm({ text, views, detectors }: Form): string[] {
  const lines = views.length > 0 ? [`    ${views.join(' → ')}: ${short(text, MAX_TEXT)}`] : []
  for (const { name, tokens } of detectors) {
    const shown = tokens
      .slice(0, MAX_TOKENS)
      .map(({ type, start, end }) => `${type} ${short(text.slice(start, end), MAX_TOKEN)}`)
    const more = tokens.length > MAX_TOKENS ? ' · …' : ''
    lines.push(`      ${name} looks${shown.length > 0 ? `: ${shown.join(' · ')}${more}` : ''}`)
  }
  return lines
}

function describe(finding: Finding, decided: boolean): string[] {
  const excepted = finding.excepted === undefined ? '' : `, excepted by ${finding.excepted}`
  const lines = [
    `  ${decided ? '▶' : '·'} ${finding.class} (${finding.severity}, paranoia ${finding.paranoia}${excepted})`,
    `      ${finding.source}: ${visible(finding.message)}`,
  ]
  if (finding.views.length > 0) lines.push(`      seen after decoding: ${finding.views.join(' → ')}`)
  if (finding.matchEnd > finding.matchStart) {
    const { text, matchStart, matchEnd } = finding
    const before = visible(text.slice(Math.max(0, matchStart - EXCERPT_AROUND), matchStart))
    const after = visible(text.slice(matchEnd, matchEnd + EXCERPT_AROUND))
    lines.push(`      ${before}⟦${visible(text.slice(matchStart, matchEnd).slice(0, 200))}⟧${after}`)
  }
  return lines
}

function short(text: string, most: number): string {
  return text.length > most ? `${visible(text.slice(0, most))}…` : visible(text)
}

/** Control characters must not reach a terminal. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
