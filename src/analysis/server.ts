import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { OneTimeCodes } from './access/sessions.ts'
import { checkTokens, type Tokens } from './access/tokens.ts'
import { buildApp } from './app.ts'
import { AnalysisStartError } from './start-error.ts'
import { Retention } from './store/retention.ts'
import { openSqliteStore } from './store/sqlite.ts'

const CLOSE_MS = 3_000

export interface AnalysisOptions extends Tokens {
  readonly host?: string
  /** 0 takes any free port. */
  readonly port?: number
  /** Made if it doesn't exist; one process at a time. */
  readonly dataDir: string
  readonly maxEvents?: number
  readonly retainDays?: number
  /** Names under which a browser may ask, besides loopback names on loopback; see access/origin.ts. */
  readonly allowedHosts?: readonly string[] | undefined
  readonly logger: Logger
  /** The built console. */
  readonly consoleDir: string
}

export interface AnalysisServer {
  readonly address: { readonly host: string; readonly port: number }
  /** A URL that signs a browser in, once, within ten minutes. */
  oneTimeUrl(): string
  /** Ends what is under way, for up to 3 s, then the rest. */
  close(): Promise<void>
}

/** Starts the analysis backend and its console, or throws an AnalysisStartError. */
export async function startAnalysis(options: AnalysisOptions): Promise<AnalysisServer> {
  const { host = '127.0.0.1', port = 8090, maxEvents = 1_000_000, retainDays = 30, logger } = options
  checkTokens(options)

  const store = openSqliteStore(options.dataDir)
  const retention = new Retention(store, { maxEvents, retainDays }, (error) =>
    logger.error({ err: error }, 'could not drop old events'),
  )
  const codes = new OneTimeCodes()
  let app: FastifyInstance | undefined
  try {
    app = await buildApp({
      host,
      allowedHosts: options.allowedHosts,
      ingestToken: options.ingestToken,
      viewToken: options.viewToken,
      store,
      logger,
      consoleDir: options.consoleDir,
      onStored: () => retention.afterInsert(),
      codes,
    })
    await app.listen({ host, port, listenTextResolver: () => 'analysis backend listens' })
  } catch (error) {
    await app?.close()
    await store.close()
    throw explain(error, host, port)
  }
  retention.start()

  const { server } = app
  const address = { host, port: (server.address() as AddressInfo).port }
  const closeApp = app.close.bind(app)
  let closing: Promise<void> | undefined
  const close = async () => {
    const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
    await closeApp()
    clearTimeout(impatience)
    await retention.stop()
    await store.close()
  }

  return {
    address,
    oneTimeUrl: () => `http://${urlHost(host)}:${address.port}/signin?code=${codes.make()}`,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** A host that a browser on this machine can open. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function explain(error: unknown, host: string, port: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EADDRINUSE':
      return new AnalysisStartError(
        `port ${port} on ${host} is in use by another program. Stop it, or choose another port for the analysis backend.`,
      )
    case 'EACCES':
      return new AnalysisStartError(
        `this user may not listen on port ${port} of ${host}. Choose a port above 1023 for the analysis backend.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AnalysisStartError(
        `${host} is no address of this machine (${message}). Give the analysis backend another host, such as 127.0.0.1.`,
      )
    default:
      return error
  }
}
