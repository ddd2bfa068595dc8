import { unwatchFile, watchFile } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Counter, Gauge, Registry } from 'prom-client'
import { expiredExceptions } from '../config/exceptions.ts'
import { watchedGraphqlFiles } from '../config/graphql-files.ts'
import { type ConfigInput, loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { createLogger, type Logger, OncePerMinute } from '../telemetry/log.ts'
import { createAdmin, listenAdmin, type ProxyState } from './admin.ts'
import { WorkerCluster } from './cluster.ts'
import { LearnedDocuments } from './graphql/learned.ts'
import { loadFor } from './load.ts'
import { releaseMemory } from './memory.ts'
import { mergeReload } from './reload.ts'

const WATCH_MS = 1_000
/** On top of what draining may take, before workers are killed. */
const HARD_EXIT_MS = 5_000

/** A running proxy. */
export interface ProxyServer {
  readonly port: number
  readonly adminPort: number
  readonly config: Config
  /** Reads the configuration again; keeps the old one if it can't be used. */
  reload(): Promise<void>
  /** Stops in the order of a drain. @param delayMs time in which readiness fails and requests are still served */
  stop(delayMs?: number): Promise<void>
  /** Stops at once. */
  kill(): void
}

/**
 * Starts the proxy: validates everything, starts the workers and the admin port, watches the configuration file.
 * @throws ConfigError, or Error for a port that can't be had; nothing runs then
 */
export async function startProxy(input: ConfigInput): Promise<ProxyServer> {
  const load = loadFor(loadConfig(input))
  const log = createLogger(load.config.log.level, 'primary')
  const learned = new LearnedDocuments(log, new OncePerMinute())
  const cluster = new WorkerCluster(load, (...document) => learned.add(...document), log)
  const server = new Primary(input, load.config, cluster, learned, log)
  await server.start()
  return server
}

class Primary implements ProxyServer, ProxyState {
  port = 0
  adminPort = 0
  config: Config
  readonly #input: ConfigInput
  readonly #cluster: WorkerCluster
  readonly #learned: LearnedDocuments
  readonly #log: Logger
  readonly #admin = createAdmin(this)
  readonly #registry = new Registry()
  readonly #reloads: Counter<'result'>
  readonly #lastReload: Gauge
  readonly #startedAt = Date.now()
  #generation = 1
  #workers = 0
  #draining = false
  #reloading: Promise<void> = Promise.resolve()
  #watched: readonly string[] = []

  constructor(input: ConfigInput, config: Config, cluster: WorkerCluster, learned: LearnedDocuments, log: Logger) {
    this.config = config
    this.#input = input
    this.#cluster = cluster
    this.#learned = learned
    this.#log = log
    const registers = [this.#registry]
    this.#reloads = new Counter({
      name: 'sluice_config_reloads_total',
      help: 'Reloads of the configuration by result: applied, rejected',
      labelNames: ['result'],
      registers,
    })
    this.#lastReload = new Gauge({
      name: 'sluice_config_last_reload_successful',
      help: '1 if the last reload was applied, 0 if the old configuration was kept',
      registers,
    })
    this.#lastReload.set(1)
    new Gauge({
      name: 'sluice_workers',
      help: 'Worker processes that listen',
      registers,
      collect() {
        this.set(cluster.listening)
      },
    })
    new Counter({
      name: 'sluice_worker_restarts_total',
      help: 'Workers that died and were replaced',
      registers,
      collect() {
        this.reset()
        this.inc(cluster.restarts)
      },
    })
  }

  async start(): Promise<void> {
    this.adminPort = await listenAdmin(this.#admin, this.config.admin)
    this.#workers = this.config.workers || availableParallelism()
    try {
      await this.#cluster.start(this.#workers)
    } catch (error) {
      this.#cluster.kill()
      await this.#admin.close()
      throw error
    }
    this.port = this.#cluster.port
    this.#watch()
    releaseMemory()
    const { listen, admin, upstream, mode } = this.config
    this.#log.info(
      {
        listen: `${listen.host}:${this.port}`,
        admin: `${admin.host}:${this.adminPort}`,
        upstream: upstream.url,
        mode,
        workers: this.#workers,
      },
      'sluice proxy is ready',
    )
    this.#warnOfExpired()
  }

  /** Watches the files that the configuration consists of now. */
  #watch(): void {
    for (const file of this.#watched) unwatchFile(file, this.#onChange)
    const { file } = this.#input
    this.#watched = [...(file === undefined ? [] : [file]), ...watchedGraphqlFiles(this.config)]
    for (const file of this.#watched) watchFile(file, { interval: WATCH_MS, persistent: false }, this.#onChange)
  }

  readonly #onChange = (): void => void this.reload()

  #warnOfExpired(): void {
    const exceptions = expiredExceptions(this.config, Date.now()).map(({ id }) => id)
    if (exceptions.length > 0) this.#log.warn({ exceptions }, 'these exceptions have expired and cover nothing')
  }

  reload(): Promise<void> {
    this.#reloading = this.#reloading.then(() => this.#reload())
    return this.#reloading
  }

  async #reload(): Promise<void> {
    try {
      const { config, needRestart } = mergeReload(this.config, loadConfig(this.#input))
      await this.#cluster.reload(loadFor(config))
      this.config = config
      this.#watch()
      this.#log.level = config.log.level
      this.#generation++
      this.#reloads.inc({ result: 'applied' })
      this.#lastReload.set(1)
      this.#log.info({ generation: this.#generation }, 'configuration reloaded')
      this.#warnOfExpired()
      if (needRestart.length > 0)
        this.#log.warn({ options: needRestart }, 'these options need a restart; the old values hold')
    } catch (error) {
      this.#reloads.inc({ result: 'rejected' })
      this.#lastReload.set(0)
      this.#log.error({ error: (error as Error).message }, 'reload failed; the old configuration holds')
    }
  }

  async stop(delayMs = this.config.drain.delayMs): Promise<void> {
    if (this.#draining) return
    this.#draining = true
    for (const file of this.#watched) unwatchFile(file, this.#onChange)
    this.#cluster.announceDrain()
    this.#log.info({ delayMs }, 'draining: readiness fails, requests are still served')
    if (delayMs > 0) await sleep(delayMs)
    const { drain, events } = this.config
    const hardMs = drain.timeoutMs + events.drainTimeoutMs + HARD_EXIT_MS
    const left = await this.#cluster.drain(drain.timeoutMs, hardMs)
    await this.#learned.close()
    await this.#admin.close()
    if (left > 0) this.#log.error({ events: left }, 'stopped; events were left behind')
    else this.#log.info('stopped; every event was delivered')
  }

  kill(): void {
    this.#cluster.kill()
  }

  notReady(): string {
    if (this.#draining) return 'draining'
    return this.#cluster.listening > 0 ? '' : 'no worker listens'
  }

  status(): Record<string, unknown> {
    const { mode, routes, upstream, node } = this.config
    return {
      service: node.service,
      mode,
      routes: routes.map((route) => ({ name: route.name, mode: route.mode ?? mode })),
      upstream: upstream.url,
      port: this.port,
      workers: { wanted: this.#workers, listening: this.#cluster.listening, pids: this.#cluster.pids },
      generation: this.#generation,
      draining: this.#draining,
      uptimeSeconds: Math.round((Date.now() - this.#startedAt) / 1_000),
    }
  }

  async registries(): Promise<Registry[]> {
    await this.#cluster.collect()
    return [this.#cluster.metrics.registry(), this.#registry]
  }
}
