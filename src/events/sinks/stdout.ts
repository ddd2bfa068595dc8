import type { SluiceEvent } from '../schema.ts'
import type { Sink, SinkReport } from './sink.ts'

/** Bytes that may wait for a slow reader of standard output before events are dropped. */
const MAX_WAITING_BYTES = 16_777_216

/** One JSON line per event on standard output. */
export class StdoutSink implements Sink {
  readonly name = 'stdout'
  readonly queued = 0
  readonly #report: SinkReport
  readonly #stream: NodeJS.WritableStream & { writableLength?: number }

  constructor(report: SinkReport, stream: NodeJS.WritableStream = process.stdout) {
    this.#report = report
    this.#stream = stream
  }

  accept(event: SluiceEvent): void {
    if ((this.#stream.writableLength ?? 0) > MAX_WAITING_BYTES) {
      this.#report.dropped(this.name, 1, 'nobody reads standard output')
      return
    }
    this.#stream.write(`${JSON.stringify(event)}\n`)
    this.#report.sent(this.name, 1)
  }

  async close(timeoutMs: number): Promise<number> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      this.#stream.write('', () => {
        clearTimeout(timer)
        resolve()
      })
    })
    return 0
  }
}
