import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { request } from 'undici'
import { stringify } from 'yaml'
import { INGEST_TOKEN, startBackend, VIEW_TOKEN } from '../support/backend.ts'
import { Command, Program, SLUICE } from '../support/program.ts'
import { balancerConfig } from './balancer.ts'
import { gatewayConfig } from './gateway.ts'
import type { Places, Role } from './places.ts'

// Runs the chain where the hub is, and replaces one Sluice after the other under traffic; prints what came of it as one line of JSON.

const BALANCER_PORT = 8080
const DATA_PORT = 8081
const ADMIN_PORT = 9901
const GATEWAY_PORT = 8000
/** What a Sluice takes to leave: longer than the balancer needs to see it. */
const DRAIN_DELAY_MS = 2_000

/** What came of it. */
export interface ChainResult {
  readonly counts: Readonly<Record<string, number>>
  readonly failures: readonly string[]
  readonly forwardedFor: readonly string[]
  /** Times that a Sluice was terminated and replaced. */
  readonly replaced: number
  /** Exit codes of those. */
  readonly exits: readonly (number | null)[]
  /** Events of blocked requests that the backend has. */
  readonly blockedEvents: number
}

const { values } = parseArgs({ options: { places: { type: 'string' }, seconds: { type: 'string' } } })
const places = JSON.parse(values.places as string) as Places
const folder = mkdtempSync(join(tmpdir(), 'sluice-chain-'))
const fileOf = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const commandIn = (role: Role, ...command: string[]) => new Command([...places.of[role].prefix, ...command])

for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name), { mode: 0o777 })
fileOf('large', 'x'.repeat(16_384))
const backend = await startBackend(0, places.hub.address)
const started: Command[] = []
const start = (command: Command): Command => {
  started.push(command)
  return command
}

try {
  const gateway = fileOf('nginx.conf', gatewayConfig(places, folder, GATEWAY_PORT))
  start(commandIn('gateway', 'nginx', '-p', folder, '-c', gateway))
  const sluices = { 'sluice-1': await startSluice('sluice-1'), 'sluice-2': await startSluice('sluice-2') }
  const config = fileOf('haproxy.cfg', balancerConfig(places, BALANCER_PORT, DATA_PORT, ADMIN_PORT))
  start(commandIn('balancer', 'haproxy', '-db', '-f', config))
  await answers()
  const traffic = start(
    commandIn('client', process.execPath, join(import.meta.dirname, 'traffic.ts'), ...trafficArgs()),
  )
  let replaced = 0
  const exits: (number | null)[] = []
  let ended = false
  void traffic.exited.then(() => {
    ended = true
  })
  while (!ended) {
    for (const role of ['sluice-1', 'sluice-2'] as const) {
      if (ended) break
      exits.push(await sluices[role].stop('SIGTERM'))
      sluices[role] = await startSluice(role)
      replaced++
      await bothInTurn()
    }
  }
  for (const role of ['sluice-1', 'sluice-2'] as const) exits.push(await sluices[role].stop('SIGTERM'))
  const line = traffic.output.findLast((text) => text.startsWith('{'))
  if (line === undefined) throw new Error(`the traffic ended without a word:\n${traffic.output.join('\n')}`)
  const blockedEvents = await blocked()
  process.stdout.write(`${JSON.stringify({ ...JSON.parse(line), replaced, exits, blockedEvents })}\n`)
} finally {
  for (const command of started.reverse()) await command.stop('SIGTERM')
  await backend.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function startSluice(role: 'sluice-1' | 'sluice-2'): Promise<Program> {
  const { address, prefix } = places.of[role]
  const file = fileOf(
    `${role}.yaml`,
    stringify({
      upstream: { url: `http://${places.of.gateway.address}:${GATEWAY_PORT}` },
      listen: { host: address, port: DATA_PORT },
      admin: { host: address, port: ADMIN_PORT },
      node: { name: role },
      workers: 1,
      mode: 'block',
      trustedProxies: [places.of.balancer.address],
      events: { url: backend.eventsUrl, token: INGEST_TOKEN },
      drain: { delayMs: DRAIN_DELAY_MS, timeoutMs: 5_000 },
    }),
  )
  const program = new Program(['proxy', '--config', file], {}, [...prefix, ...SLUICE])
  await program.logged(({ message }) => message === 'sluice proxy is ready', `${role} to be ready`)
  return program
}

function trafficArgs(): string[] {
  const { balancer, client } = places.of
  return [
    '--url',
    `http://${balancer.address}:${BALANCER_PORT}`,
    '--from',
    client.address,
    '--seconds',
    `${values.seconds}`,
  ]
}

/** Resolves once the chain answers from its one end to the other. */
async function answers(): Promise<void> {
  const ask = () =>
    request(`http://${places.of.balancer.address}:${BALANCER_PORT}/`, { headers: { host: 'api.example' } })
  while ((await ask().catch(() => undefined))?.statusCode !== 200);
}

/** Resolves once the balancer sends requests to both. */
async function bothInTurn(): Promise<void> {
  const ask = () => request(`http://${places.of.balancer.address}:${BALANCER_PORT + 1}/;csv`)
  for (let up = 0; up < 2; ) up = (await (await ask()).body.text()).match(/^targets,sluice-\d,.*,UP,/gm)?.length ?? 0
}

async function blocked(): Promise<number> {
  const response = await fetch(`${new URL(backend.eventsUrl).origin}/api/v1/summary`, {
    headers: { authorization: `Bearer ${VIEW_TOKEN}` },
  })
  return ((await response.json()) as { byVerdict: { blocked: number } }).byVerdict.blocked
}
