import type { AddressInfo } from 'node:net'
import type { Config } from '../config/schema.ts'
import type { Sink, SinkReport } from '../events/sinks/sink.ts'
import { createSinks } from '../events/sinks/sinks.ts'
import { createLogger, type Logger, OncePerMinute } from '../telemetry/log.ts'
import { createMetrics, type Metrics } from '../telemetry/metrics.ts'
import { UploadWatch } from './admission/upload-watch.ts'
import type { ProxyContext } from './context.ts'
import { compileGeneration, type Load } from './generation.ts'
import type { OnLearned } from './graphql/safelist.ts'
import { createListener } from './listener/listener.ts'
import { boundHeapGrowth, releaseMemory } from './memory.ts'
import type { ToPrimary, ToWorker } from './messages.ts'
import { Overload } from './overload.ts'
import { UpstreamPool } from './upstream/pool.ts'

/** Counters that a crash may lose are at most this old. */
const SNAPSHOT_MS = 2_000
const SWEEP_MS = 100

const send = (message: ToPrimary): void => {
  if (process.connected) process.send?.(message)
}

/** One worker: composes the data path, listens, and obeys the primary. */
class Worker {
  readonly #metrics: Metrics
  readonly #log: Logger
  readonly #quiet = new OncePerMinute()
  readonly #context: ProxyContext
  readonly #listener: ReturnType<typeof createListener>
  #sinks: Sink[]

  constructor(load: Load) {
    const { config } = load
    this.#log = createLogger(config.log.level, 'proxy')
    this.#metrics = createMetrics()
    this.#sinks = createSinks(config.events, this.#sinkReport)
    this.#context = {
      generation: compileGeneration(load, this.#onEngineError, this.#onLearned),
      pool: new UpstreamPool(config.upstream),
      watch: new UploadWatch(config.body.heldBytesTotal, () => this.#metrics.holdShortened.inc()),
      overload: new Overload(config.overload.maxLagMs),
      metrics: this.#metrics,
      log: this.#log,
      quiet: this.#quiet,
      emit: (event) => {
        for (const sink of this.#sinks) sink.accept(event)
      },
      draining: false,
      port: config.listen.port,
    }
    this.#listener = createListener(this.#context, config.listen)
    this.#listener.server.on('error', (error: NodeJS.ErrnoException) => {
      send({ type: 'start-failed', message: describeListenError(error, config.listen) })
    })
    releaseMemory()
    this.#listener.server.listen(config.listen.port, config.listen.host, () => {
      this.#context.port = (this.#listener.server.address() as AddressInfo).port
      this.#context.overload.start()
      send({ type: 'listening', port: this.#context.port })
      this.#probeUpstream()
    })
    setInterval(() => void this.collect(0), SNAPSHOT_MS).unref()
  }

  /** Replaces the policy and everything else that can change; requests in flight keep what they began with. */
  reload(load: Load): void {
    const began = performance.now()
    const { config } = load
    const old = this.#context.generation
    this.#context.generation = compileGeneration(load, this.#onEngineError, this.#onLearned)
    this.#context.watch.limit = config.body.heldBytesTotal
    this.#context.pool.options = config.upstream
    this.#context.overload.maxLagMs = config.overload.maxLagMs
    this.#log.level = config.log.level
    if (JSON.stringify(old.config.events) !== JSON.stringify(config.events)) {
      const replaced = this.#sinks
      this.#sinks = createSinks(config.events, this.#sinkReport)
      for (const sink of replaced) void sink.close(config.events.drainTimeoutMs)
    }
    this.#context.overload.excuse(performance.now() - began)
  }

  async collect(id: number): Promise<void> {
    const { pool, watch } = this.#context
    this.#metrics.upstreamActive.set(pool.active)
    this.#metrics.upstreamPending.set(pool.pending)
    this.#metrics.heldBytes.set(watch.bytes)
    this.#metrics.eventsQueued.set(this.#sinks.reduce((sum, sink) => sum + sink.queued, 0))
    send({ type: 'metrics', id, snapshot: await this.#metrics.registry.getMetricsAsJSON() })
  }

  announceDrain(): void {
    this.#context.draining = true
  }

  async drain(timeoutMs: number): Promise<void> {
    this.#context.draining = true
    const { server, tunnels } = this.#listener
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    // A connection that was busy then may have become idle since, and would be waited for.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    const timer = setTimeout(() => {
      server.closeAllConnections()
      for (const socket of tunnels) socket.destroy()
    }, timeoutMs)
    await closed
    clearInterval(sweep)
    clearTimeout(timer)
    for (const socket of tunnels) socket.destroy()
    const { drainTimeoutMs } = this.#context.generation.config.events
    const left = await Promise.all(this.#sinks.map((sink) => sink.close(drainTimeoutMs)))
    this.#context.pool.close()
    await this.collect(0)
    send({ type: 'drained', eventsLeft: left.reduce((sum, count) => sum + count, 0) })
    process.disconnect?.()
  }

  readonly #onEngineError = (part: string, error: unknown): void => {
    this.#metrics.engineErrors.inc({ part })
    this.#quiet.run(`engine:${part}`, (occurrences) =>
      this.#log.error({ part, occurrences, err: error }, 'a part of the engine failed; the others still judged'),
    )
  }

  readonly #onLearned: OnLearned = (file, hash, operation) => send({ type: 'learned', file, hash, operation })

  readonly #sinkReport: SinkReport = {
    sent: (sink, events) => this.#metrics.events.inc({ sink, fate: 'sent' }, events),
    dropped: (sink, events, reason) => {
      this.#metrics.events.inc({ sink, fate: 'dropped' }, events)
      this.#quiet.run(`dropped:${sink}`, () => this.#log.error({ sink, events, reason }, 'events were dropped'))
    },
    health: (sink, healthy, reason) => {
      if (healthy) this.#log.info({ sink }, 'events are delivered again')
      else this.#log.warn({ sink, reason }, 'events are not delivered; they wait and are sent again')
    },
  }

  /** An absent upstream is no reason not to start, but worth a line. */
  #probeUpstream(): void {
    const { pool } = this.#context
    pool.connect((error, socket) => {
      socket?.destroy()
      if (error)
        this.#log.warn({ upstream: pool.options.url, error: error.message }, 'the upstream does not answer yet')
    })
  }
}

function describeListenError(error: NodeJS.ErrnoException, { host, port }: Config['listen']): string {
  if (error.code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use; stop the other program or choose another port with --port`
  }
  if (error.code === 'EACCES') return `no permission to listen on port ${port}; choose a port above 1023 with --port`
  return `can't listen on ${host}:${port}: ${error.message}`
}

/** Runs this process as a worker of the proxy. */
export function runWorker(): void {
  boundHeapGrowth()
  // The terminal and some supervisors signal every process; only the primary decides.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit(0))
  // The primary replaces a worker that ends; the line that it leaves must be readable by machines too.
  process.on('uncaughtException', (error) => {
    const { message, stack } = error
    process.stderr.write(`${JSON.stringify({ level: 60, time: new Date().toISOString(), message, stack })}\n`)
    process.exit(1)
  })
  let worker: Worker | undefined
  process.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'start':
        worker = new Worker(message.load)
        break
      case 'reload':
        send({ type: 'reloaded', error: attempt(() => worker?.reload(message.load)) })
        break
      case 'collect':
        void worker?.collect(message.id)
        break
      case 'announce-drain':
        worker?.announceDrain()
        break
      case 'drain':
        void worker?.drain(message.timeoutMs)
        break
    }
  })
}

function attempt(work: () => void): string {
  try {
    work()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
