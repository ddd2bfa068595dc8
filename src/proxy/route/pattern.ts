import RE2 from 're2'

/** Whether a path is one that a pattern names. */
export type PathTest = (path: string) => boolean

/**
 * Compiles a path pattern: `*` is anything within a segment, `**` anything at all; the rest stands for itself. `/a/**`
 * covers `/a` as well.
 */
export function compilePathPattern(pattern: string): PathTest {
  const all = pattern.endsWith('/**')
  const head = all ? pattern.slice(0, -3) : pattern
  if (!head.includes('*')) {
    const below = `${head}/`
    return all ? (path) => path === head || path.startsWith(below) : (path) => path === head
  }
  const expression = new RE2(`^(?s:${sourceOf(head)}${all ? '(?:/.*)?' : ''})$`)
  return (path) => expression.test(path)
}

/** A pattern as resolved paths have it: without upper case and trailing slash. */
export function resolvedPattern(pattern: string): string {
  const lower = pattern.toLowerCase()
  return lower.length > 1 && lower.endsWith('/') ? lower.slice(0, -1) : lower
}

function sourceOf(pattern: string): string {
  return pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('')
}
