import { describe, expect, test } from 'vitest'
import { keepsContract } from '../contract.ts'
import { jndi } from './detector.ts'
import { evaluate } from './interpreter.ts'
import { attacks, harmless, pieces } from './samples.ts'

keepsContract(jndi, attacks, harmless, pieces)

describe('lookups are evaluated from the inside out', () => {
  const outermost = (text: string) => {
    let last: unknown
    evaluate(text, ({ name, key, fallback }) => {
      last = [name, key, fallback]
      return false
    })
    return last
  }

  test.each([
    ['${jndi:ldap://x}', ['jndi', 'ldap://x', undefined]],
    ['${${lower:J}ndi:x}', ['jndi', 'x', undefined]],
    ['${a${::-b}c:x}', ['abc', 'x', undefined]],
    ['${env:A:-b}', ['env', 'A', 'b']],
    ['${env:A:-${env:B:-c}}', ['env', 'A', 'c']],
    ["${${date:'d'}:x}", ['d', 'x', undefined]],
    ['${${base64:am5kaQ==}:x}', ['jndi', 'x', undefined]],
    ['${A:-b}', ['a', '', 'b']],
    ['${name}', ['', '', undefined]],
  ])('%s', (text, expected) => expect(outermost(text)).toEqual(expected))
})

test('what leaks weighs less than what loads', () => {
  const found: unknown[] = []
  const field = { where: 'query', name: 'q', isName: false } as const
  for (const text of ['${env:AWS_SECRET_ACCESS_KEY}', '${java:version}', '${${env:X:-a}b}']) {
    jndi.detect(text, field, (severity, _start, _end, _message, paranoia = 1) => found.push([text, severity, paranoia]))
  }
  expect(found).toEqual([
    ['${env:AWS_SECRET_ACCESS_KEY}', 'error', 2],
    ['${java:version}', 'error', 1],
    ['${${env:X:-a}b}', 'error', 1],
  ])
})

test('it explains itself with the lookups', () => {
  expect(jndi.explain?.('${${lower:j}ndi:x}')).toEqual([
    { type: 'lower', start: 2, end: 12 },
    { type: 'jndi', start: 0, end: 18 },
  ])
})
