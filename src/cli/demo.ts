import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resolveTokens } from '../analysis/access/tokens.ts'
import { startAnalysis } from '../analysis/server.ts'
import { createDemoApi } from '../demo/api.ts'
import { type ProxyServer, startProxy } from '../proxy/server.ts'
import { createLogger } from '../telemetry/log.ts'
import { consoleDir, number } from './analysis.ts'
import { type Command, UsageError } from './command.ts'
import { untilSignal } from './signals.ts'

const HOST = '127.0.0.1'

export const demo: Command = {
  name: 'demo',
  summary: 'Runs a demo API, the proxy before it and the console, all on 127.0.0.1, with requests to try',
  flags: [
    { name: 'port', value: 'N', description: 'Port of the proxy (default 8080)' },
    { name: 'admin-port', value: 'N', description: 'Admin port of the proxy (default 9901)' },
    { name: 'api-port', value: 'N', description: 'Port of the demo API (default 8000)' },
    { name: 'console-port', value: 'N', description: 'Port of the analysis backend and console (default 8090)' },
    { name: 'api-only', description: 'Run the demo API alone, for a set-up that has the rest (deploy/compose)' },
    { name: 'api-host', value: 'HOST', description: `With --api-only: address to listen on (default ${HOST})` },
  ],
  async run({ flags }) {
    if (flags['api-host'] !== undefined && flags['api-only'] === undefined) {
      throw new UsageError('--api-host goes with --api-only; the whole demo stays on 127.0.0.1.')
    }
    const ports = {
      proxy: number(flags.port, 'port', 8080, 0, 65_535),
      admin: number(flags['admin-port'], 'admin-port', 9901, 0, 65_535),
      api: number(flags['api-port'], 'api-port', 8000, 0, 65_535),
      console: number(flags['console-port'], 'console-port', 8090, 0, 65_535),
    }
    if (flags['api-only'] !== undefined) return runApiAlone(flags['api-host'] ?? HOST, ports.api)
    const dataDir = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
    process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
    const stops: (() => Promise<unknown> | unknown)[] = []
    const stopAll = async () => {
      for (const stop of stops.reverse()) await stop()
    }
    const stopped = untilSignal()
    try {
      const { proxy, console: consoleUrl, viewToken } = await startAll(ports, dataDir, stops)
      process.stdout.write(welcome(proxy, consoleUrl, viewToken))
      const { again } = await stopped
      void again.then(() => {
        proxy.kill()
        process.exit(1)
      })
      process.stdout.write('\nStopping …\n')
      await stopAll()
      process.stdout.write('Stopped.\n')
      return 0
    } catch (error) {
      await stopAll()
      throw error
    }
  },
}

interface Ports {
  readonly proxy: number
  readonly admin: number
  readonly api: number
  readonly console: number
}

async function runApiAlone(host: string, port: number): Promise<number> {
  const stopped = untilSignal()
  const api = await startApi(host, port)
  process.stdout.write(`Demo API: http://${host}:${api.port}\n`)
  await stopped
  await api.close()
  return 0
}

async function startApi(host: string, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const api = createDemoApi()
  try {
    await api.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(
      code === 'EADDRINUSE'
        ? `port ${port} on ${host} is in use; is the demo running already? Choose another with --api-port`
        : message,
    )
  }
  return { port: (api.server.address() as { port: number }).port, close: () => api.close() }
}

async function startAll(ports: Ports, dataDir: string, stops: (() => Promise<unknown> | unknown)[]) {
  const api = await startApi(HOST, ports.api)
  stops.push(() => api.close())

  const tokens = resolveTokens({ host: HOST, env: {}, ingestTokenFile: undefined, viewTokenFile: undefined })
  const logger = createLogger('warn', 'analysis')
  const analysis = await startAnalysis({ ...tokens, host: HOST, port: ports.console, dataDir, logger, consoleDir })
  stops.push(() => analysis.close())

  const proxy: ProxyServer = await startProxy({
    // The demo is the same whatever the shell's environment says.
    env: {
      SLUICE_UPSTREAM_URL: `http://${HOST}:${api.port}`,
      SLUICE_LISTEN_HOST: HOST,
      SLUICE_LISTEN_PORT: String(ports.proxy),
      SLUICE_ADMIN_PORT: String(ports.admin),
      SLUICE_MODE: 'block',
      SLUICE_ROUTES: JSON.stringify([{ name: 'reports', path: '/reports/**', mode: 'monitor' }]),
      SLUICE_NODE_SERVICE: 'demo-api',
      SLUICE_EVENTS_URL: `http://${HOST}:${analysis.address.port}/api/v1/events`,
      SLUICE_EVENTS_TOKEN: tokens.ingestToken,
      SLUICE_DRAIN_DELAY_MS: '0',
      SLUICE_LOG_LEVEL: 'warn',
    },
  })
  stops.push(() => proxy.stop(0))
  return { proxy, console: analysis.oneTimeUrl(), viewToken: tokens.viewToken }
}

function welcome(proxy: ProxyServer, consoleUrl: string, viewToken: string): string {
  const base = `http://${HOST}:${proxy.port}`
  return `
Sluice protects a demo API at ${base} (block mode; /reports/** in monitor mode).

  Console (this link signs in once):  ${consoleUrl}
  View token, to sign in again:       ${viewToken}
  Health and metrics:                 http://${HOST}:${proxy.adminPort}/metrics

Try, in another terminal:

  # an ordinary call: 200
  curl -i '${base}/users/1'

  # SQL injection in a query: 403
  curl -i "${base}/search?q=1%27%20OR%20%271%27=%271"

  # cross-site scripting in JSON: 403
  curl -i '${base}/users' -H 'content-type: application/json' -d '{"name":"<img src=x onerror=alert(document.cookie)>"}'

  # the same injection on a route in monitor mode: 200, but recorded
  curl -i "${base}/reports/search?q=1%27%20OR%20%271%27=%271"

Ctrl-C stops everything.
`
}
