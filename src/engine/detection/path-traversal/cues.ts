/**
 * What wakes the detector: steps up, an encoded dot or separator, the targets' and the wrappers' names. `detect` looks for nothing
 * that isn't announced here; tests hold it to that.
 */
import { isLetter } from '../../ascii.ts'
import type { Tells } from '../../types.ts'
import { lookalikes } from './canonical.ts'
import { directories } from './directories.ts'
import { files, wrappers } from './targets.ts'

/** Cut names short, or are dropped inside them; a URL's end. */
export const bytes = '\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008?'

const separators = ['/', '\\']
const around = (name: string): string[] =>
  separators.flatMap((before) => separators.map((after) => before + name + after))
const heads = (paths: readonly string[]): Set<string> => new Set(paths.map((path) => path.split('/', 1)[0] as string))

const nested = files.filter((file) => file.includes('/'))
const addresses = Array.from('123456789', (digit) => `://${digit}`)
const shells = [
  'c99',
  'r57',
  'b374k',
  'wso',
  'cmd',
  'shell',
  'webshell',
  'backdoor',
  'evil',
  'rfi',
  'php',
  'remoteview',
]

export const cues: readonly string[] = [
  '..',
  // The current directory again and again.
  ...around('.'),
  // Dots and separators in encodings that are left over.
  '%2e',
  '%2f',
  '%5c',
  '%25',
  '%%',
  '%c0',
  '%c1',
  '%e0',
  '%f0',
  '%f8',
  '%fc',
  '%u',
  '%qf',
  '%bg',
  '0x2e',
  '0x2f',
  '0x5c',
  ...lookalikes,
  '\ufffd',
  ...new Set(wrappers.map((wrapper) => wrapper.split('/', 1)[0] as string)),
  'data:',
  ...files.filter((file) => !file.includes('/')),
  ...[...heads(nested)].flatMap((head) => separators.map((separator) => head + separator)),
  ...[...heads(directories.map((directory) => directory.slice(1)))].flatMap(around),
  // Files of other servers and shares.
  ...addresses,
  ...shells.map((shell) => `/${shell}`),
  '\\\\',
]

/** Those that stand in ordinary text as well. */
export const asked: ReadonlySet<string> = new Set([
  '..',
  '?',
  'data:',
  '\\\\',
  ...addresses,
  ...shells.map((shell) => `/${shell}`),
])

const DOT = 0x2e
const SLASH = 0x2f
const BACKSLASH = 0x5c
const REACH = 32
const LONGEST_EXTENSION = 5
/** A mark and what may stand behind a path that is a whole value: see `placeOf`. */
const ROUND_WHOLE = 3

/** Whether what begins at `at` may be a step up, a URL's end or the value's beginning. */
export const tells: Tells = (value, start, end, at) => {
  switch (value[at]) {
    case DOT:
      return isStep(value, start, end, at)
    case 0x3f:
      return endsUrl(value, start, end, at)
    case 0x64:
    case 0x44:
      return at === start
    case BACKSLASH:
      return at === start
    case SLASH:
      return mayBeUrl(value, start)
    default:
      return at - start < 8
  }
}

/** `.txt?`: an extension before it, and no more behind it than a whole value may have; `/x??` without one. */
function endsUrl(value: Uint8Array, start: number, end: number, at: number): boolean {
  const next = at + 1 < end ? (value[at + 1] as number) : 0x3f
  if (at + 1 < end && next === 0x3f && value[at - 1] !== 0x3f) return !endsWord(value, start, at)
  if (next !== 0x3f && next !== 0x22 && next !== 0x27 && end - at > ROUND_WHOLE) return false
  let last = at
  if (last > start && value[last] === 0x3f) last--
  const first = Math.max(start, last - LONGEST_EXTENSION)
  while (last >= first && value[last] !== DOT) last--
  return last >= first
}

/** Two dots beside a separator, or beside what could become one. */
function isStep(value: Uint8Array, start: number, end: number, at: number): boolean {
  let first = at
  while (first > start && at - first < REACH && value[first - 1] === DOT) first--
  let last = at
  while (last < end && last - at < REACH && value[last] === DOT) last++
  if (last - at === REACH || at - first === REACH) return true
  return (first > start && isNear(value[first - 1] as number)) || (last < end && isNear(value[last] as number))
}

function isNear(byte: number): boolean {
  if (byte >= 0x80 || byte < 9 || (byte >= 0x0e && byte < 0x20)) return true
  return byte === SLASH || byte === BACKSLASH || byte === 0x25 || byte === 0x3b || byte === 0x3f || byte === 0x2b
}

/** `really??`: no URL ends with a word behind white space. */
function endsWord(value: Uint8Array, start: number, at: number): boolean {
  let first = at
  while (first > start && at - first < REACH && isLetter(value[first - 1] as number)) first--
  return first === start || value[first - 1] === 0x20 || value[first - 1] === 0x0a
}

function mayBeUrl(value: Uint8Array, start: number): boolean {
  const first = (value[start] as number) | 0x20
  return first === 0x68 || first === 0x66 || first <= 0x2f
}
