import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import { EventQueue } from '../queue.ts'
import type { SluiceEvent } from '../schema.ts'
import type { Sink, SinkReport } from './sink.ts'

const require = createRequire(import.meta.url)

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
/** Bytes of a request, unless a single event has more. */
const MAX_BATCH_BYTES = 8_388_608
/** Bytes of an answer that are read; what the backend says of a batch has less. */
const MAX_ANSWER_BYTES = 65_536
const MAX_REASON = 200
/** Answers that refuse the bytes themselves: sending them again would hold up all that follow. */
const REFUSALS = new Set([400, 413, 422])

/** What became of a batch. `failed`: of all of it, for the moment. `refused`: the batch as it is will never be taken. */
type Outcome =
  | { readonly kind: 'taken'; readonly rejected: number; readonly reason: string }
  | { readonly kind: 'refused' | 'failed'; readonly reason: string }

/**
 * Sends events to the analysis backend in NDJSON batches, one request at a time. A failed batch is sent again with
 * exponential back-off and jitter until it is taken; the backend knows by the events' ids what it has. A refused batch is
 * halved until the event that spoils it stands alone and can be dropped without its neighbours.
 */
export class HttpSink implements Sink {
  readonly name = 'http'
  readonly #options: HttpSinkOptions
  readonly #report: SinkReport
  readonly #queue: EventQueue
  /** Loaded with the first sink of its kind: 110 modules that a proxy without a backend can do without. */
  readonly #undici: typeof import('undici') = require('undici')
  readonly #agent = new this.#undici.Agent({
    connections: 1,
    headersTimeout: REQUEST_TIMEOUT_MS,
    bodyTimeout: REQUEST_TIMEOUT_MS,
  })
  readonly #stop = new AbortController()
  #sending: Promise<void> | undefined
  #hurry = new AbortController()
  #closing = false
  #healthy = true
  /** Events per request for now: less than the option's while a batch is being halved. */
  #batchSize: number
  /** Events at the head of the queue of which one or more spoil a batch. */
  #suspects = 0

  constructor(options: HttpSinkOptions, report: SinkReport) {
    this.#options = options
    this.#report = report
    this.#queue = new EventQueue(options.maxQueued)
    this.#batchSize = options.batchSize
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
      const lines = this.#nextLines()
      const outcome = await this.#send(lines)
      if (outcome.kind === 'failed') {
        this.#setHealth(false, outcome.reason)
        await this.#pause(retryMs * (0.5 + Math.random()))
        retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)
        continue
      }
      retryMs = FIRST_RETRY_MS
      if (outcome.kind === 'taken') this.#taken(lines.length, outcome.rejected, outcome.reason)
      else this.#refused(lines.length, outcome.reason)
    }
    this.#sending = undefined
  }

  /** The oldest events as lines, as many as a request may have. */
  #nextLines(): string[] {
    const lines: string[] = []
    let bytes = 0
    const count = this.#suspects > 0 ? Math.ceil(this.#suspects / 2) : this.#batchSize
    for (const event of this.#queue.peek(count)) {
      const line = `${JSON.stringify(event)}\n`
      bytes += Buffer.byteLength(line)
      if (lines.length > 0 && bytes > MAX_BATCH_BYTES) break
      lines.push(line)
    }
    return lines
  }

  #taken(count: number, rejected: number, reason: string): void {
    this.#queue.drop(count)
    this.#suspects = Math.max(0, this.#suspects - count)
    if (this.#suspects === 0) this.#batchSize = Math.min(this.#batchSize * 2, this.#options.batchSize)
    this.#setHealth(true, '')
    if (rejected < count) this.#report.sent(this.name, count - rejected)
    if (rejected > 0) this.#report.dropped(this.name, rejected, reason)
  }

  #refused(count: number, reason: string): void {
    this.#batchSize = Math.ceil(count / 2)
    this.#suspects = count > 1 ? count : 0
    if (count > 1) return
    this.#queue.drop(1)
    this.#report.dropped(this.name, 1, reason)
  }

  async #send(lines: readonly string[]): Promise<Outcome> {
    const { url, token } = this.#options
    try {
      const { statusCode, body } = await this.#undici.request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-ndjson',
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        body: lines.join(''),
        signal: this.#stop.signal,
      })
      const reason = `the backend answered ${statusCode}`
      if (statusCode < 300) return { kind: 'taken', ...rejectedIn(await readAnswer(body), lines.length) }
      await body.dump()
      return { kind: REFUSALS.has(statusCode) ? 'refused' : 'failed', reason }
    } catch (error) {
      return { kind: 'failed', reason: (error as Error).message }
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

/** An answer's text; '' if it is longer than what a backend of ours says. */
async function readAnswer(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** How many events of a batch the backend did not take, and why; none if it doesn't say. */
function rejectedIn(answer: string, count: number): { rejected: number; reason: string } {
  const { rejectedCount, rejected } = parsed(answer)
  if (!Number.isInteger(rejectedCount) || (rejectedCount as number) <= 0) return { rejected: 0, reason: '' }
  const why = Array.isArray(rejected) ? String(rejected[0]?.error ?? '') : ''
  const reason = `the backend refused them${why === '' ? '' : `: ${why.slice(0, MAX_REASON)}`}`
  return { rejected: Math.min(rejectedCount as number, count), reason }
}

function parsed(answer: string): { rejectedCount?: unknown; rejected?: unknown } {
  try {
    return Object(JSON.parse(answer))
  } catch {
    return {}
  }
}
