/**
 * What wakes the detector: what ends a command or substitutes one, and the ways to write a command line that needs neither.
 * `detect` looks for nothing that isn't announced here; tests hold it to that.
 */
import { openings } from './asked.ts'
import { alone, commandsOf, directories, rare, runners } from './commands.ts'
import { optionCues } from './options.ts'

const each = (heads: readonly string[], tails: readonly string[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => head + tail))

const letters = [...'abcdefghijklmnopqrstuvwxyz']
const digits = [...'0123456789']
/** Every beginning of a word, the word itself excluded. */
const beginnings = (word: string): string[] => Array.from(word, (_, length) => word.slice(0, length))

/** White space to some shell, and in no ordinary text. */
const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code))

export const bytes = `;|&\`{\\^>${controls.join('')}`

export const cues: readonly string[] = [
  // Substitutions and variables.
  '$(',
  '${',
  '$[',
  '$ifs',
  '<(',
  ':~',
  'comspec',
  // A command that is cut apart: wh$@oami, c'a't, who""ami. Backslashes and carets are bytes above.
  ...each([...letters, ...digits, '/', "'", '"'], ['$']),
  ...each(["'", '"'], ["'", '"']),
  ...[...letters, ...digits].flatMap((inner) => [`'${inner}'`, `"${inner}"`]),
  // A path of the system, or a pattern that completes to one.
  ...directories.map((directory) => `/${directory}`),
  ...new Set(directories.flatMap((directory) => each(beginnings(`/${directory}`).slice(1), ['?', '*', '[']))),
  ...each(
    letters.map((letter) => `/${letter}`),
    ['['],
  ),
  'bin/',
  '../',
  '~/',
  ...each([' ', '"', "'"], ['/var', '/tmp', '/root', '/home', '/opt']),
  ...each([' ', '"', "'", '/'], ['c:/', 'd:/', 'e:/']),
  // A choice of the shell's.
  'esac',
  // Command lines.
  '.exe',
  ...alone,
  ...openings,
  ' -',
  ...each(
    commandsOf(rare).filter((name) => name === 'iex' || name.startsWith('invoke-')),
    ['('],
  ),
  ...each(
    ['sh', 'bash', 'dash', 'zsh', 'perl', 'python', 'python3', 'ruby', 'php', 'node', 'rm', 'ls', 'ps', 'id'],
    ['  '],
  ),
  // A folder of a path that begins a command line, which the value's first word says nothing about.
  ...each(['/sh', '/bash', '/dash', '/zsh', '/ksh'], [' -']),
  ...each(['cmd'], [' /', '  ']),
  ...each(['net'], [' user', ' localgroup', ' share', ' view', ' group', '  ']),
  ...each(['reg'], [' add ', ' query ', ' save ', ' export ', ' delete ', ' load ', ' copy ']),
  ...each(['sc'], [' query', ' create ', ' config ', ' start ', ' stop ', ' delete ', ' qc ', ' failure ']),
  ...each(['del', 'erase', 'rd', 'start', 'for', 'copy'], [' /']),
  'copy \\\\',
  'attrib +',
  'arp -a',
  'route print',
  ...each(['dd'], [' if=', ' of=']),
  ...[...runners].map((runner) => `${runner}(`),
  ...optionCues,
]
