import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LONGEST_NAME } from '../detection/code-injection/matters.ts'
import { longestName } from '../detection/code-injection/rules.ts'
import { detectors } from '../detection/detectors.ts'
import { Screen } from '../screen/screen.ts'
import { views } from '../views/views.ts'
import { enter } from './lexicon.ts'
import { COMMAND, COMPARES, CONTINUES, LOGIC, OPERATOR, PREFIX, READS } from './lists.ts'
import { lookAtText } from './value.ts'
import { listsAt, wordEnd } from './words.ts'

const RUNS = Number(process.env.ASKING_RUNS ?? 300)

/** Those who are asked, each with what it is asked about alone. */
const wakers = [...detectors.map(({ cues, ...detector }) => ({ ...detector, literals: cues })), ...views].flatMap(
  ({ name, bytes, literals, asked, tells, teller }) => {
    if (asked === undefined || tells === undefined || teller === undefined) return []
    const isAsked = (cue: string) => asked.has(cue)
    return [
      { name, bytes: [...bytes].filter(isAsked).join(''), literals: literals.filter(isAsked), asked, tells, teller },
    ]
  },
)

const common = fc.constantFrom(
  ...' ,;:.?!\'"`()[]{}<>=+-*/\\|&%$#@^~_\n\t\r',
  ...[
    'a',
    'x',
    '0',
    '1',
    '42',
    'é',
    '中',
    '\u00a0',
    '\ud83d\ude00',
    '\u2019',
    '//',
    '--',
    '/*',
    '*/',
    ' = ',
    ' || ',
    '..',
    '://',
  ],
  ...[
    'salt',
    'pepper',
    "don't",
    'well-known',
    'select',
    'union',
    'all',
    'from',
    'where',
    'and',
    'or',
    'not',
    'null',
    'is',
  ],
  ...[
    'like',
    'between',
    'in',
    'if',
    'case',
    'when',
    'order',
    'by',
    'user',
    'true',
    'insert',
    'into',
    'exists',
    'having',
  ],
  ...['cat', 'ls', 'whoami', 'echo', 'python3', 'more', 'do', 'then', 'id', 'ping', '-c', 'passwd', 'less', 'cmd'],
  ...[
    'http:',
    'https:',
    'example.com',
    'user@host',
    'localhost',
    '.txt',
    'data:',
    'javascript:',
    'onerror',
    'document.',
  ],
  ...[
    'eval',
    'system',
    'exec',
    'import',
    'for',
    '@include(if:',
    '%41',
    '%u0041',
    '% off',
    'x'.repeat(63),
    ' '.repeat(63),
  ],
)

test.each(wakers)('what the module answers for $name is what $name says', (waker) => {
  const screen = new Screen([waker])
  const plain = new Screen([waker])
  const cue = fc.constantFrom(...(waker.bytes === '' ? waker.literals : [...waker.bytes, ...waker.literals]))
  const pieces = fc.array(fc.oneof(common, common, cue), { maxLength: 14 })
  let yes = 0
  let no = 0
  fc.assert(
    fc.property(pieces, pieces, pieces, (before, inside, behind) => {
      // It opens no document, and stands for no other text.
      const value = Buffer.from(`~ ${inside.join('')}`)
      const padding = Buffer.from(`${'an ordinary text '.repeat(4)}${before.join('')}`)
      const bytes = Buffer.concat([padding, value, Buffer.from(behind.join(''))])
      const end = padding.length + value.length
      const woken = plain.scan(value, 0, value.length, false) & 1
      expect(screen.ahead(0).load(bytes, 0, bytes.length, -1, -1)).toBeDefined()
      expect(screen.isQuiet(bytes, padding.length, end, false, false, -1)).toBe(woken === 0)
      screen.ahead(0).forget()
      if (woken === 0) no++
      else yes++
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(yes, no)).toBeGreaterThan(RUNS / 50)
})

test('all who are asked are known to the module', () => {
  const asked = [...detectors, ...views].filter((one) => one.asked !== undefined)
  expect(asked.filter(({ teller }) => teller === undefined).map(({ name }) => name)).toEqual([])
  expect(new Set(asked.map(({ teller }) => teller)).size).toBe(asked.length)
})

test('no name of code is longer than what is looked at', () => {
  expect(longestName).toBeLessThanOrEqual(LONGEST_NAME)
})

test('words are on the lists that they were put on, in any case, and on no others', () => {
  const on = (text: string) => {
    lookAtText(text)
    return [listsAt(0), wordEnd]
  }
  expect(on('like this')).toEqual([OPERATOR | CONTINUES | COMPARES, 4])
  expect(on('AND')).toEqual([LOGIC | CONTINUES, 3])
  expect((on('distinct')[0] as number) & (PREFIX | READS)).toBe(PREFIX | READS)
  expect((on('whoami;')[0] as number) & COMMAND).toBe(COMMAND)
  expect(on('pepper')).toEqual([0, 6])
  expect(on('')).toEqual([0, 0])
  expect(on(`${'a'.repeat(70)}`)).toEqual([0, 64])
})

test('a word with the hash of another is refused', () => {
  // 31 * 107 + 57 = 31 * 105 + 119
  enter('zk9q', 1)
  expect(() => enter('ziwq', 2)).toThrow('ziwq has the hash of zk9q')
  expect(() => enter('zk9q', 2)).not.toThrow()
})

test('a full lexicon says so; the last test, since it fills the one that there is', () => {
  expect(() => enter(Array.from({ length: 2_049 }, (_, i) => `word${i}`).join(' '), 1)).toThrow('the lexicon is full')
})
