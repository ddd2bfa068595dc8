/**
 * What wakes the detector: steps up, an encoded dot or separator, the targets' and the wrappers' names. `detect` looks for nothing
 * that isn't announced here; tests hold it to that.
 */
import { lookalikes } from './canonical.ts'
import { directories } from './directories.ts'
import { storeCues } from './stores.ts'
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
  ...storeCues,
  // Files of other servers and shares.
  ...addresses,
  ...shells.map((shell) => `/${shell}`),
  '::$data',
  '::$index_allocation',
  'ftp:/',
  'ftps:/',
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
