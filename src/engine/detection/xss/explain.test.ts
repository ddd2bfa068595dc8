import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explain } from './explain.ts'

const read = (text: string) => explain(text).map(({ type, start, end }) => [type, text.slice(start, end)])

test('names a tag, its attributes and what they hold', () => {
  expect(read('<img src=x onerror=alert(1)>')).toEqual([
    ['tag', '<img'],
    ['attribute', 'src'],
    ['value', 'x'],
    ['event handler', 'onerror'],
    ['script', 'alert(1)'],
  ])
})

test('names what leaves a string and calls', () => {
  expect(read("';alert(1)//")).toEqual([
    ['quote', "'"],
    ['operator', ';'],
    ['call that runs or shows script', 'alert'],
    ['operator', '('],
    ['number', '1'],
    ['operator', ')'],
    ['operator', '/'],
    ['operator', '/'],
  ])
})

test('leaves out the code of a Markdown document', () => {
  expect(read('To see it, paste `<script>` into the title').some(([type]) => type === 'tag that runs script')).toBe(
    false,
  )
})

test('is bounded, in order and inside the text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('<a ', 'x=', '"', "'", '`', '(', '>', 'on', '\n```', '{{', '日')), (parts) => {
      const text = parts.join('').repeat(8)
      let last = 0
      const tokens = explain(text)
      expect(tokens.length).toBeLessThanOrEqual(64)
      for (const { start, end } of tokens) {
        expect(last <= start && start < end && end <= text.length).toBe(true)
        last = end
      }
    }),
  )
})
