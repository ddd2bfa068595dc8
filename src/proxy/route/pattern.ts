import RE2 from 're2'

/** Compiles a path pattern: `*` is anything within a segment, `**` anything at all; the rest stands for itself. */
export function compilePathPattern(pattern: string): RE2 {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&')))
    .join('')
  return new RE2(`^(?s:${source})$`)
}

/**
 * The path as a server that decodes and resolves it would read it: percent-decoded once, backslashes as slashes, path
 * parameters (`;…`) dropped, empty and dot segments resolved. Only for choosing a policy, never for forwarding.
 * @returns the path itself if nothing in it could be read another way
 */
export function resolvedPath(path: string): string {
  if (!/[%\\;]|\/[/.]/.test(path)) return path
  const decoded = path.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const segments: string[] = []
  for (const raw of decoded.replaceAll('\\', '/').split('/')) {
    const segment = raw.split(';', 1)[0] as string
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  return `/${segments.join('/')}${decoded.endsWith('/') && segments.length > 0 ? '/' : ''}`
}
