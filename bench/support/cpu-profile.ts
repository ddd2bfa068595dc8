import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printLine, printTable } from './table.ts'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { functionName: string; url: string; lineNumber: number }
}

interface Profile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const SHOWN = 25
const root = join(import.meta.dirname, '../..')

/** Prints the functions with the most time of their own, for each profile in a folder that saw work. */
export function printHottest(folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile
    const selfUs = selfTimes(profile)
    const idleUs = selfUs.get('(idle)') ?? 0
    selfUs.delete('(idle)')
    const busyUs = [...selfUs.values()].reduce((sum, us) => sum + us, 0)
    if (busyUs < idleUs / 20) continue
    printLine(
      `\n${file}: ${(busyUs / 1e6).toFixed(1)} s busy, ${(idleUs / 1e6).toFixed(1)} s idle; own time of functions\n`,
    )
    const hottest = [...selfUs].sort((a, b) => b[1] - a[1]).slice(0, SHOWN)
    printTable(
      ['% of busy', 'function'],
      hottest.map(([name, us]) => [((100 * us) / busyUs).toFixed(1), name]),
    )
  }
}

function selfTimes({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const selfUs = new Map<string, number>()
  samples.forEach((id, i) => {
    const name = names.get(id) as string
    selfUs.set(name, (selfUs.get(name) ?? 0) + (timeDeltas[i] as number))
  })
  return selfUs
}

function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
  if (url === '') return functionName || '(native)'
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
  return `${functionName || '(anonymous)'}  ${path}:${lineNumber + 1}`
}
