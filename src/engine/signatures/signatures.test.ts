import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../config/fault.ts'
import { compiledSignatures, loadSignatures } from '../../config/signatures.ts'
import { runSamples } from '../samples.ts'
import type { Signature } from './format.ts'
import { patternFault } from './structure.ts'

describe('the signatures that ship', () => {
  const signatures = loadSignatures()

  test('there are at least 30, and every sample does what it must', () => {
    const { ran, failures } = runSamples(signatures)
    expect(failures).toEqual([])
    expect(signatures.length).toBeGreaterThanOrEqual(30)
    // A runner that runs nothing finds no failure either.
    expect(ran).toBe(signatures.reduce((sum, { match, pass }) => sum + match.length + pass.length, 0))
    expect(ran).toBeGreaterThanOrEqual(2 * signatures.length)
  })
})

describe('the sample runner fails on planted faults', () => {
  const base: Signature = {
    id: 'planted',
    class: 'scanner',
    severity: 'critical',
    paranoia: 1,
    description: 'planted for the test of the tests',
    literals: ['needle'],
    match: ['a needle here'],
    pass: ['hay'],
  }
  test('all well', () => expect(runSamples([base])).toEqual({ ran: 2, failures: [] }))
  test.each([
    ['a sample to match that does not', { match: ['hay'] }, 'match'],
    ['a sample to pass that is found', { pass: ['needle'] }, 'pass'],
    ['a pattern that misses', { pattern: 'needle[0-9]' }, 'match'],
    ['a place that is not looked at', { where: ['cookie'] }, 'match'],
    ['a name that is not looked at', { names: ['other'] }, 'match'],
  ] as const)('%s', (_what, over, expected) => {
    expect(runSamples([{ ...base, ...over } as Signature]).failures).toMatchObject([{ id: 'planted', expected }])
  })
  test.each(['path', 'query', 'header', 'cookie', 'body'] as const)('a sample reaches %s', (where) => {
    const value = where === 'path' ? '/needle' : 'needle'
    const signature = {
      ...base,
      where: [where],
      match: [{ where, value }],
      pass: [{ where, value: '/hay' }],
    } as Signature
    expect(runSamples([signature])).toEqual({ ran: 2, failures: [] })
  })
  test('names are looked at where asked', () => {
    const match = [{ where: 'query' as const, value: 'needle', isName: true }]
    expect(runSamples([{ ...base, on: 'name', match }]).failures).toEqual([])
    expect(runSamples([{ ...base, on: 'value', match }]).failures).toHaveLength(1)
  })
})

describe('the loader refuses', () => {
  const load = (file: string, text: string, folder = 'scanner') => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-signatures-'))
    mkdirSync(join(root, folder))
    writeFileSync(join(root, folder, file), text)
    try {
      return loadSignatures(root)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return error.message
    }
  }
  const good = `id: planted
class: scanner
severity: critical
paranoia: 1
description: planted for the test
literals: [needle]
match: [needle]
pass: [hay]
`
  test('nothing that is right', () => expect(load('planted.yaml', good)).toHaveLength(1))
  test.each([
    ['no sample to match', good.replace('match: [needle]\n', ''), /match/],
    ['an empty list of samples to pass', good.replace('[hay]', '[]'), /pass must NOT have fewer/],
    ['a short literal', good.replace('[needle]', '[ab]'), /:6: literals.0 must NOT have fewer than 3/],
    ['an unknown key', `${good}serverity: high\n`, /serverity/],
    ['an unbounded dot', `${good}pattern: 'needle.*x'\n`, /unbounded \*/],
    ['what RE2 cannot read', `${good}pattern: '(needle'\n`, /:9: missing/],
    ['an id unlike the file', good.replace('planted', 'other'), /named otherwise/],
    ['another class', good.replace('class: scanner', 'class: sqli'), /the folder is scanner/],
    ['broken YAML', `${good}x: [`, /planted\.yaml:/],
  ])('%s', (_what, text, message) => expect(load('planted.yaml', text)).toMatch(message))
  test('an id that stands in two classes', () => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-signatures-'))
    for (const folder of ['scanner', 'webshell']) {
      mkdirSync(join(root, folder))
      writeFileSync(join(root, folder, 'planted.yaml'), good.replace('class: scanner', `class: ${folder}`))
    }
    expect(() => loadSignatures(root)).toThrow(/webshell\/planted\.yaml.*stands twice/)
  })
  test('nothing by what was read before, once a file has changed', () => {
    const root = mkdtempSync(join(tmpdir(), 'sluice-signatures-'))
    mkdirSync(join(root, 'scanner'))
    const file = join(root, 'scanner/planted.yaml')
    writeFileSync(file, good)
    const { digest } = compiledSignatures(root)
    writeFileSync(join(root, 'compiled.json'), JSON.stringify({ digest, signatures: [{ id: 'as read before' }] }))
    expect(loadSignatures(root)).toEqual([{ id: 'as read before' }])
    writeFileSync(file, good.replace('needle', 'thread'))
    expect(loadSignatures(root)).toMatchObject([{ id: 'planted', literals: ['thread'] }])
    writeFileSync(join(root, 'compiled.json'), 'broken')
    expect(loadSignatures(root)).toHaveLength(1)
  })
  test('a file that is no signature', () => expect(load('readme.txt', 'x')).toMatch(/<id>\.yaml/))
})

describe('patterns are refused by structure', () => {
  test.each(['a.*b', 'a.+b', '[^x]*', '[^\\]]+', '.{3,}', 'a{101}', 'a{2,101}', '\\S+', '(.)*|.+', '[^]]*'])(
    '%s',
    (pattern) => {
      expect(patternFault(pattern)).toMatch(/unbounded|repeats/)
    },
  )
  test.each(['a.{0,40}b', '\\s*a', '[a-z]+', 'a{100}', '\\.*', '[.]*', '[*^]+', 'a\\{5,}', '(?i)x{2,7}'])(
    'but not %s',
    (pattern) => {
      expect(patternFault(pattern)).toBeUndefined()
    },
  )
})
