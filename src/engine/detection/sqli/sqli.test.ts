import { expect, test } from 'vitest'
import { Screen } from '../../screen/screen.ts'
import { isBlocked, keepsContract } from '../contract.ts'
import { sqli } from './detector.ts'
import { explain } from './explain.ts'
import { attacks, harmless, pieces } from './samples.ts'

test('a comparison of another text says nothing of an assignment in this one', () => {
  isBlocked(sqli, '"== ')
  expect(isBlocked(sqli, '""or@``:=1=')).toBe(true)
})

keepsContract(sqli, attacks, harmless, pieces)

test('probes that may be names or prose are no more than suspicious', () => {
  for (const text of ["'", "O'Brien'", 'order by 3']) expect(isBlocked(sqli, text)).toBe(false)
})

test('a NUL cuts off the rest of a statement, which HTML knows no reference for', () => {
  for (const text of ["x' or 1;\0", "';\0"]) expect(isBlocked(sqli, text)).toBe(true)
  for (const text of ['x\0', "it's;", "don't; won't\0"]) expect(isBlocked(sqli, text)).toBe(false)
})

test('a whole statement may stand in a field that is named for it', () => {
  const isCritical = (text: string, name: string, isName = false) => {
    let critical = false
    sqli.detect(text, { where: 'body', name, isName }, (severity) => {
      critical ||= severity === 'critical'
    })
    return critical
  }
  const statements = [
    'SELECT COUNT(*) FROM orders GROUP BY status HAVING COUNT(*) > 5',
    'CREATE TABLE foo (id int)',
    "CASE WHEN a > 5 THEN 'x' ELSE 'y' END",
  ]
  for (const text of statements) {
    expect([text, isCritical(text, 'comment'), isCritical(text, 'rawSql'), isCritical(text, 'rawSql', true)]).toEqual([
      text,
      true,
      false,
      true,
    ])
  }
})

test('prose wakes nobody', () => {
  const { name, bytes, cues, asked, tells } = sqli
  const screen = new Screen([{ name, bytes, literals: cues, asked, tells }])
  for (const text of [
    "I'm sure it's fine, don't worry",
    "St. James's Park and the 'new' one",
    'salt and pepper, where I live, when or if you select one',
    "l'ordre d'achat n'est pas d'accord",
    '"quoted", he said. "Yes."',
  ]) {
    const buffer = Buffer.from(text)
    expect([text, screen.scan(buffer, 0, buffer.length, false)]).toEqual([text, 0])
  }
})

test('both quotes and a bracket at the end: in values of 128 characters, not in texts', () => {
  expect([isBlocked(sqli, `${'a'.repeat(125)}'"(`), isBlocked(sqli, `${'a'.repeat(126)}'"(`)]).toEqual([true, false])
  expect(isBlocked(sqli, `1\u00bf'"(`)).toBe(true)
})

test('what was seen is told as tokens, as many as are bounded', () => {
  const types = (text: string) => explain(text, sqli.detect).map(({ type }) => type)
  expect(types("x' or 1=1 -- -")).toEqual(['quoted', 'logic', 'number', 'compare', 'number', 'comment'])
  expect(types('1 union select 2')).toEqual(['number', 'setOperator', 'select', 'number'])
  expect(types('hello')).toEqual(['identifier'])
  expect(types('1,'.repeat(1000))).toHaveLength(64)
})
