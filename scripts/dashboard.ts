// The Grafana dashboard of Sluice, from a table of what it shows: `npm run generate` writes deploy/observability/dashboard.json.

interface Panel {
  readonly title: string
  readonly help: string
  readonly unit: string
  /** Query by its legend. */
  readonly queries: Readonly<Record<string, string>>
  /** A share of 24 columns. */
  readonly width?: number
}
interface Row {
  readonly title: string
  readonly panels: readonly Panel[]
}

const SELECTED = 'instance=~"$instance"'
const rate = (metric: string, by: string, selectors = '') =>
  `sum by (${by}) (rate(${metric}{${SELECTED}${selectors}}[$__rate_interval]))`
const quantile = (q: number) =>
  `histogram_quantile(${q}, sum by (le) (rate(sluice_request_duration_seconds_bucket{${SELECTED}}[$__rate_interval])))`

/** What it shows, row by row. */
export const rows: readonly Row[] = [
  {
    title: 'Traffic',
    panels: [
      {
        title: 'Requests by outcome',
        help: 'would_block: monitor mode let it pass, block mode would not have',
        unit: 'reqps',
        queries: { '{{outcome}}': rate('sluice_requests_total', 'outcome') },
        width: 12,
      },
      {
        title: 'Time from head to end',
        help: 'The upstream’s own time included',
        unit: 's',
        queries: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) },
        width: 12,
      },
    ],
  },
  {
    title: 'What was found',
    panels: [
      {
        title: 'Findings by class',
        help: 'Attacks and conditions; a request may have several',
        unit: 'ops',
        queries: { '{{class}}': rate('sluice_findings_total', 'class') },
      },
      {
        title: 'Blocked, and would be blocked, by route',
        help: 'The share of a route’s requests',
        unit: 'percentunit',
        queries: {
          'blocked {{route}}': `${rate('sluice_requests_total', 'route', ',outcome="blocked"')} / ${rate('sluice_requests_total', 'route')}`,
          'would block {{route}}': `${rate('sluice_requests_total', 'route', ',outcome="would_block"')} / ${rate('sluice_requests_total', 'route')}`,
        },
      },
      {
        title: 'Excepted findings',
        help: 'What exceptions keep from scoring, by their id',
        unit: 'ops',
        queries: { '{{exception}}': rate('sluice_excepted_findings_total', 'exception') },
      },
      {
        title: 'GraphQL operations',
        help: 'Those that graphql.metricOperations names',
        unit: 'ops',
        queries: { '{{operation}} {{outcome}}': rate('sluice_graphql_operations_total', 'operation, outcome') },
      },
      {
        title: 'Forwarded uninspected, by reason',
        help: 'Whatever could not be read; each has a finding',
        unit: 'ops',
        queries: { '{{reason}}': rate('sluice_uninspected_total', 'reason') },
      },
    ],
  },
  {
    title: 'Upstream and clients',
    panels: [
      {
        title: 'Upstream failures',
        help: 'By error code; retries are on a fresh connection',
        unit: 'ops',
        queries: {
          '{{code}}': rate('sluice_upstream_errors_total', 'code'),
          retries: rate('sluice_upstream_retries_total', 'instance'),
        },
      },
      {
        title: 'Requests at the upstream',
        help: 'Waiting ones have no connection yet',
        unit: 'short',
        queries: {
          active: `sum(sluice_upstream_active_requests{${SELECTED}})`,
          waiting: `sum(sluice_upstream_pending_requests{${SELECTED}})`,
        },
      },
      {
        title: 'Broken connections of clients',
        help: 'Refused by the HTTP parser, or timed out',
        unit: 'ops',
        queries: { '{{code}}': rate('sluice_client_errors_total', 'code') },
      },
    ],
  },
  {
    title: 'Events',
    panels: [
      {
        title: 'Events that wait',
        help: 'Delivered again and again until they are taken; dropped past events.maxQueued',
        unit: 'short',
        queries: { '{{instance}}': `sluice_events_queued{${SELECTED}}` },
        width: 12,
      },
      {
        title: 'Events by fate',
        help: 'dropped should be zero',
        unit: 'ops',
        queries: { '{{sink}} {{fate}}': rate('sluice_events_total', 'sink, fate') },
        width: 12,
      },
    ],
  },
  {
    title: 'The process',
    panels: [
      {
        title: 'CPU',
        help: 'Cores',
        unit: 'short',
        queries: { '{{instance}}': rate('process_cpu_seconds_total', 'instance') },
      },
      {
        title: 'Memory',
        help: 'Resident, and bodies held until their verdict',
        unit: 'bytes',
        queries: {
          'resident {{instance}}': `process_resident_memory_bytes{${SELECTED}}`,
          'held {{instance}}': `sluice_held_bytes{${SELECTED}}`,
        },
      },
      {
        title: 'Event-loop lag, p99',
        help: 'Above 0.1 s requests wait for each other',
        unit: 's',
        queries: { '{{instance}}': `nodejs_eventloop_lag_p99_seconds{${SELECTED}}` },
      },
      {
        title: 'Body bytes',
        help: 'Read, and of those inspected',
        unit: 'Bps',
        queries: {
          read: rate('sluice_request_body_bytes_total', 'job'),
          inspected: rate('sluice_inspected_body_bytes_total', 'job'),
        },
      },
      {
        title: 'What should not happen',
        help: 'Defects of the engine, shortened holds, workers that died, reloads that failed',
        unit: 'short',
        queries: {
          'engine {{part}}': rate('sluice_engine_errors_total', 'part'),
          'holds shortened': rate('sluice_hold_shortened_total', 'instance'),
          restarts: rate('sluice_worker_restarts_total', 'instance'),
          'old configuration': `1 - sluice_config_last_reload_successful{${SELECTED}}`,
        },
      },
    ],
  },
]

const HEIGHT = 8
const SOURCE = { type: 'prometheus', uid: '$datasource' }

/** The dashboard as Grafana 10 and later import it. */
export function dashboard(): object {
  const panels: object[] = []
  let y = 0
  const next = () => panels.length + 1
  for (const { title, panels: members } of rows) {
    panels.push({ id: next(), type: 'row', title, collapsed: false, gridPos: { x: 0, y, w: 24, h: 1 }, panels: [] })
    y++
    let x = 0
    for (const { title: name, help, unit, queries, width = 8 } of members) {
      if (x + width > 24) {
        x = 0
        y += HEIGHT
      }
      panels.push({
        id: next(),
        type: 'timeseries',
        title: name,
        description: help,
        datasource: SOURCE,
        gridPos: { x, y, w: width, h: HEIGHT },
        fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } }, overrides: [] },
        options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
        targets: Object.entries(queries).map(([legendFormat, expr], i) => ({
          refId: String.fromCharCode(0x41 + i),
          datasource: SOURCE,
          expr,
          legendFormat,
        })),
      })
      x += width
    }
    y += HEIGHT
  }
  return {
    uid: 'sluice',
    title: 'Sluice',
    tags: ['sluice'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
        {
          name: 'instance',
          type: 'query',
          label: 'Instance',
          datasource: SOURCE,
          query: 'label_values(sluice_requests_total, instance)',
          refresh: 2,
          multi: true,
          includeAll: true,
          allValue: '.*',
        },
      ],
    },
    panels,
  }
}
