import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSluice } from '../support/program.ts'
import { startVulnerableApi } from './vulnerable-api.ts'

/** An API with holes, Sluice before it, and a folder for what an attacker writes. */
export interface Attacked {
  readonly folder: string
  /** Of the API itself · through Sluice. */
  readonly bareUrl: string
  readonly guardedUrl: string
  stop(): Promise<void>
}

export async function startAttacked(name: string): Promise<Attacked> {
  const folder = mkdtempSync(join(tmpdir(), `sluice-${name}-`))
  const api = await startVulnerableApi()
  const sluice = await startSluice(api.url)
  return {
    folder,
    bareUrl: api.url,
    guardedUrl: `http://127.0.0.1:${sluice.port}`,
    stop: async () => {
      await sluice.stop()
      await api.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
