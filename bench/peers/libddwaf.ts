import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BenchProcess, PROXY_CORE } from '../proxy/processes.ts'
import { LISTENING, type Target } from '../proxy/targets.ts'

const folder = join(import.meta.dirname, 'libddwaf')

/** How its packages are installed; empty: they are. */
export function missingForLibddwaf(): string {
  const there = ['@datadog/native-appsec', 'dd-trace'].every((name) => existsSync(join(folder, 'node_modules', name)))
  return there ? '' : 'npm ci --prefix bench/peers/libddwaf --omit=optional --ignore-scripts'
}

/** The thin proxy with libddwaf in the way, and the rules that Datadog's tracer for Node ships. */
export async function startLibddwaf(name: string, upstream: string): Promise<Target> {
  const script = join(folder, 'proxy.mjs')
  const child = new BenchProcess(name, [script, '0', upstream], { core: PROXY_CORE })
  const port = Number(await child.line(LISTENING))
  return { name, port, pids: [child.pid], attackStatus: 403, stop: () => child.stop() }
}
