// Memory of Sluice's workers under many connections, and how these spread over two: npm run bench:memory. See ../README.md.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { BenchProcess, canPin, OTHER_CORE, peakRssMib, resetPeakRss, rssMib } from '../proxy/processes.ts'
import { OWN_MAIN, type SluiceTarget, startSluice, startUpstream, withTargets } from '../proxy/targets.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { percent, printLine, printTable } from '../support/table.ts'
import type { ClientOrder, ClientReport } from './clients.ts'
import { allowConnections } from './files.ts'
import { holders } from './sockets.ts'

const { values: flags } = argumentsOf({
  options: {
    sluice: { type: 'string', default: OWN_MAIN },
    out: { type: 'string' },
  },
})

const ACTIVE = 1_000
const ACTIVE_BOUND_MIB = 250
const IDLE = 10_000
const IDLE_BOUND_MIB = 300
/** Requests after which a worker's heap has the size that the work needs. */
const WARM_REQUESTS = 30_000
/** As many as the default pool of the upstream takes from one worker without a queue. */
const IN_FLIGHT = 512
const MIB = 1_048_576
/** So many that what they take stands out from the heap's own ups and downs. */
const HELD = [
  { bodies: IDLE, bytes: 1_024 },
  { bodies: 2_000, bytes: 65_536 },
]
const SPREAD = [10, 1_000, 10_000]
const REQUESTS_PER_CONNECTION = 20
const HELD_WAIT_MS = 20_000

type Send = (order: ClientOrder) => Promise<ClientReport>

/** Works on a Sluice of its own, with clients of their own. */
async function fresh<T>(
  upstream: string,
  config: Record<string, unknown>,
  work: (sluice: SluiceTarget, send: Send) => Promise<T>,
): Promise<T> {
  const clients = new BenchProcess('clients', [join(import.meta.dirname, 'clients.ts')], {
    core: OTHER_CORE,
    channel: true,
  })
  const send: Send = async (order) => {
    clients.child.send(order)
    const [report] = (await once(clients.child, 'message')) as [ClientReport | { error: string }]
    if ('error' in report) throw new Error(`${report.error}\n${clients.tail}`)
    return report
  }
  try {
    return await withTargets(async (start) =>
      // A thousand requests at once are more than a worker serves in time; here it is to hold them.
      work(
        await start(startSluice({ main: flags.sluice, upstream, config: { ...config, overload: { maxLagMs: -1 } } })),
        send,
      ),
    )
  } finally {
    await clients.stop()
  }
}

/** Every connection has a request in flight, all the time. */
function active(upstream: string) {
  return fresh(upstream, {}, async ({ port, workerPids: [pid = 0] }, send) => {
    const startMib = rssMib(pid)
    await send({ type: 'open', port, connections: ACTIVE })
    await send({ type: 'work', requests: WARM_REQUESTS, inFlight: ACTIVE })
    resetPeakRss(pid)
    await send({ type: 'work', requests: WARM_REQUESTS, inFlight: ACTIVE })
    return { startMib, peakMib: peakRssMib(pid) }
  })
}

/** Connections that have had a request and wait for the next. */
function idle(upstream: string) {
  return fresh(upstream, {}, async ({ port, workerPids: [pid = 0] }, send) => {
    await send({ type: 'open', port, connections: 100 })
    await send({ type: 'work', requests: WARM_REQUESTS, inFlight: 100 })
    const warmMib = rssMib(pid)
    await send({ type: 'open', port, connections: IDLE })
    const mib = rssMib(pid)
    return { warmMib, mib, bytesPerConnection: ((mib - warmMib) * MIB) / (IDLE - 100) }
  })
}

/** Requests whose bodies lack the last byte, so that all the rest of each is held. */
function held(upstream: string, { bodies, bytes }: (typeof HELD)[number]) {
  // The silence of these clients is not what is measured, nor the bound on what is held.
  const config = { body: { holdMs: 60_000, heldBytesTotal: 256 * MIB } }
  return fresh(upstream, config, async (sluice, send) => {
    const { port, workerPids } = sluice
    const [pid = 0] = workerPids
    await send({ type: 'open', port, connections: bodies })
    await send({ type: 'work', requests: WARM_REQUESTS, inFlight: IN_FLIGHT })
    const before = rssMib(pid)
    await send({ type: 'hold', bodyBytes: bytes })
    const wanted = bodies * (bytes - 1)
    const deadline = performance.now() + HELD_WAIT_MS
    // Only the metric tells when all of it has arrived.
    while ((await sluice.metric('sluice_held_bytes')) < wanted) {
      if (performance.now() > deadline) throw new Error(`less than ${wanted} bytes are held after ${HELD_WAIT_MS} ms`)
      await pause(50)
    }
    return { bodies, bytes, bytesPerBody: ((rssMib(pid) - before) * MIB) / bodies }
  })
}

/** How connections and requests come to lie on two workers. */
function spread(upstream: string, connections: number) {
  return fresh(upstream, { workers: 2 }, async ({ port, workerPids }, send) => {
    await send({ type: 'open', port, connections })
    const requests = connections * REQUESTS_PER_CONNECTION
    const { answers } = await send({ type: 'work', requests, inFlight: Math.min(connections, IN_FLIGHT) })
    const holder = holders(port, workerPids)
    const byWorker = new Map(workerPids.map((pid) => [pid, { connections: 0, requests: 0, rssMib: rssMib(pid) }]))
    for (const [client, count] of Object.entries(answers)) {
      const worker = byWorker.get(holder.get(client) ?? 0)
      if (!worker) throw new Error(`no worker holds the connection of ${client}`)
      worker.connections++
      worker.requests += count
    }
    return { connections, workers: [...byWorker.values()] }
  })
}

async function main(): Promise<number> {
  if (!existsSync(flags.sluice)) {
    printLine(`${flags.sluice} is missing: npm run build makes it.`)
    return 2
  }
  allowConnections(IDLE)
  const upstream = await startUpstream()
  try {
    const actives = await active(upstream.origin)
    const idles = await idle(upstream.origin)
    const helds = []
    for (const size of HELD) helds.push(await held(upstream.origin, size))
    const spreads = []
    for (const connections of SPREAD) spreads.push(await spread(upstream.origin, connections))

    const verdict = (mib: number, bound: number) =>
      `${mib <= bound ? 'PASS' : 'FAIL'}: ${mib.toFixed(0)} MiB, bound ${bound}`
    printLine('Resident memory of a worker\n')
    printTable(
      ['under', 'before, MiB', 'under it, MiB', 'verdict'],
      [
        [
          `${ACTIVE.toLocaleString('en')} active connections, highest`,
          actives.startMib.toFixed(0),
          actives.peakMib.toFixed(0),
          verdict(actives.peakMib, ACTIVE_BOUND_MIB),
        ],
        [
          `${IDLE.toLocaleString('en')} idle connections`,
          idles.warmMib.toFixed(0),
          idles.mib.toFixed(0),
          verdict(idles.mib, IDLE_BOUND_MIB),
        ],
      ],
    )
    printLine(`\n${idles.bytesPerConnection.toFixed(0)} bytes for each idle connection`)
    for (const { bodies, bytes, bytesPerBody } of helds) {
      const size = `${bodies.toLocaleString('en')} held bodies of ${bytes.toLocaleString('en')} bytes`
      printLine(`${bytesPerBody.toFixed(0)} bytes for each of ${size}`)
    }
    printLine('\nTwo workers\n')
    printTable(
      ['connections', 'on each', 'requests on each', 'share of the busier', 'RSS, MiB'],
      spreads.map(({ connections, workers }) => {
        const requests = workers.map((worker) => worker.requests)
        const all = requests.reduce((sum, count) => sum + count, 0)
        return [
          connections.toLocaleString('en'),
          workers.map((worker) => worker.connections).join(' + '),
          requests.join(' + '),
          percent(Math.max(...requests), all),
          workers.map((worker) => worker.rssMib.toFixed(0)).join(' + '),
        ]
      }),
    )
    writeResult('memory', flags.out, { pinned: canPin, active: actives, idle: idles, held: helds, spread: spreads })
    return actives.peakMib <= ACTIVE_BOUND_MIB && idles.mib <= IDLE_BOUND_MIB ? 0 : 1
  } finally {
    await upstream.stop()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  printLine(String(error))
  process.exitCode = 2
}
