import { expect, test } from 'vitest'
import { isBlocked, keepsContract } from '../contract.ts'
import { codeInjection } from './detector.ts'
import { isProse } from './prose.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(codeInjection, attacks, harmless, pieces)

function severityOf(text: string, name: string, where: 'body' | 'query' = 'body'): string | undefined {
  let found: string | undefined
  codeInjection.detect(text, { where, name, isName: false }, (severity, _start, _end, _message, paranoia = 1) => {
    if (paranoia === 1) found ??= severity
  })
  return found
}

test.each([
  ['logger', 'org.apache.commons.collections'],
  ['groupId', 'org.apache.commons'],
  ['type', 'java.lang.String'],
  ['javaType', 'java.lang.Integer'],
  ['script', 'console.log("done")'],
  ['note', 'const { exec } = require("child_process")'],
  ['code', 'app.listen(process.env.PORT)'],
])('a body may carry %s: %s', (name, text) => expect(severityOf(text, name)).toBeUndefined())

test.each([
  ['@type', 'java.lang.String'],
  ['class', 'java.lang.ProcessBuilder'],
  ['name', "require('child_process').execSync('id')"],
  ['name', "this.constructor.constructor('return process.mainModule.require')()"],
  ['name', 'process.env\n'],
])('a body may not carry %s: %s', (name, text) => expect(severityOf(text, name)).toBe('critical'))

test.each([
  ['please call the function', true],
  ["system('cat the file') // ok", false],
  ['import os; print(x)', false],
  ["it's what we don't need", true],
  ['return new Foo', false],
  ['naïve café words', true],
])('whether %j is prose: %s', (text, expected) => expect(isProse(text)).toBe(expected))

test('it explains itself with the names that mean something', () => {
  expect(codeInjection.explain?.("x; system('id'); eval($_GET[1])")).toEqual([
    { type: 'code', start: 3, end: 9 },
    { type: 'code', start: 17, end: 21 },
    { type: 'code', start: 22, end: 27 },
  ])
})

test.each([
  'system(id)',
  "redis.call('keys','*')",
  'yaml.load(x)',
  'Environment.Exit(0)',
  'Server.MapPath(".")',
  'Object.prototype.x=1',
  'print(globals())',
  'param.getClass()',
  "res.end('x')",
  'process.abort()',
  "process.stdout.write('x')",
])('an attack in a query, and ordinary in a body: %j', (text) => {
  expect(isBlocked(codeInjection, text, 'query')).toBe(true)
  expect(isBlocked(codeInjection, text, 'body')).toBe(false)
})
