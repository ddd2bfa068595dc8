import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveTokens } from '../analysis/access/tokens.ts'
import { startAnalysis } from '../analysis/server.ts'
import { createLogger } from '../telemetry/log.ts'
import { type Command, UsageError } from './command.ts'
import { untilSignal } from './signals.ts'

/** The console as `npm run build` made it. */
export const consoleDir = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/console')

export const analysis: Command = {
  name: 'analysis',
  summary: 'Runs the analysis backend and its console',
  flags: [
    { name: 'host', value: 'HOST', description: 'Address to listen on (default 127.0.0.1; others need both tokens)' },
    { name: 'port', value: 'N', description: 'Port (default 8090; 0 takes a free one)' },
    { name: 'data', value: 'DIR', description: 'Folder of the store (default ./data)' },
    { name: 'max-events', value: 'N', description: 'Events kept; older ones are dropped (default 1000000)' },
    { name: 'retain-days', value: 'N', description: 'Days that events are kept (default 30)' },
    { name: 'allowed-host', value: 'NAMES', description: 'Names by which browsers may ask, comma-separated' },
    {
      name: 'ingest-token-file',
      value: 'FILE',
      description: 'Token that proxies send events with (SLUICE_INGEST_TOKEN)',
    },
    { name: 'view-token-file', value: 'FILE', description: 'Token that people read with (SLUICE_VIEW_TOKEN)' },
  ],
  notes: 'On loopback, tokens that are not given are made at each start and printed.\n',
  async run({ flags }) {
    const host = flags.host ?? '127.0.0.1'
    const tokens = resolveTokens({
      host,
      env: process.env,
      ingestTokenFile: flags['ingest-token-file'],
      viewTokenFile: flags['view-token-file'],
    })
    const stopped = untilSignal()
    const server = await startAnalysis({
      ...tokens,
      host,
      port: number(flags.port, 'port', 8090, 0, 65_535),
      dataDir: flags.data ?? 'data',
      maxEvents: number(flags['max-events'], 'max-events', 1_000_000, 1, 1_000_000_000),
      retainDays: number(flags['retain-days'], 'retain-days', 30, 1, 36_500),
      allowedHosts: flags['allowed-host']?.split(',').map((name) => name.trim()),
      logger: createLogger('info', 'analysis'),
      consoleDir,
    })
    process.stdout.write(`Console (signs in once): ${server.oneTimeUrl()}\n`)
    if (!process.env.SLUICE_INGEST_TOKEN && !flags['ingest-token-file'] && !process.env.SLUICE_INGEST_TOKEN_FILE) {
      process.stdout.write(`Ingest token: ${tokens.ingestToken}\n`)
    }
    const { again } = await stopped
    void again.then(() => process.exit(1))
    await server.close()
    return 0
  },
}

/** A whole number from a flag. @throws UsageError */
export function number(
  text: string | undefined,
  flag: string,
  fallback: number,
  minimum: number,
  maximum: number,
): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < minimum || value > maximum) {
    throw new UsageError(`--${flag} must be a whole number from ${minimum} to ${maximum}, not "${text}".`)
  }
  return value
}
