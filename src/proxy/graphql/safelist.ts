import { ConfigError } from '../../config/fault.ts'
import type { Safelist } from '../../engine/policy.ts'

/** Documents that a list may have; it is learned from what clients send. */
export const MAX_LEARNED = 10_000

/** Hands on a document that was learned. */
export type OnLearned = (file: string, hash: string, operation: string) => void

/**
 * The hashes of a file: one a line, and behind a blank whatever helps people, such as the operation's name. Empty lines
 * and those that begin with `#` say nothing.
 * @throws ConfigError for a line that holds no SHA-256
 */
export function readSafelist(file: string, text: string): Set<string> {
  const hashes = new Set<string>()
  for (const [index, line] of text.split('\n').entries()) {
    const [hash = ''] = line.trim().split(/\s/, 1)
    if (hash === '' || hash.startsWith('#')) continue
    if (!/^[0-9a-f]{64}$/i.test(hash)) {
      throw new ConfigError([
        { at: `${file}:${index + 1}`, message: 'a line must begin with a SHA-256 in hexadecimal digits' },
      ])
    }
    hashes.add(hash.toLowerCase())
  }
  return hashes
}

/** A list that grows; what it learns is told once. */
export function learningSafelist(file: string, hashes: Set<string>, onLearned: OnLearned): Safelist {
  return {
    has: (hash) => hashes.has(hash.toLowerCase()),
    learn: (hash, operation) => {
      if (hashes.size >= MAX_LEARNED) return
      hashes.add(hash)
      onLearned(file, hash, operation)
    },
  }
}

export function closedSafelist(hashes: ReadonlySet<string>): Safelist {
  return { has: (hash) => hashes.has(hash.toLowerCase()) }
}
