import { packages } from './java.ts'
import { marks } from './marks.ts'
import { isDirective, isUse } from './matters.ts'
import { rules } from './rules.ts'

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
    'copy',
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
      ...['nt', 'posix', 'linecache', 'socket', 'urllib', 'rails', 'ngx', '_posixsubprocess'],
    ],
    ...['sys', 'asyncio', 'yaml', 'shelve', 'ctypes', 'environment', 'server', 'reflect', 'buffer', 'res', 'prototype'],
  ].map((name) => [name, '.'] as const),
  ...['process', 'global', 'globalthis', 'console', 'dir'].map((name) => [name, '.['] as const),
  ['constructor', '.('],
  ['env', '['],
  ['qx', "'"],
  ['_g', '['],
  ['method', '('],
  ['spawn', '('],
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

/** The same of a text: what `matters` says no to is never looked at. */
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
