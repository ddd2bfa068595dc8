import type { SluiceEvent } from '../schema.ts'

/** Takes events out of the process. */
export interface Sink {
  readonly name: string
  /** Events that wait. */
  readonly queued: number
  /** Takes an event at once, without waiting; counts it as dropped if it can't. */
  accept(event: SluiceEvent): void
  /** Delivers what it holds, for at most `timeoutMs`; returns the number of events left behind. */
  close(timeoutMs: number): Promise<number>
}

/** What a sink tells about its work, for metrics and the log. */
export interface SinkReport {
  sent(sink: string, events: number): void
  dropped(sink: string, events: number, reason: string): void
  /** Delivery fails or works again; called at each change. */
  health(sink: string, healthy: boolean, reason: string): void
}
