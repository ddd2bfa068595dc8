import { quantile } from '../support/statistics.ts'
import { Connection } from './connection.ts'
import { type Prepared, prepared } from './prepared.ts'
import type { BenchRequest } from './workloads.ts'

/**
 * The load generator, a process of its own: 64 keep-alive connections, each with one request in flight, cycling the
 * requests of a workload from prebuilt buffers. Takes a `LoadOrder` as a message and answers with a `LoadResult`.
 */
export interface LoadOrder {
  readonly workload: string
  readonly port: number
  readonly requests: number
  /** Status that attacks must get: 403 from Sluice, 200 from what doesn't look. Everything else must get 200. */
  readonly attackStatus: number
  /** Whether the proxy may close a connection behind an answer; another takes its place then. */
  readonly mayClose: boolean
}

export interface LoadResult {
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** Answers with another status than they had to have, and one of the requests as it was sent. */
  readonly unexpected: number
  readonly example: { readonly status: number; readonly request: string } | undefined
}

const CONNECTIONS = 64
/** A run that makes no progress for this long has hung. */
const STALL_MS = 20_000

/** The connections to one proxy and the run that uses them. */
class Client {
  readonly #port: number
  readonly #connections = new Set<Connection>()
  #run: Run | undefined

  constructor(port: number) {
    this.#port = port
    for (let i = 0; i < CONNECTIONS; i++) this.#open()
  }

  /** False once a connection has gone, as when another proxy has taken the port of one that ended. */
  get isWhole(): boolean {
    return this.#connections.size === CONNECTIONS
  }

  run(order: LoadOrder, done: (result: LoadResult | Error) => void): void {
    this.#run = new Run(order, (result) => {
      this.#run = undefined
      done(result)
    })
    this.#run.start(this.#connections)
  }

  #open(): Connection {
    const onGone = (connection: Connection, error: Error) => {
      // Between runs a proxy may end: nothing is lost then.
      this.#connections.delete(connection)
      this.#run?.finish(error)
    }
    const connection = new Connection({
      port: this.#port,
      onGone,
      onAnswer: (answered, status) => this.#run?.onAnswer(answered, status),
      onClosing: (closing, status) => {
        if (!this.#run?.mayClose) {
          onGone(closing, new Error(`an answer of ${status} with connection: close`))
          return
        }
        this.#connections.delete(closing)
        closing.close()
        const next = this.#open()
        next.index = closing.index
        next.sentAt = closing.sentAt
        this.#run.onAnswer(next, status)
      },
    })
    this.#connections.add(connection)
    return connection
  }
}

/** One order at work. */
class Run {
  readonly #order: LoadOrder
  readonly #prepared: Prepared
  readonly #latencies: Float64Array
  readonly #statuses: Record<string, number> = {}
  readonly #done: (result: LoadResult | Error) => void
  readonly #stall: NodeJS.Timeout
  #startedAt = 0
  #sent = 0
  #answered = 0
  #answeredAtLastLook = 0
  #unexpected = 0
  #example: LoadResult['example']

  constructor(order: LoadOrder, done: (result: LoadResult | Error) => void) {
    this.#order = order
    this.#prepared = prepared(order.workload)
    this.#latencies = new Float64Array(order.requests)
    this.#done = done
    this.#stall = setInterval(() => {
      if (this.#answered === this.#answeredAtLastLook) this.finish(new Error(`no answer for ${STALL_MS} ms`))
      this.#answeredAtLastLook = this.#answered
    }, STALL_MS)
  }

  get mayClose(): boolean {
    return this.#order.mayClose
  }

  start(connections: ReadonlySet<Connection>): void {
    this.#startedAt = performance.now()
    for (const connection of connections) this.#next(connection)
  }

  onAnswer(connection: Connection, status: number): void {
    this.#latencies[this.#answered++] = performance.now() - connection.sentAt
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1
    const { index } = connection
    const wanted = (this.#prepared.requests[index] as BenchRequest).isAttack ? this.#order.attackStatus : 200
    if (status !== wanted) {
      this.#unexpected++
      this.#example ??= { status, request: (this.#prepared.bytes[index] as Buffer).toString('utf8') }
    }
    if (this.#answered === this.#order.requests) this.finish()
    else this.#next(connection)
  }

  finish(error?: Error): void {
    const seconds = (performance.now() - this.#startedAt) / 1_000
    clearInterval(this.#stall)
    if (error) {
      this.#done(error)
      return
    }
    const latencies = [...this.#latencies]
    this.#done({
      seconds,
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
      statuses: this.#statuses,
      unexpected: this.#unexpected,
      example: this.#example,
    })
  }

  #next(connection: Connection): void {
    if (this.#sent === this.#order.requests) return
    const index = this.#sent++ % this.#prepared.bytes.length
    connection.send(index, this.#prepared.bytes[index] as Buffer)
  }
}

const clients = new Map<number, Client>()

process.on('message', (order: LoadOrder) => {
  const known = clients.get(order.port)
  const client = known?.isWhole ? known : new Client(order.port)
  clients.set(order.port, client)
  client.run(order, (result) => {
    process.send?.(result instanceof Error ? { error: `${order.workload}: ${result.message}` } : result)
  })
})
process.on('disconnect', () => process.exit(0))
