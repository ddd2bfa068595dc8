import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { pathTraversal } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(pathTraversal, attacks, harmless, pieces)

test('one step up is an ordinary link in a text, and an attack in a path', () => {
  expect(isBlocked(pathTraversal, '../images/logo.png', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, 'See [types](../../Reference/Types.md) for more', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, '/static/../../app.js', 'path')).toBe(true)
  expect(isBlocked(pathTraversal, '../../config.yml', 'body')).toBe(true)
})

test('a file name climbs nowhere', () => {
  const found: string[] = []
  const report = (severity: string) => found.push(severity)
  pathTraversal.detect('../1.7z', { where: 'body', name: 'filename', isName: false }, report)
  pathTraversal.detect('..\\1.7z', { where: 'body', name: 'filename', isName: false }, report)
  expect(found).toEqual(['critical', 'critical'])
})

test('archives of Java that are uploaded list their metadata', () => {
  expect(isBlocked(pathTraversal, 'META-INF/MANIFEST.MFmP[O', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, 'META-INF/maven/org.slf4j/x/pom.xml', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, 'META-INF/context.xml', 'body')).toBe(true)
  expect(isBlocked(pathTraversal, '/META-INF/MANIFEST.MF', 'body')).toBe(true)
  expect(isBlocked(pathTraversal, 'META-INF/MANIFEST.MF', 'query')).toBe(true)
})

test('explains what it reads', () => {
  expect(pathTraversal.explain?.('x ../../etc/passwd php://input a/b')).toEqual([
    { type: 'steps up, system file', start: 2, end: 18 },
    { type: 'stream wrapper', start: 19, end: 30 },
    { type: 'path', start: 31, end: 34 },
  ])
})

test.each(['/var/www/html/config.php', '\\\\evil.example\\share\\x'])(
  'an attack in a query, and ordinary in a body: %j',
  (text) => {
    expect(isBlocked(pathTraversal, text, 'query')).toBe(true)
    expect(isBlocked(pathTraversal, text, 'body')).toBe(false)
  },
)
