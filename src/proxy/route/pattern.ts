import RE2 from 're2'

/**
 * Compiles a path pattern: `*` is anything within a segment, `**` anything at all; the rest stands for itself. `/a/**`
 * covers `/a` as well.
 */
export function compilePathPattern(pattern: string): RE2 {
  const all = pattern.endsWith('/**')
  return new RE2(`^(?s:${sourceOf(all ? pattern.slice(0, -3) : pattern)}${all ? '(?:/.*)?' : ''})$`)
}

/** The same for resolved paths, which have no upper case and no trailing slash. */
export function compileResolvedPattern(pattern: string): RE2 {
  const lower = pattern.toLowerCase()
  return compilePathPattern(lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower)
}

function sourceOf(pattern: string): string {
  return pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('')
}
