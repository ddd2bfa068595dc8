import { Worker } from 'node:worker_threads'
import { Connection } from '../proxy/connection.ts'
import { prepared } from '../proxy/prepared.ts'
import { quantile } from '../support/statistics.ts'
import type { Beats } from './metronome.ts'

/**
 * An open-loop load generator, a process of its own: requests are due at a constant rate, whatever the answers do, and
 * a latency counts from when its request was due, so that a stall is felt by all that came into it. Takes an
 * `OpenOrder` as a message and answers with an `OpenResult`.
 */
export interface OpenOrder {
  readonly workload: string
  readonly port: number
  readonly perSecond: number
  readonly requests: number
}

export interface OpenResult {
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** How late requests were sent, in the middle: what the load generator itself adds. */
  readonly lateP50Ms: number
}

/** More than are ever in flight at a rate that the proxy bears; a request that finds none free waits, and its time counts. */
const CONNECTIONS = 64
/** Longest wait for the last answers. */
const END_MS = 20_000

const clock = () => performance.timeOrigin + performance.now()

function run({ workload, port, perSecond, requests }: OpenOrder): Promise<OpenResult> {
  const { bytes } = prepared(workload)
  const latencies: number[] = []
  const late: number[] = []
  const free: Connection[] = []
  const all: Connection[] = []
  const dueAt = new Map<Connection, number>()
  const { promise, resolve, reject } = Promise.withResolvers<OpenResult>()
  /** Requests that are due while every connection is busy; at most all of the run. */
  const waiting: number[] = []
  let sent = 0
  const send = (connection: Connection, due: number) => {
    late.push(clock() - due)
    dueAt.set(connection, due)
    const index = sent++ % bytes.length
    connection.send(index, bytes[index] as Buffer)
  }
  const onAnswer = (connection: Connection, status: number) => {
    latencies.push(clock() - (dueAt.get(connection) as number))
    if (status !== 200) reject(new Error(`an answer with status ${status}`))
    if (latencies.length === requests) {
      const [p50Ms, p90Ms, p99Ms, maxMs] = [0.5, 0.9, 0.99, 1].map((share) => quantile(latencies, share))
      resolve({ p50Ms, p90Ms, p99Ms, maxMs, lateP50Ms: quantile(late, 0.5) } as OpenResult)
    }
    const due = waiting.shift()
    if (due === undefined) free.push(connection)
    else send(connection, due)
  }
  const begin = () => {
    const beats: Beats = { beats: requests, intervalMs: 1_000 / perSecond }
    const metronome = new Worker(new URL('metronome.ts', import.meta.url), { workerData: beats })
    metronome.on('error', reject)
    metronome.on('message', (due: number) => {
      const connection = free.pop()
      if (connection) send(connection, due)
      else waiting.push(due)
    })
  }
  const onOpen = (connection: Connection) => {
    free.push(connection)
    if (free.length === CONNECTIONS) begin()
  }
  for (let i = 0; i < CONNECTIONS; i++) {
    all.push(new Connection({ port, onAnswer, onOpen, onGone: (_, error) => reject(error) }))
  }
  const stall = setTimeout(
    () => reject(new Error(`no end ${END_MS} ms after the last request was due`)),
    (requests * 1_000) / perSecond + END_MS,
  )
  return promise.finally(() => {
    clearTimeout(stall)
    for (const connection of all) connection.close()
  })
}

process.on('message', (order: OpenOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: `${order.workload}: ${error.message}` }),
  )
})
process.on('disconnect', () => process.exit(0))
