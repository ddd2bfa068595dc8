/** What the detector reads in a text, for people. */
import type { Token } from '../../types.ts'
import { canonical } from './canonical.ts'
import { climbOf } from './climbing.ts'
import { wrapperOf } from './inclusion.ts'
import { path as found, nextPath } from './paths.ts'
import { targetOf } from './system-files.ts'

const MAX_TOKENS = 64
const LONGEST = 1024

/** The paths of a text and what each of them is: the first 64. */
export function explain(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = nextPath(text, 0); at !== -1 && tokens.length < MAX_TOKENS; at = nextPath(text, at)) {
    const { start, end, isOdd } = found
    tokens.push({ type: kindOf(text.slice(start, Math.min(end, start + LONGEST)), isOdd), start, end })
  }
  return tokens
}

function kindOf(raw: string, isOdd: boolean): string {
  const { path, isDisguised } = canonical(raw, isOdd)
  const kinds: string[] = []
  if (isDisguised) kinds.push('disguised')
  if (wrapperOf(path, true) !== '') kinds.push('stream wrapper')
  if (climbOf(path, false).ups > 0) kinds.push('steps up')
  if (targetOf(path) !== '') kinds.push('system file')
  return kinds.length === 0 ? 'path' : kinds.join(', ')
}
