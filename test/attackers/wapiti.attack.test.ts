import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isInstalled } from '../support/installed.ts'
import { type Attacked, startAttacked } from './attacked.ts'
import { runProgram } from './run-program.ts'

// wapiti with all that it tries by itself: it finds the holes without Sluice, and none through it.

const MAX_MS = 600_000
const MODULES = 'sql,blindsql,xss,exec,file,crlf,xxe,ssrf,redirect,shellshock'

const here = isInstalled('wapiti')
let attacked: Attacked

beforeAll(async () => {
  attacked = await startAttacked('wapiti')
})
afterAll(() => attacked.stop())

/** The kinds of holes that wapiti reports, with how many it found of each. */
async function wapiti(url: string): Promise<Record<string, number>> {
  const report = join(attacked.folder, 'report.json')
  rmSync(report, { force: true })
  await runProgram(
    'wapiti',
    [
      '-u',
      `${url}/`,
      '-m',
      MODULES,
      '-f',
      'json',
      '-o',
      report,
      '--flush-session',
      '--no-bugreport',
      '-S',
      'normal',
      '-v',
      '0',
      '--store-session',
      attacked.folder,
      '--max-scan-time',
      '240',
    ],
    attacked.folder,
    MAX_MS,
  )
  const { vulnerabilities } = JSON.parse(readFileSync(report, 'utf8')) as { vulnerabilities: Record<string, unknown[]> }
  return Object.fromEntries(
    Object.entries(vulnerabilities).flatMap(([kind, found]) => (found.length > 0 ? [[kind, found.length]] : [])),
  )
}

describe.skipIf(!here)('wapiti', () => {
  test('finds the holes without Sluice', async () => {
    const found = await wapiti(attacked.bareUrl)
    expect(Object.keys(found).join()).toMatch(/SQL Injection/)
    expect(Object.keys(found).join()).toMatch(/Cross Site Scripting/)
  })

  test('finds nothing through Sluice', async () => {
    expect(await wapiti(attacked.guardedUrl)).toEqual({})
  })
})
