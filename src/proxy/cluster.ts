import cluster, { type Worker } from 'node:cluster'
import { EventEmitter, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Logger } from '../telemetry/log.ts'
import { ClusterMetrics } from './cluster-metrics.ts'
import type { Load } from './generation.ts'
import type { OnLearned } from './graphql/safelist.ts'
import type { ToPrimary, ToWorker } from './messages.ts'

const COLLECT_TIMEOUT_MS = 2_000
/** A worker that dies is replaced at once; one that dies again and again, after a growing pause. */
const FIRST_RESTART_MS = 100
const MAX_RESTART_MS = 30_000
const STABLE_MS = 60_000

interface Member {
  readonly worker: Worker
  readonly startedAt: number
  listening: boolean
}

/** A request's objects fit in many times over; left to itself V8 takes 64 MiB for the young instead of 16, for the same speed. */
const SEMI_SPACE_MIB = 8

/** The worker processes: starts, replaces, reloads and drains them. */
export class WorkerCluster {
  readonly metrics = new ClusterMetrics()
  restarts = 0
  /** Port of the data listener, once a worker listens. */
  port = 0
  #load: Load
  readonly #onLearned: OnLearned
  readonly #log: Logger
  readonly #members = new Map<number, Member>()
  readonly #changed = new EventEmitter()
  #restartMs = FIRST_RESTART_MS
  #stopping = false
  #collectId = 0
  #eventsLeft = 0

  constructor(load: Load, onLearned: OnLearned, log: Logger) {
    this.#load = load
    this.#onLearned = onLearned
    this.#log = log
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    cluster.setupPrimary({
      exec: fileURLToPath(new URL(`worker-main.${extension}`, import.meta.url)),
      args: [],
      execArgv: [...process.execArgv, `--max-semi-space-size=${SEMI_SPACE_MIB}`],
    })
  }

  get listening(): number {
    return [...this.#members.values()].filter(({ listening }) => listening).length
  }

  get pids(): number[] {
    return [...this.#members.values()].map(({ worker }) => worker.process.pid as number)
  }

  /** Starts the workers; resolves when all listen. @throws Error that says why one can't */
  async start(count: number): Promise<void> {
    const failed = once(this.#changed, 'failed').then(([message]) => {
      throw new Error(message as string)
    })
    for (let i = 0; i < count; i++) this.#fork()
    const all = async () => {
      while (this.listening < count) await once(this.#changed, 'change')
    }
    await Promise.race([all(), failed])
    failed.catch(() => {})
  }

  /** Gives every worker a new configuration. @throws Error if one could not take it */
  async reload(load: Load): Promise<void> {
    const answers = [...this.#members.values()].map(({ worker }) =>
      this.#ask(worker, { type: 'reload', load }, 'reloaded'),
    )
    const failures = (await Promise.all(answers)).flatMap((answer) =>
      answer?.type === 'reloaded' ? [answer.error] : [],
    )
    const failure = failures.find((error) => error !== '')
    if (failure) throw new Error(failure)
    this.#load = load
  }

  /** Brings the metrics of all workers up to date. */
  async collect(): Promise<void> {
    const id = ++this.#collectId
    await Promise.all(
      [...this.#members.values()].map(({ worker }) => this.#ask(worker, { type: 'collect', id }, 'metrics')),
    )
  }

  announceDrain(): void {
    this.#stopping = true
    for (const { worker } of this.#members.values()) this.#send(worker, { type: 'announce-drain' })
  }

  /** Ends the workers when their requests have ended, or after the time; returns the number of events left behind. */
  async drain(timeoutMs: number, hardMs: number): Promise<number> {
    this.#stopping = true
    for (const { worker } of this.#members.values()) this.#send(worker, { type: 'drain', timeoutMs })
    const timer = setTimeout(() => this.kill(), hardMs)
    while (this.#members.size > 0) await once(this.#changed, 'change')
    clearTimeout(timer)
    return this.#eventsLeft
  }

  kill(): void {
    this.#stopping = true
    for (const { worker } of this.#members.values()) worker.process.kill('SIGKILL')
  }

  #fork(): void {
    const worker = cluster.fork()
    const member: Member = { worker, startedAt: Date.now(), listening: false }
    this.#members.set(worker.id, member)
    worker.on('message', (message: ToPrimary) => this.#onMessage(member, message))
    worker.on('exit', (code, signal) => this.#onExit(member, code, signal))
    worker.on('error', (error) => this.#log.error({ error: error.message }, 'worker channel failed'))
    const { config } = this.#load
    // Port 0 was for the first; who replaces it must be found where it was.
    const listen = { ...config.listen, port: this.port || config.listen.port }
    this.#send(worker, { type: 'start', load: { ...this.#load, config: { ...config, listen } } })
  }

  #onMessage(member: Member, message: ToPrimary): void {
    switch (message.type) {
      case 'listening':
        member.listening = true
        this.port = message.port
        this.#changed.emit('change')
        break
      case 'start-failed':
        this.#changed.emit('failed', message.message)
        if (this.port !== 0) this.#log.error(message.message)
        member.worker.process.kill('SIGKILL')
        break
      case 'metrics':
        this.metrics.update(member.worker.id, message.snapshot)
        break
      case 'learned':
        this.#onLearned(message.file, message.hash, message.operation)
        break
      case 'drained':
        this.#eventsLeft += message.eventsLeft
        break
    }
  }

  #onExit(member: Member, code: number | null, signal: string | null): void {
    this.#members.delete(member.worker.id)
    void this.metrics.retire(member.worker.id)
    this.#changed.emit('change')
    if (this.#stopping) return
    if (this.port === 0) {
      // Nobody has ever listened: it would die again and again, and the start would never end.
      this.#stopping = true
      this.#changed.emit(
        'failed',
        `a worker ended with ${signal ?? code} before it could listen; what it said is above`,
      )
      return
    }
    this.restarts++
    const stable = Date.now() - member.startedAt > STABLE_MS
    this.#restartMs = stable ? FIRST_RESTART_MS : Math.min(this.#restartMs * 2, MAX_RESTART_MS)
    this.#log.error({ worker: member.worker.process.pid, code, signal }, 'a worker died and is replaced')
    setTimeout(() => {
      if (!this.#stopping) this.#fork()
    }, this.#restartMs)
  }

  /** Sends a message and waits for its answer; undefined if the worker dies or does not answer in time. */
  #ask(worker: Worker, message: ToWorker, answer: ToPrimary['type']): Promise<ToPrimary | undefined> {
    return new Promise((resolve) => {
      const finish = (value: ToPrimary | undefined) => {
        clearTimeout(timer)
        worker.off('message', onMessage)
        worker.off('exit', onExit)
        resolve(value)
      }
      const onMessage = (received: ToPrimary) => {
        if (received.type !== answer || (received.type === 'metrics' && received.id !== this.#collectId)) return
        finish(received)
      }
      const onExit = () => finish(undefined)
      const timer = setTimeout(() => finish(undefined), COLLECT_TIMEOUT_MS)
      worker.on('message', onMessage)
      worker.on('exit', onExit)
      this.#send(worker, message)
    })
  }

  #send(worker: Worker, message: ToWorker): void {
    if (worker.isConnected()) worker.send(message)
  }
}
