import type { Range } from './ranges.ts'
import { isWord } from './value.ts'

/**
 * Tokens that begin with a mark of their issuer, and the characters that at least follow; by a character that ordinary
 * text seldom has, so that most marks needn't be looked for.
 */
const MARKS: Readonly<Record<string, readonly (readonly [mark: string, least: number])[]>> = {
  I: [
    ['AKIA', 16],
    ['ASIA', 16],
    ['AIza', 30],
  ],
  _: [
    ['ghp_', 16],
    ['gho_', 16],
    ['ghs_', 16],
    ['ghu_', 16],
    ['ghr_', 16],
    ['github_pat_', 16],
    ['sk_live_', 10],
    ['sk_test_', 10],
    ['rk_live_', 10],
    ['npm_', 20],
  ],
  '-': [
    ['glpat-', 16],
    ['xoxa-', 10],
    ['xoxb-', 10],
    ['xoxp-', 10],
    ['xoxr-', 10],
    ['xoxs-', 10],
    ['sk-ant-', 16],
    ['sk-proj-', 16],
  ],
  '.': [['SG.', 20]],
}
const MARK_GROUPS = Object.entries(MARKS)
const SCHEMES = ['bearer', 'basic', 'digest', 'negotiate'] as const
const MIN_CREDENTIALS = 6
const MIN_JWT_HEADER = 11
/** A JSON object in base64 longer than this is a token whose end may be out of sight. */
const MAX_OBJECT = 256

/** What looks like a credential wherever it stands. Every scan goes on behind what it found. */
export function shapedSecrets(text: string): Range[] {
  const ranges: Range[] = []
  for (const [character, marks] of MARK_GROUPS) {
    if (!text.includes(character)) continue
    for (const [mark, least] of marks) {
      forEach(text, mark, (at) => {
        const end = runEnd(text, at + mark.length)
        if (end - at - mark.length >= least) ranges.push([at, end])
        return end
      })
    }
  }
  forEach(text, '-----BEGIN', (at) => {
    if (!text.slice(at, at + 64).includes('PRIVATE KEY')) return at + 10
    const stop = text.indexOf('-----END', at)
    const end = stop < 0 ? text.length : stop
    ranges.push([at, end])
    return end
  })
  const lower = text.toLowerCase()
  // Some letters change their length in lower case, and positions with them.
  for (const scheme of lower.length === text.length ? SCHEMES : []) {
    forEach(lower, scheme, (at) => {
      const start = afterBlank(text, at + scheme.length)
      if (start === at + scheme.length || SCHEMES.some((other) => lower.startsWith(other, start))) return start
      const end = runEnd(text, start)
      const credentials = text.slice(start, end)
      // Prose has "basic authentication", but no credentials of small letters alone.
      const known = scheme === 'bearer' || /[^a-z]/.test(credentials)
      if (known && credentials.length >= MIN_CREDENTIALS) ranges.push([start, end])
      return end
    })
  }
  return ranges
}

/**
 * JSON objects in base64, which begin with `eyJ`: with dots they are JWTs, JWEs or the like, else it depends on what is in
 * them.
 * @param isSecret whether a decoded object holds a secret
 */
export function encodedObjects(text: string, isSecret: (json: string) => boolean): Range[] {
  const ranges: Range[] = []
  forEach(text, 'eyJ', (at) => {
    const end = runEnd(text, at)
    const run = text.slice(at, end)
    const dot = run.indexOf('.')
    const secret =
      (dot >= MIN_JWT_HEADER && dot < run.length - 1) ||
      run.length > MAX_OBJECT ||
      (run.length > 16 && isSecret(Buffer.from(run, 'base64').toString('latin1')))
    if (secret) ranges.push([at, end])
    return end
  })
  return ranges
}

/** @param visit takes a position, returns where to go on */
function forEach(text: string, mark: string, visit: (at: number) => number): void {
  for (let at = text.indexOf(mark); at >= 0; ) at = text.indexOf(mark, Math.max(at + mark.length, visit(at)))
}

/** The end of the characters that tokens are made of: those of base64, of both alphabets, and `.` and `~`. */
function runEnd(text: string, start: number): number {
  let i = start
  while (isTokenCode(text.charCodeAt(i))) i++
  return i
}

function isTokenCode(code: number): boolean {
  return (
    (code < 0x80 && isWord(code)) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x7e ||
    code === 0x2b ||
    code === 0x2f ||
    code === 0x3d
  )
}

/** Up to four spaces, or one in a form. */
function afterBlank(text: string, start: number): number {
  if (text[start] === '+') return start + 1
  if (text.startsWith('%20', start)) return start + 3
  let i = start
  while (i < start + 4 && (text[i] === ' ' || text[i] === '\t')) i++
  return i
}
