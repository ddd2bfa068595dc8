/** Rounds of percent-decoding that are followed. */
const MAX_ROUNDS = 3

/**
 * The path as the most forgiving server behind could read it: percent-decoded again and again, backslashes as slashes,
 * path parameters (`;…`) dropped, empty and dot segments resolved, case and a trailing slash ignored. Only for telling
 * what a request is for, never for forwarding.
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
