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

/** Rounds of percent-decoding that are followed. */
const MAX_ROUNDS = 3

/**
 * The path as the most forgiving server behind could read it: percent-decoded again and again, backslashes as slashes,
 * path parameters (`;…`) dropped, empty and dot segments resolved, case and a trailing slash ignored. Only for choosing a
 * policy, never for forwarding.
 * @returns the path itself if nothing in it could be read another way
 */
export function resolvedPath(path: string): string {
  if (!/[A-Z%\\;]|\/[/.]|.\/$/.test(path)) return path
  let decoded = path
  for (let round = 0; round < MAX_ROUNDS && decoded.includes('%'); round++) {
    decoded = decoded.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  const segments: string[] = []
  for (const raw of decoded.toLowerCase().replaceAll('\\', '/').split('/')) {
    const segment = raw.split(';', 1)[0] as string
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  return `/${segments.join('/')}`
}
