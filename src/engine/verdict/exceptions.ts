import type { Exception } from '../policy.ts'
import type { FieldPath, Finding } from '../types.ts'

/** The first exception that covers a finding. */
export function exceptionFor(exceptions: readonly Exception[] | undefined, finding: Finding): Exception | undefined {
  return exceptions?.find(
    ({ source, class: kind, field, onNames, holds }) =>
      (source === undefined ? kind === finding.class : source === finding.source) &&
      onNames === finding.isName &&
      matchesField(field, finding.where, finding.path) &&
      holds(),
  )
}

/** Whether a place in a request is one that the pattern names. Work: its length times the path's, at most. */
export function matchesField(pattern: readonly string[], where: string, path: FieldPath): boolean {
  const length = path.length + 1
  const nameAt = (i: number) => (i === 0 ? where : String(path[i - 1]))
  let p = 0
  let i = 0
  let star = -1
  let starAt = 0
  while (i < length) {
    const part = pattern[p]
    if (part === '**') {
      star = p++
      starAt = i
    } else if (part !== undefined && (part === '*' || unescaped(part) === nameAt(i))) {
      p++
      i++
    } else if (star >= 0) {
      p = star + 1
      i = ++starAt
    } else return false
  }
  while (pattern[p] === '**') p++
  return p === pattern.length
}

/** `\*` is the name `*`: an attacker's key must not widen a pattern that was made of it. */
function unescaped(part: string): string {
  return part.startsWith('\\') ? part.slice(1) : part
}
