import { AggregatorRegistry, type Registry } from 'prom-client'
import type { MetricsSnapshot } from './messages.ts'

const COUNTING = new Set(['counter', 'histogram'])

/**
 * Sums the workers' metrics. The last counters of workers that have died stay in the sum, or Prometheus would see every
 * counter fall and miss what happened before.
 */
export class ClusterMetrics {
  readonly #last = new Map<number, MetricsSnapshot>()
  #retired: MetricsSnapshot = []

  update(worker: number, snapshot: MetricsSnapshot): void {
    this.#last.set(worker, snapshot)
  }

  /** A worker has died: its counters are kept, its gauges are not. */
  retire(worker: number): Promise<void> {
    const snapshot = this.#last.get(worker)
    this.#last.delete(worker)
    if (!snapshot) return Promise.resolve()
    const counting = snapshot.filter((metric) => COUNTING.has(String(metric.type)))
    this.#retired = [...this.#retired, ...counting]
    return this.#compact()
  }

  /** All workers, dead and alive, as one registry. */
  registry(): Registry {
    return AggregatorRegistry.aggregate([this.#retired, ...this.#last.values()] as unknown as object[])
  }

  /** However many workers die, what is kept of them stays one snapshot. */
  async #compact(): Promise<void> {
    const pending = this.#retired
    const merged = await AggregatorRegistry.aggregate([pending] as unknown as object[]).getMetricsAsJSON()
    if (this.#retired === pending) this.#retired = merged
  }
}
