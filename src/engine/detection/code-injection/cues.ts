import type { Tells } from '../../types.ts'
import { packages } from './java.ts'
import { marks } from './marks.ts'
import { isNameCode } from './place.ts'
import { longestName, rules } from './rules.ts'

/** Names that mean something whatever follows them. */
const certain: ReadonlySet<string> = new Set(
  [...rules.keys()].filter((name) => name.startsWith('$') || name.startsWith('_$$') || name === '__js_function'),
)
/** Names that are ordinary words, or parts of them: what has to follow at once, so that it makes a rarer cue. */
const followedBy: ReadonlyMap<string, string> = new Map([
  ...[
    't',
    'send',
    'open',
    'import',
    'chr',
    'globals',
    'compile',
    'while',
    'for',
    'mail',
    'grab',
    'dofile',
    'loadfile',
    'loadlib',
    'locals',
    'breakpoint',
    'usleep',
    'getenv',
    'shell',
    'getobject',
    'dl',
  ].map((name) => [name, '('] as const),
  ...[
    ...[
      'os',
      'io',
      'java',
      'javax',
      'module',
      'runtime',
      'kernel',
      'commands',
      'subprocess',
      'pickle',
      'builtins',
      'pty',
    ],
    ...[
      'response',
      'marshal',
      'erb',
      'objectspace',
      'diagnostics',
      'open3',
      'importlib',
      'activator',
      'syscall',
      'deno',
      'bun',
      'time',
      'thread',
      'redis',
    ],
    ...['sys', 'asyncio', 'yaml', 'shelve', 'ctypes', 'environment', 'server', 'reflect', 'buffer', 'res', 'prototype'],
  ].map((name) => [name, '.'] as const),
  ...['process', 'global', 'globalthis', 'console', 'dir'].map((name) => [name, '.['] as const),
  ['constructor', '.('],
  ['file', '.('],
  ['assembly', '.:]'],
])

const names = [...rules.keys()].flatMap((name) => [...(followedBy.get(name) ?? '')].map((sign) => name + sign))
const open = [...rules.keys()].filter((name) => !followedBy.has(name))
export const cues: readonly string[] = [
  ...new Set([...marks.flatMap((mark) => mark.cues), ...packages, ...open, ...names.filter((name) => name !== '')]),
]
export const asked: ReadonlySet<string> = new Set(
  ['<?', '(~', ...open, ...names].filter((name) => !certain.has(name) && !packages.includes(name)),
)

/** Whether something is done with the name that begins at `at`: called, reached into, or followed by a string. */
export const tells: Tells = (bytes, start, end, at) => {
  if (bytes[at] === 0x3c) return at + 2 < end && ((bytes[at + 2] as number) | 0x20) !== 0x78
  // Bytes that PHP makes letters of; elsewhere `(~10 kg)`.
  if (bytes[at] === 0x28)
    return at + 2 < end && ((bytes[at + 2] as number) > 0x7f || bytes[at + 2] === 0x22 || bytes[at + 2] === 0x27)
  if (at > start && isNameCode(bytes[at - 1] as number)) return false
  let i = at
  const limit = Math.min(end, at + longestName + 1)
  while (i < limit && isNameCode(bytes[i] as number)) i++
  const gap = Math.min(end, i + 8)
  while (i < gap && (bytes[i] as number) <= 0x20) i++
  if (i + 3 < end && isDirective(bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3])) return false
  return i < end && isUse(bytes[i] as number, i + 1 < end ? (bytes[i + 1] as number) : 0)
}

/** The same of a text: what `tells` says no to is never looked at. */
export function isUsed(text: string, name: string, end: number): boolean {
  if (certain.has(name)) return true
  const signs = followedBy.get(name)
  if (signs !== undefined && !signs.includes(text.charAt(end) || ' ')) return false
  let i = end
  const gap = Math.min(text.length, end + 8)
  while (i < gap && text.charCodeAt(i) <= 0x20) i++
  if (isDirective(text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2), text.charCodeAt(i + 3)))
    return false
  return i < text.length && isUse(text.charCodeAt(i), text.charCodeAt(i + 1))
}

/** GraphQL's `@include(if: $all)`: no function has a parameter of that name. */
function isDirective(a?: number, b?: number, c?: number, d?: number): boolean {
  return a === 0x28 && b === 0x69 && c === 0x66 && d === 0x3a
}

function isUse(code: number, next: number): boolean {
  switch (code) {
    case 0x28: // (
    case 0x5b: // [
    case 0x22: // "
    case 0x27: // '
    case 0x60: // `
    case 0x24: // $
    case 0x5c: // \
    case 0x7b: // {
    case 0x7c: // |
    case 0x5d: // ]
      return true
    case 0x2f:
      return next === 0x2a
    case 0x3a:
      return next === 0x3a || next === 0x28
    case 0x3f:
      return next === 0x2e
    // The end of a sentence isn't a member.
    case 0x2e:
      return isNameCode(next)
    default:
      // `eval request("x")`, `echo md5(1)`
      return ((code | 0x20) === 0x72 && (next | 0x20) === 0x65) || ((code | 0x20) === 0x6d && (next | 0x20) === 0x64)
  }
}
