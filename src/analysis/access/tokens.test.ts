import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AnalysisStartError } from '../start-error.ts'
import { resolveTokens } from './tokens.ts'

const dir = mkdtempSync(join(tmpdir(), 'sluice-tokens-'))
afterAll(() => rmSync(dir, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
const ingest = 'ingest-0123456789'
const view = 'view-0123456789ab'

describe('resolveTokens', () => {
  it('makes random tokens on loopback, new ones each time', () => {
    const seen = new Set<string>()
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.1.2.3']) {
      const { ingestToken, viewToken } = resolveTokens({ host, env: {} })
      for (const token of [ingestToken, viewToken]) {
        expect(token).toMatch(/^[\w-]{43}$/)
        seen.add(token)
      }
    }
    expect(seen.size).toBe(8)
  })

  it('refuses to be reachable from elsewhere without both tokens', () => {
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'sluice.internal', '']) {
      expect(() => resolveTokens({ host, env: {} }), host).toThrow(AnalysisStartError)
      expect(() => resolveTokens({ host, env: { SLUICE_VIEW_TOKEN: view } }), host).toThrow(
        /missing SLUICE_INGEST_TOKEN\./,
      )
      expect(() => resolveTokens({ host, env: { SLUICE_INGEST_TOKEN: ingest } }), host).toThrow(
        /missing SLUICE_VIEW_TOKEN\./,
      )
      const env = { SLUICE_INGEST_TOKEN: ingest, SLUICE_VIEW_TOKEN: view }
      expect(resolveTokens({ host, env })).toEqual({ ingestToken: ingest, viewToken: view })
    }
  })

  it('reads files, without the line feed at their end; a file by option wins', () => {
    const env = { SLUICE_INGEST_TOKEN_FILE: file('ingest', `${ingest}\n`), SLUICE_VIEW_TOKEN: 'from-env-0123456789' }
    const viewTokenFile = file('view', view)
    expect(resolveTokens({ host: '0.0.0.0', env, viewTokenFile })).toEqual({ ingestToken: ingest, viewToken: view })
  })

  it('says what is wrong', () => {
    const host = '127.0.0.1'
    const both = { SLUICE_VIEW_TOKEN: view, SLUICE_VIEW_TOKEN_FILE: file('view2', view) }
    expect(() => resolveTokens({ host, env: both })).toThrow(/both set/)
    expect(() => resolveTokens({ host, env: {}, viewTokenFile: join(dir, 'none') })).toThrow(/none can’t be read/)
    expect(() => resolveTokens({ host, env: {}, viewTokenFile: file('empty', '\n') })).toThrow(/has 0 characters/)
    expect(() => resolveTokens({ host, env: { SLUICE_VIEW_TOKEN: 'short-012345678' } })).toThrow(/has 15 characters/)
    const same = { SLUICE_VIEW_TOKEN: view, SLUICE_INGEST_TOKEN: view }
    expect(() => resolveTokens({ host, env: same })).toThrow(/are the same/)
  })
})
