import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sluice, startSluice } from '../support/program.ts'
import { isInstalled, runProgram } from './run-program.ts'
import { startVulnerableApi, type VulnerableApi } from './vulnerable-api.ts'

// wapiti with all that it tries by itself: it finds the holes without Sluice, and none through it.

const MAX_MS = 600_000
const MODULES = 'sql,blindsql,xss,exec,file,crlf,xxe,ssrf,redirect,shellshock'

const here = isInstalled('wapiti')
let folder: string
let api: VulnerableApi
let sluice: Sluice

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-wapiti-'))
  api = await startVulnerableApi()
  sluice = await startSluice(api.url)
})
afterAll(async () => {
  await sluice.stop()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The kinds of holes that wapiti reports, with how many it found of each. */
async function wapiti(url: string): Promise<Record<string, number>> {
  const report = join(folder, 'report.json')
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
      folder,
      '--max-scan-time',
      '240',
    ],
    folder,
    MAX_MS,
  )
  const { vulnerabilities } = JSON.parse(readFileSync(report, 'utf8')) as { vulnerabilities: Record<string, unknown[]> }
  return Object.fromEntries(
    Object.entries(vulnerabilities).flatMap(([kind, found]) => (found.length > 0 ? [[kind, found.length]] : [])),
  )
}

describe.skipIf(!here)('wapiti', () => {
  test('finds the holes without Sluice', async () => {
    const found = await wapiti(api.url)
    expect(Object.keys(found).join()).toMatch(/SQL Injection/)
    expect(Object.keys(found).join()).toMatch(/Cross Site Scripting/)
  })

  test('finds nothing through Sluice', async () => {
    expect(await wapiti(`http://127.0.0.1:${sluice.port}`)).toEqual({})
  })
})
