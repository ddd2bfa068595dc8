import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** How an exchange ended, as far as the metric tells. */
export type Outcome = 'passed' | 'would_block' | 'blocked' | 'failed' | 'aborted'

/** Counts on the hot path: a plain number, which its metric reads when it is asked for. */
export class Tally {
  #count = 0

  add(count: number): void {
    this.#count += count
  }

  get count(): number {
    return this.#count
  }
}

/** The tallies of exchanges, by route and outcome. */
export class OutcomeTally {
  readonly #byRoute = new Map<string, Record<Outcome, number>>()

  add(route: string, outcome: Outcome): void {
    let counts = this.#byRoute.get(route)
    if (!counts) {
      counts = { passed: 0, would_block: 0, blocked: 0, failed: 0, aborted: 0 }
      this.#byRoute.set(route, counts)
    }
    counts[outcome]++
  }

  /** Every route and outcome that has occurred. */
  *entries(): Generator<{ route: string; outcome: string; count: number }> {
    for (const [route, counts] of this.#byRoute) {
      for (const [outcome, count] of Object.entries(counts)) if (count > 0) yield { route, outcome, count }
    }
  }
}

/**
 * Every metric of a worker, declared once. Label values come from configuration and from tables in the code, never from a
 * request, so that no client can grow them.
 */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter({ name: `sluice_${name}`, help, labelNames, registers })
  const gauge = (name: string, help: string) => new Gauge({ name: `sluice_${name}`, help, registers })
  const tally = (name: string, help: string): Tally => {
    const counted = new Tally()
    new Counter({
      name: `sluice_${name}`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(counted.count)
      },
    })
    return counted
  }
  const requests = new OutcomeTally()
  new Counter({
    name: 'sluice_requests_total',
    help: 'Exchanges by route and outcome',
    labelNames: ['route', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const { route, outcome, count } of requests.entries()) this.inc({ route, outcome }, count)
    },
  })
  return {
    registry,
    requests,
    findings: counter('findings_total', 'Findings by class', ['class']),
    excepted: counter('excepted_findings_total', 'Findings that an exception kept from scoring, by its id', [
      'exception',
    ]),
    operations: counter(
      'graphql_operations_total',
      'GraphQL operations that graphql.metricOperations names, by outcome',
      ['route', 'operation', 'outcome'],
    ),
    duration: new Histogram({
      name: 'sluice_request_duration_seconds',
      help: 'From the request’s head to the end of the exchange',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    bodyBytes: tally('request_body_bytes_total', 'Request body bytes read'),
    inspectedBytes: tally('inspected_body_bytes_total', 'Request body bytes that a parser and the detectors saw'),
    upstreamErrors: counter('upstream_errors_total', 'Requests that the upstream failed, by error code', ['code']),
    upstreamRetries: counter('upstream_retries_total', 'Requests sent a second time on a fresh connection'),
    upstreamActive: gauge('upstream_active_requests', 'Requests in flight to the upstream'),
    upstreamPending: gauge('upstream_pending_requests', 'Requests that wait for an upstream connection'),
    heldBytes: gauge('held_bytes', 'Request body bytes held until their verdict'),
    holdShortened: counter(
      'hold_shortened_total',
      'Bodies that stopped holding early because memory for held bodies was short',
    ),
    clientErrors: counter('client_errors_total', 'Connections refused by the HTTP parser or cut by a time-out', [
      'code',
    ]),
    uninspected: counter('uninspected_total', 'Requests of which something was not inspected', ['reason']),
    engineErrors: counter('engine_errors_total', 'Failures of a detector or view; siblings still judged', ['part']),
    eventsQueued: gauge('events_queued', 'Events that wait for delivery'),
    events: counter('events_total', 'Events by sink and fate: sent, dropped', ['sink', 'fate']),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
