import { expect, test } from 'vitest'
import { loadSignatures } from '../../config/signatures.ts'
import { detectors } from '../detection/detectors.ts'
import { Inspector } from '../inspector.ts'
import type { InspectionPolicy } from '../policy.ts'
import { PLACES, SignatureSet } from '../signatures/compile.ts'
import type { Where } from '../types.ts'
import { Ledger } from '../verdict/ledger.ts'
import { ordinary } from './ordinary.ts'

const inspector = new Inspector(detectors, new SignatureSet(loadSignatures()), (part, error) => {
  throw new Error(part, { cause: error })
})
const policy: InspectionPolicy = { mode: 'block', threshold: 5, paranoia: 1, failureMode: 'closed' }
const words = [...new Set(ordinary.toLowerCase().match(/[a-z]{2,}/g))]

function wakes(where: Where, text: string): boolean {
  const bytes = Buffer.from(text)
  return !inspector.passes(new Ledger(policy), where, bytes, 0, bytes.length, false)
}

/** Names of programs' objects before a dot, folders of servers, and a keyword: told by a longer look at what stands behind them. */
const lookedAt = [
  ...[
    'this',
    'time',
    'when',
    'home',
    'server',
    'settings',
    'file',
    'document',
    'response',
    'windows',
    'www',
    'localhost',
  ],
  ...['web', 'die', 'diese', 'select'],
]

/** What begins a condition or a query, a GraphQL document, or credentials. */
const beginning = [
  ...['and', 'or', 'where', 'offset', 'select'],
  ...['query', 'queries', 'mutation', 'subscription', 'fragment', 'bearer', 'basic'],
]

// A literal that ordinary text holds costs every request: it has to be longer, or asked about.
test.each(PLACES.filter((where) => where !== 'method'))('an ordinary word wakes nobody: %s', (where) => {
  expect(words.length).toBeGreaterThan(900)
  expect(words.filter((word) => wakes(where, `She said ${word} to us here.`))).toEqual([])
  expect(words.filter((word) => wakes(where, `the-terms-${word}-conditions`))).toEqual([])
  const inName = words.filter((word) => wakes(where, `${word}-customer-account`))
  expect(inName.filter((word) => !beginning.includes(word))).toEqual([])
  const inAddress = words.filter((word) => wakes(where, `https://${word}.example.com/${word}/${word}.html`))
  expect(inAddress.filter((word) => !lookedAt.includes(word))).toEqual([])
  expect(wakes(where, 'She said union select to us here.')).toBe(true)
})
