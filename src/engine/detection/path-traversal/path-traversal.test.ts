import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { pathTraversal } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(pathTraversal, attacks, harmless, pieces)

test('files of settings are asked for in the query, and edited and listed elsewhere', () => {
  const blocked = (text: string, where: 'body' | 'query', name: string) => {
    const found: string[] = []
    pathTraversal.detect(text, { where, name, isName: false }, (severity) => found.push(severity))
    return found.includes('critical')
  }
  for (const file of [
    'wp-config.php',
    '.env.production',
    'app/config/database.yml',
    '/dev/urandom',
    '/var/run/docker.sock',
  ]) {
    expect(blocked(file, 'query', 'file')).toBe(true)
    expect(blocked(file, 'body', 'file')).toBe(false)
    expect(blocked(file, 'query', 'q')).toBe(false)
  }
})

test('one step up is an ordinary link in a text, and an attack in a path', () => {
  expect(isBlocked(pathTraversal, '../images/logo.png', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, 'See [types](../../Reference/Types.md) for more', 'body')).toBe(false)
  expect(isBlocked(pathTraversal, '/static/../../app.js', 'path')).toBe(true)
  expect(isBlocked(pathTraversal, '../../config.yml', 'body')).toBe(true)
})

test('documents link to files of their repository, and configurations extend others of it', () => {
  const guide = (path: string) => `Follow the [guide](../../../../../../${path}) for more`
  expect(isBlocked(pathTraversal, guide('docs/guide.md#test'), 'body')).toBe(false)
  expect(isBlocked(pathTraversal, guide('etc/passwd'), 'body')).toBe(true)
  expect(isBlocked(pathTraversal, guide('app/secrets'), 'body')).toBe(true)
  expect(isBlocked(pathTraversal, '/etc/passwd ; and more words', 'query')).toBe(true)
  const extended = (text: string, name: string) => {
    const found: string[] = []
    pathTraversal.detect(text, { where: 'body', name, isName: false }, (severity) => found.push(severity))
    return found.includes('critical')
  }
  expect(extended('../../tsconfig.base.json', 'extends')).toBe(false)
  expect(extended('../../tsconfig.base.json', 'file')).toBe(true)
  expect(extended('../../../../../../etc/x.json', 'extends')).toBe(true)
  expect(extended('../../.env', 'extends')).toBe(true)
  expect(extended('../../var/secrets/keys.config.js', 'extends')).toBe(true)
  expect(extended('../../../docker/config.json', 'extends')).toBe(true)
  expect(extended('%2e%2e%2f..%2ftsconfig.json', 'extends')).toBe(true)
})

test('a file name climbs nowhere', () => {
  const found: string[] = []
  const report = (severity: string) => found.push(severity)
  pathTraversal.detect('../1.7z', { where: 'body', name: 'filename', isName: false }, report)
  pathTraversal.detect('..\\1.7z', { where: 'body', name: 'filename', isName: false }, report)
  expect(found).toEqual(['critical', 'critical'])
})

test('a file that somebody edits may be named in a body, and no other of the system', () => {
  const blocked = (text: string, where: 'body' | 'query' = 'body') => isBlocked(pathTraversal, text, where)
  for (const text of ['file:///home/ana/src/a.ts', 'file:///C:/Users/ana/src/a.ts', 'file:///c%3A/Users/ana/a.cs']) {
    expect([text, blocked(text), blocked(text, 'query')]).toEqual([text, false, true])
  }
  for (const text of ['file:///home/ana/.ssh/a.pub', 'file:///home/ana/../b/c.txt', 'file:///home/ana/.aws/x.ini']) {
    expect([text, blocked(text)]).toEqual([text, true])
  }
  const found: string[] = []
  const report = (severity: string) => found.push(severity)
  pathTraversal.detect('file://', { where: 'header', name: 'origin', isName: false }, report)
  expect(found).toEqual([])
  pathTraversal.detect('file://', { where: 'header', name: 'x-file', isName: false }, report)
  expect(found).toEqual(['critical'])
})

test('records say which log they are of, and containers where they mount: no more than an error', () => {
  const severities = (text: string, name: string, parent = '') => {
    const found: string[] = []
    const field = { where: 'body', name, parent, isName: false } as const
    pathTraversal.detect(text, field, (severity) => found.push(severity))
    return found
  }
  expect(severities('/var/log/nginx/access.log', 'path', 'file')).toEqual(['error'])
  expect(severities('/var/log/nginx/access.log', 'stringValue', 'value')).toEqual(['error'])
  expect(severities('/etc/nginx/conf.d', 'mountPath')).toEqual(['error'])
  expect(severities('/var/log/pods', 'path', 'hostPath')).toEqual(['error'])
  for (const [text, name, parent] of [
    ['/var/log/nginx/access.log', 'path', ''],
    ['/var/log/../../etc/passwd', 'path', 'file'],
    ['/etc/passwd', 'path', 'file'],
    ['/etc/passwd', 'mountPath', ''],
    ['/proc/self/environ', 'path', 'hostPath'],
  ] as const) {
    expect([text, severities(text, name, parent)]).toEqual([text, ['critical']])
  }
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
