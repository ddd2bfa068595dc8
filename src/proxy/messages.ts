import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { Load } from './generation.ts'

/** The state of a worker's metrics, as prom-client gives it. */
export type MetricsSnapshot = MetricObjectWithValues<MetricValue<string>>[]

export type ToWorker =
  | { readonly type: 'start' | 'reload'; readonly load: Load }
  | { readonly type: 'collect'; readonly id: number }
  /** Answers get `connection: close` from now on; everything is still served. */
  | { readonly type: 'announce-drain' }
  /** No new connections; end when requests in flight have ended, or after the time. */
  | { readonly type: 'drain'; readonly timeoutMs: number }

export type ToPrimary =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'start-failed'; readonly message: string }
  | { readonly type: 'reloaded'; readonly error: string }
  | { readonly type: 'metrics'; readonly id: number; readonly snapshot: MetricsSnapshot }
  /** A document for a safelist. */
  | { readonly type: 'learned'; readonly file: string; readonly hash: string; readonly operation: string }
  | { readonly type: 'drained'; readonly eventsLeft: number }
