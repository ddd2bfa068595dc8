/** What the detector saw, for people: the tokens of a text in the context that gave the strongest evidence. */
import type { Detector, FieldInfo, Severity, Token } from '../../types.ts'
import { evidence } from './evidence.ts'
import { reading } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

/** As many tokens are told of at most. */
const MAX_TOKENS = 64

const names = new Map<number, string>(Object.entries(T).map(([name, kind]) => [kind, name]))
const weights: Record<Severity, number> = { critical: 4, error: 3, warning: 2, notice: 1 }
const nowhere: FieldInfo = { where: 'query', name: '', isName: false }

/**
 * The tokens of `text` as the detector read them. Without evidence they are those of the context without a quote. What stands
 * before the quote that the value leaves is one token, `quoted`.
 */
export function explain(text: string, detect: Detector['detect']): readonly Token[] {
  let strongest = 0
  let at = 0
  let quoted = 0
  detect(text, nowhere, (severity) => {
    if (weights[severity] <= strongest) return
    strongest = weights[severity]
    at = reading.at
    quoted = reading.quoted
  })
  // The scanner finds the ends of strings by the marks of the text.
  evidence.gather(text)
  const tokens: Token[] = []
  if (quoted !== 0) tokens.push({ type: 'quoted', start: 0, end: at + 1 })
  scanner.reset(text, quoted === 0 ? 0 : at + 1)
  while (tokens.length < MAX_TOKENS) {
    const kind = scanner.next()
    if (kind === T.eof) break
    tokens.push({ type: names.get(kind) ?? 'other', start: scanner.start, end: scanner.end })
    if (kind === T.comment) break
  }
  return tokens
}
