import type { SecretNames } from './names.ts'
import type { Range } from './ranges.ts'
import { isWord, valueAfter, wordAfter } from './value.ts'

const MAX_NAME = 128
/** Attributes of a tag are skipped up to this length. */
const MAX_TAG = 128
/** What stands between a name and its value, or before the name. */
const MARK = /[=:<-]/g

/**
 * What stands behind a secret name: `password=…`, `"token": "…"`, `<password>…</password>`, `--password …`, `-u user:…`.
 * One pass; what belongs to a value isn't looked at again.
 */
export function assignedSecrets(text: string, names: SecretNames): Range[] {
  const ranges: Range[] = []
  let done = 0
  MARK.lastIndex = 0
  while (MARK.test(text)) {
    const range = secretAt(text, MARK.lastIndex - 1, done, names)
    if (range === undefined || range[1] <= range[0]) continue
    ranges.push(range)
    done = range[1]
    MARK.lastIndex = Math.max(MARK.lastIndex, done)
  }
  return ranges
}

function secretAt(text: string, i: number, done: number, names: SecretNames): Range | undefined {
  switch (text.charCodeAt(i)) {
    case 0x3d:
    case 0x3a:
      return isSecretAssignment(text, i, done, names) ? valueAfter(text, i + 1) : undefined
    case 0x3c:
      return inTag(text, i, names)
    case 0x2d:
      return afterFlag(text, i, names)
  }
  return undefined
}

/** Whether the name before the `=` or `:` at `at` is secret. White space, quotes and brackets may stand between. */
function isSecretAssignment(text: string, at: number, done: number, names: SecretNames): boolean {
  let end = at
  while (end > done && ' \t\r\n"\'\\'.includes(text[end - 1] as string)) end--
  let start = end
  while (start > done && end - start < MAX_NAME && isNamePart(text.charCodeAt(start - 1))) start--
  if (start === end) return false
  const name = text.slice(start, end)
  const isParameter = text[at] === '=' && (start === 0 || '?&;'.includes(text[start - 1] as string))
  return isParameter ? names.hasParameter(name) : names.has(name)
}

/** A name may have dots, dashes, and brackets with quotes: `user["password"][0]`. */
function isNamePart(code: number): boolean {
  return (
    isWord(code) || code === 0x2d || code === 0x2e || code === 0x5b || code === 0x5d || code === 0x22 || code === 0x27
  )
}

/** The content of `<password>`, to its end tag or the end of the text. */
function inTag(text: string, open: number, names: SecretNames): Range | undefined {
  let end = open + 1
  while (end - open < MAX_NAME && isTagPart(text.charCodeAt(end))) end++
  const name = text.slice(open + 1, end)
  if (name === '' || !names.has(name.slice(name.lastIndexOf(':') + 1))) return undefined
  let close = end
  while (close < text.length && close - end < MAX_TAG && text[close] !== '>') close++
  if (text[close] !== '>' || text[close - 1] === '/') return undefined
  const stop = text.indexOf(`</${name}`, close + 1)
  return [close + 1, stop < 0 ? text.length : stop]
}

function isTagPart(code: number): boolean {
  return isWord(code) || code === 0x2d || code === 0x2e || code === 0x3a
}

/** The word after `--password`, and what follows the user's name in curl's `-u user:password`. */
function afterFlag(text: string, at: number, names: SecretNames): Range | undefined {
  if (at > 0 && !' \t\r\n+"\'`(;|&='.includes(text[at - 1] as string)) return undefined
  if (text[at + 1] === 'u' || text[at + 1] === 'U') return passwordAfter(text, at + 2)
  if (text[at + 1] !== '-') return undefined
  let end = at + 2
  while (end - at < MAX_NAME && (isWord(text.charCodeAt(end)) || text[end] === '-')) end++
  if (text[end] !== ' ' && text[end] !== '\t' && text[end] !== '+') return undefined
  const name = text.slice(at + 2, end)
  if (name === 'user' || name === 'proxy-user') return passwordAfter(text, end)
  if (!names.has(name)) return undefined
  const word = wordAfter(text, end)
  return text.startsWith('--', word[0]) ? undefined : word
}

/** What follows the first colon of the next word, if that begins like a user's name. */
function passwordAfter(text: string, from: number): Range | undefined {
  let colon = from
  while (colon < text.length && colon - from < MAX_NAME && text[colon] !== ':') colon++
  if (text[colon] !== ':') return undefined
  const [start, end] = wordAfter(text, from)
  return start <= colon && colon < end ? [colon + 1, end] : undefined
}
