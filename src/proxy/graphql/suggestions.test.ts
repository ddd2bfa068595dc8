import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SuggestionMask } from './suggestions.ts'

const masked = (chunks: readonly Buffer[]): string => {
  const mask = new SuggestionMask()
  return Buffer.concat([...chunks.map((chunk) => Buffer.from(mask.write(chunk))), mask.end()]).toString()
}
const answer = (message: string) => JSON.stringify({ errors: [{ message, path: ['a'] }] })

test.each([
  [
    'Cannot query field "nme" on type "User". Did you mean "name"?',
    'Cannot query field "nme" on type "User". [Suggestion hidden]',
  ],
  ['Did you mean "a", "b", or "c"? Again: Did you mean "d"?', '[Suggestion hidden] Again: [Suggestion hidden]'],
  ['Did you mean to use an inline fragment on "Dog" or "Cat"?', '[Suggestion hidden]'],
  ['Did you mean without an end', '[Suggestion hidden]'],
  ['Did you mea', 'Did you mea'],
  ['Was there anything?', 'Was there anything?'],
])('%s', (message, expected) => {
  expect(masked([Buffer.from(answer(message))])).toBe(answer(expected))
})

test('however the answer is cut', () => {
  const text = Buffer.from(answer('A Did you Did you mean "x\\y"? b. Did you mean "z"?') + answer('Did you mean'))
  const whole = masked([text])
  expect(whole).not.toContain('mean \\"')
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
      const points = [0, ...cuts.sort((a, b) => a - b), text.length]
      expect(masked(points.slice(1).map((end, i) => text.subarray(points[i], end)))).toBe(whole)
    }),
  )
})

test('random answers without a suggestion stay as they are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('D', 'Did ', 'you ', 'Did you ', '"', '\\', '?', 'x'), { maxLength: 12 }),
      (parts) => {
        const text = parts.join('')
        expect(masked([...text].map((character) => Buffer.from(character)))).toBe(text)
      },
    ),
  )
})
