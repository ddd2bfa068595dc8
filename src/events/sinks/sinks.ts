import type { Config } from '../../config/schema.ts'
import { HttpSink } from './http.ts'
import type { Sink, SinkReport } from './sink.ts'
import { StdoutSink } from './stdout.ts'

type CreateSink = (events: Config['events'], report: SinkReport) => Sink | undefined

/** Every kind of sink; each says by the configuration whether it is wanted. */
const kinds: readonly CreateSink[] = [
  (events, report) => (events.stdout ? new StdoutSink(report) : undefined),
  (events, report) => (events.url === '' ? undefined : new HttpSink(events, report)),
]

/** The sinks that a configuration asks for. */
export function createSinks(events: Config['events'], report: SinkReport): Sink[] {
  return kinds.map((create) => create(events, report)).filter((sink) => sink !== undefined)
}
