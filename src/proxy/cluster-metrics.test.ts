import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { ClusterMetrics } from './cluster-metrics.ts'
import type { MetricsSnapshot } from './messages.ts'

function worker() {
  const registry = new Registry()
  const registers = [registry]
  const count = new Counter({ name: 'c', help: 'c', labelNames: ['route'], registers })
  const level = new Gauge({ name: 'g', help: 'g', registers })
  const time = new Histogram({ name: 'h', help: 'h', buckets: [1], registers })
  return { count, level, time, snapshot: () => registry.getMetricsAsJSON() as Promise<MetricsSnapshot> }
}

test('counters and histograms of the dead stay in the sum, gauges go, however many die', async () => {
  const metrics = new ClusterMetrics()
  for (let id = 1; id <= 5; id++) {
    const { count, level, time, snapshot } = worker()
    count.inc({ route: 'a' }, 10)
    level.set(7)
    time.observe(0.5)
    metrics.update(id, await snapshot())
    if (id < 5) await metrics.retire(id)
  }
  const text = await metrics.registry().metrics()
  expect(text).toMatch(/^c\{route="a"\} 50$/m)
  expect(text).toMatch(/^h_count 5$/m)
  expect(text).toMatch(/^g 7$/m)
})

test('a worker that dies unseen takes nothing with it but what nobody saw', async () => {
  const metrics = new ClusterMetrics()
  await metrics.retire(1)
  expect(await metrics.registry().metrics()).toBe('\n')
})
