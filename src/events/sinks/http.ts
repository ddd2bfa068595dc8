import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { EventQueue } from '../queue.ts'
import type { SluiceEvent } from '../schema.ts'
import type { Sink, SinkReport } from './sink.ts'

export interface HttpSinkOptions {
  /** Takes POST with NDJSON. */
  readonly url: string
  /** Bearer token; '' sends none. */
  readonly token: string
  /** Events that may wait. */
  readonly maxQueued: number
  /** Events per request. */
  readonly batchSize: number
}

/** After the first event of a batch, time for more to join it. */
const GATHER_MS = 100
const FIRST_RETRY_MS = 200
const MAX_RETRY_MS = 10_000
const REQUEST_TIMEOUT_MS = 10_000

/**
 * Sends events to the analysis backend in NDJSON batches, one request at a time. A failed batch is sent again with
 * exponential back-off and jitter until it is taken; the backend knows by the events' ids what it has.
 */
export class HttpSink implements Sink {
  readonly name = 'http'
  readonly #options: HttpSinkOptions
  readonly #report: SinkReport
  readonly #queue: EventQueue
  readonly #agent = new Agent({ connections: 1, headersTimeout: REQUEST_TIMEOUT_MS, bodyTimeout: REQUEST_TIMEOUT_MS })
  readonly #stop = new AbortController()
  #sending: Promise<void> | undefined
  #hurry = new AbortController()
  #closing = false
  #healthy = true

  constructor(options: HttpSinkOptions, report: SinkReport) {
    this.#options = options
    this.#report = report
    this.#queue = new EventQueue(options.maxQueued)
  }

  /** Events that wait. */
  get queued(): number {
    return this.#queue.length
  }

  accept(event: SluiceEvent): void {
    if (!this.#queue.push(event)) {
      this.#report.dropped(this.name, 1, 'the queue is full')
      return
    }
    this.#sending ??= this.#run()
  }

  async close(timeoutMs: number): Promise<number> {
    this.#closing = true
    this.#hurry.abort()
    if (this.#sending) {
      const timer = setTimeout(() => this.#stop.abort(), timeoutMs)
      await this.#sending
      clearTimeout(timer)
    }
    await this.#agent.destroy()
    const left = this.#queue.length
    if (left > 0) this.#report.dropped(this.name, left, 'the backend did not take them before shutdown')
    return left
  }

  async #run(): Promise<void> {
    await this.#pause(GATHER_MS)
    let retryMs = FIRST_RETRY_MS
    while (this.#queue.length > 0 && !this.#stop.signal.aborted) {
      const batch = this.#queue.peek(this.#options.batchSize)
      const outcome = await this.#send(batch)
      if (outcome.done) {
        this.#queue.drop(batch.length)
        retryMs = FIRST_RETRY_MS
        this.#setHealth(outcome.reason === '', outcome.reason)
        if (outcome.reason === '') this.#report.sent(this.name, batch.length)
        else this.#report.dropped(this.name, batch.length, outcome.reason)
      } else {
        this.#setHealth(false, outcome.reason)
        await this.#pause(retryMs * (0.5 + Math.random()))
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
      }
    }
    this.#sending = undefined
  }

  /** `done` with a reason means that the batch can never be taken. */
  async #send(batch: readonly SluiceEvent[]): Promise<{ done: boolean; reason: string }> {
    const { url, token } = this.#options
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        body: batch.map((event) => `${JSON.stringify(event)}\n`).join(''),
        signal: this.#stop.signal,
      })
      await body.dump()
      if (statusCode < 300) return { done: true, reason: '' }
      // The bytes themselves are refused; sending them again would hold up all that follow.
      const hopeless = statusCode === 400 || statusCode === 413 || statusCode === 422
      return { done: hopeless, reason: `the backend answered ${statusCode}` }
    } catch (error) {
      return { done: false, reason: (error as Error).message }
    }
  }

  /** Waits, unless the sink closes: then it must not idle through its last seconds. */
  async #pause(ms: number): Promise<void> {
    const shorter = this.#closing ? Math.min(ms, FIRST_RETRY_MS) : ms
    const signal = this.#closing ? this.#stop.signal : this.#hurry.signal
    await sleep(shorter, undefined, { signal, ref: false }).catch(() => {})
  }

  #setHealth(healthy: boolean, reason: string): void {
    if (healthy === this.#healthy) return
    this.#healthy = healthy
    this.#report.health(this.name, healthy, reason)
  }
}
