import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SluiceEvent } from '../../src/events/schema.ts'
import { Program } from './program.ts'

export const INGEST_TOKEN = 'ingest-token-for-tests-0123456789'
export const VIEW_TOKEN = 'view-token-for-tests-0123456789abc'

/** A running `sluice analysis` with a store of its own. */
export interface Backend {
  readonly program: Program
  readonly port: number
  readonly eventsUrl: string
  /** What the API lists, newest first. */
  list(query?: string): Promise<SluiceEvent[]>
  /** Resolves once the backend holds an event. */
  holds(id: string): Promise<void>
  /** Every byte of the store's files. */
  storeBytes(): Buffer
  stop(): Promise<number | null>
}

export async function startBackend(port = 0, host = '127.0.0.1'): Promise<Backend> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  const args = ['--host', host, '--port', String(port), '--data', dataDir, '--allowed-host', host]
  const program = new Program(['analysis', ...args], {
    SLUICE_INGEST_TOKEN: INGEST_TOKEN,
    SLUICE_VIEW_TOKEN: VIEW_TOKEN,
  })
  await program.until(() => program.output.some((line) => line.startsWith('Console')), 'the backend to listen')
  const url = new URL(
    program.output
      .find((line) => line.startsWith('Console'))
      ?.split(': ')
      .at(-1) as string,
  )
  const base = `http://${host}:${url.port}`
  return {
    program,
    port: Number(url.port),
    eventsUrl: `${base}/api/v1/events`,
    list: async (query = '') => {
      const response = await fetch(`${base}/api/v1/events${query}`, {
        headers: { authorization: `Bearer ${VIEW_TOKEN}` },
      })
      return ((await response.json()) as { items: SluiceEvent[] }).items
    },
    holds: async (id) => {
      const ask = () => fetch(`${base}/api/v1/events/${id}`, { headers: { authorization: `Bearer ${VIEW_TOKEN}` } })
      // Nothing tells when a batch has been stored; each answer takes its time.
      while ((await ask()).status === 404);
    },
    storeBytes: () => Buffer.concat(readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)))),
    stop: async () => {
      const code = await program.stop()
      rmSync(dataDir, { recursive: true, force: true })
      return code
    },
  }
}
