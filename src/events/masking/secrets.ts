import { assignedSecrets } from './assigned.ts'
import { cardNumbers } from './cards.ts'
import { type Decoded, decodeRound, MAX_ROUNDS } from './decoding.ts'
import type { SecretNames } from './names.ts'
import { merged, type Range } from './ranges.ts'
import { encodedObjects, shapedSecrets } from './shapes.ts'
import { userInfo } from './user-info.ts'

/** Where secrets stand in a text, as sent or under layers of encoding: ordered, not overlapping. */
export function findSecrets(text: string, names: SecretNames): Range[] {
  return merged([...secretsAsSent(text, names), ...secretsBelow(text, names)])
}

/** Secrets that show without decoding. */
export function secretsAsSent(text: string, names: SecretNames): Range[] {
  const objects = encodedObjects(text, (json) => plainSecrets(json, names).length > 0)
  return [...plainSecrets(text, names), ...objects]
}

/** Secrets that show once one to three layers of encoding are off, at the place where they stand as sent. */
export function secretsBelow(text: string, names: SecretNames): Range[] {
  const ranges: Range[] = []
  let decoded: Decoded | undefined = decodeRound(text)
  for (let round = 0; round < MAX_ROUNDS && decoded !== undefined; round++) {
    const { at } = decoded
    for (const [start, end] of secretsAsSent(decoded.text, names)) ranges.push([at[start] as number, at[end] as number])
    decoded = decodeRound(decoded.text, at)
  }
  return ranges
}

function plainSecrets(text: string, names: SecretNames): Range[] {
  return [...assignedSecrets(text, names), ...userInfo(text), ...shapedSecrets(text), ...cardNumbers(text)]
}

/**
 * How far beyond a cut is looked, so that it can't part a secret from what gives it away: everything but the `@` of user
 * information and the end of a card number stands before the secret.
 */
const MARGIN = 512

/** The part of a text before a cut that has to be looked at to mask it. */
export function searched(text: string, limit: number): string {
  return text.length > limit + MARGIN ? text.slice(0, limit + MARGIN) : text
}
