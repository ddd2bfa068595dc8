/**
 * What wakes the detector: two dots, an encoded dot or separator, the targets' and the wrappers' names. `detect` looks for nothing
 * that isn't announced here; tests hold it to that.
 */
import { directories, files, wrappers } from './targets.ts'

/** Cut names short, or are dropped inside them. */
export const bytes = '\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008'

const separators = ['/', '\\']
const around = (name: string): string[] =>
  separators.flatMap((before) => separators.map((after) => before + name + after))
const heads = (paths: readonly string[]): Set<string> => new Set(paths.map((path) => path.split('/', 1)[0] as string))

const nested = files.filter((file) => file.includes('/'))

export const cues: readonly string[] = [
  '..',
  // The current directory again and again.
  ...around('.'),
  // Dots and separators in encodings that are left over.
  '%2e',
  '%2f',
  '%5c',
  '%25',
  '%%3',
  '%c0',
  '%c1',
  '%e0',
  '%u',
  '0x2e',
  '0x2f',
  '0x5c',
  ...'\uff0e\u2024\ufe52\u2215\u2216\uff0f\uff3c\u2044\u2571\ufffd',
  ...new Set(wrappers.map((wrapper) => wrapper.split('/', 1)[0] as string)),
  ...files.filter((file) => !file.includes('/')),
  ...[...heads(nested)].flatMap((head) => separators.map((separator) => head + separator)),
  ...[...heads(directories.map((directory) => directory.slice(1)))].flatMap(around),
  // A remote file to be included.
  '.txt?',
  '??',
]
