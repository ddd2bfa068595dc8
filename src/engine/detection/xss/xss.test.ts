import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { xss } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(xss, attacks, harmless, pieces)

// Documents are sent in bodies: elsewhere a fence would be a disguise.
test.each([
  'Fix: escape `<script>alert(1)</script>` in titles when pages are rendered',
  'The document uses `<meta http-equiv="refresh">`',
  '文件使用 `<meta http-equiv="refresh">`',
  'ドキュメントで`<meta http-equiv="refresh">`が使用されていません',
  '## Bug\n\n```html\n<script>alert(1)</script>\n```\n\nIt fires.',
])('code in a Markdown document: %j', (text) => {
  expect([isBlocked(xss, text, 'body'), isBlocked(xss, text, 'query'), isBlocked(xss, text, 'header')]).toEqual([
    false,
    true,
    true,
  ])
})

test('a span is judged where fewer words stand beside it than a document has, or where it holds more than an element', () => {
  const texts = [
    '文 `<meta http-equiv="refresh">`',
    'see here `<img src=x onerror=alert(1)>`',
    'see here `<script src="//x">`',
    'see here `<iframe src="//x">`',
    'see here `<meta http-equiv="refresh" content="0;url=//x">`',
    'x y `<script>alert(1)</script>`',
  ]
  for (const text of texts) expect([text, isBlocked(xss, text, 'body')]).toEqual([text, true])
})
