import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { xss } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(xss, attacks, harmless, pieces)

// Documents are sent in bodies: elsewhere a fence would be a disguise.
test.each([
  'Fix: escape `<script>alert(1)</script>` in titles when pages are rendered',
  '## Bug\n\n```html\n<script>alert(1)</script>\n```\n\nIt fires.',
])('code in a Markdown document: %j', (text) => {
  expect([isBlocked(xss, text, 'body'), isBlocked(xss, text, 'query'), isBlocked(xss, text, 'header')]).toEqual([
    false,
    true,
    true,
  ])
})
