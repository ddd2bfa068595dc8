import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/installed.ts'
import { type Attacked, startAttacked } from './attacked.ts'
import { runProgram } from './run-program.ts'

// sqlmap at its most thorough against an API with holes: it finds them without Sluice, and nothing through it.

const TAMPERS = [
  '',
  'space2comment',
  'between,randomcase',
  'charencode',
  'chardoubleencode',
  'charunicodeencode',
  'randomcomments,symboliclogical',
  'space2randomblank,equaltolike',
  'versionedmorekeywords,space2morecomment',
  'percentage,uppercase',
  'apostrophemask,greatest',
  'overlongutf8,space2plus',
  'unmagicquotes,commentbeforeparentheses',
  'base64encode',
  'scientific,lowercase',
]
const MAX_MS = 900_000

interface Target {
  readonly name: string
  readonly args: readonly string[]
}
const targets: readonly Target[] = [
  { name: 'a number in a query', args: ['-u', '/products?id=1', '-p', 'id'] },
  { name: 'a string in a query', args: ['-u', '/search?name=lamp', '-p', 'name'] },
  { name: 'a string in a form', args: ['-u', '/login', '--data', 'login=ana&secret=x', '-p', 'login'] },
  {
    name: 'a string in JSON',
    args: ['-u', '/login', '--data', '{"login":"ana*","secret":"x"}', '-H', 'Content-Type: application/json'],
  },
]

/** Counted against a service of everybody's: the scanner's own name is left out, or its User-Agent alone would be found. */
const THOROUGH = [
  '--batch',
  '--level',
  '5',
  '--risk',
  '3',
  '--technique',
  'BEUSTQ',
  '--time-sec',
  '1',
  '--random-agent',
]
const QUIET = [
  '--flush-session',
  '--skip-waf',
  '--disable-coloring',
  '--threads',
  '4',
  '--retries',
  '0',
  '--timeout',
  '10',
]

const here = isInstalled('sqlmap')
let attacked: Attacked

beforeAll(async () => {
  attacked = await startAttacked('sqlmap')
})
afterAll(() => attacked.stop())

function sqlmap(base: string, target: Target, tamper: string): Promise<string> {
  const args = target.args.map((arg) => (arg.startsWith('/') ? `${base}${arg}` : arg))
  const scripts = tamper === '' ? [] : ['--tamper', tamper]
  return runProgram(
    'sqlmap',
    [...args, ...THOROUGH, ...QUIET, ...scripts, '--output-dir', join(attacked.folder, 'out')],
    attacked.folder,
    MAX_MS,
  )
}

const isFound = (output: string) => /is vulnerable|identified the following injection point/.test(output)

describe.skipIf(!here)('sqlmap', () => {
  test.each(targets)('finds the hole without Sluice: $name', async (target) => {
    expect(isFound(await sqlmap(attacked.bareUrl, target, ''))).toBe(true)
  })

  describe.each(targets)('finds nothing through Sluice: $name', (target) => {
    test.each(TAMPERS)('tamper scripts: %s', async (tamper) => {
      const output = await sqlmap(attacked.guardedUrl, target, tamper)
      expect(output).toMatch(/do(?:es)? not appear to be injectable|not injectable/)
      expect(isFound(output)).toBe(false)
    })
  })
})
