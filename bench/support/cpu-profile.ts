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
const IDLE = '(idle)'
const COLLECTOR = '(garbage collector)'
const PLACES_SHOWN = 15

/**
 * Prints the functions with the most time of their own, and that time by place, of the busiest profile in a folder.
 * @param root folder that paths are shown relative to
 */
export function printHottest(folder: string, root: string): void {
  const profiles = readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => selfTimes(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile, root))
    .sort((a, b) => total(b) - total(a))
  const [busiest] = profiles
  if (!busiest) return
  const busyUs = total(busiest)
  const share = (us: number) => ((100 * us) / busyUs).toFixed(1)
  printLine(`\nOwn time of functions, % of ${(busyUs / 1e6).toFixed(1)} s (${folder})\n`)
  printTable(
    ['%', 'function'],
    [...busiest]
      .sort((a, b) => b[1] - a[1])
      .slice(0, SHOWN)
      .map(([name, us]) => [share(us), name]),
  )
  const byPlace = new Map<string, number>()
  for (const [name, us] of busiest) byPlace.set(placeOf(name), (byPlace.get(placeOf(name)) ?? 0) + us)
  printLine()
  printTable(
    ['%', 'place'],
    [...byPlace]
      .sort((a, b) => b[1] - a[1])
      .slice(0, PLACES_SHOWN)
      .map(([place, us]) => [share(us), place]),
  )
}

function total(selfUs: ReadonlyMap<string, number>): number {
  return [...selfUs.values()].reduce((sum, us) => sum + us, 0)
}

function selfTimes({ nodes, samples, timeDeltas }: Profile, root: string): Map<string, number> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame, root)]))
  const selfUs = new Map<string, number>()
  samples.forEach((id, i) => {
    const name = names.get(id) as string
    if (name !== IDLE) selfUs.set(name, (selfUs.get(name) ?? 0) + (timeDeltas[i] as number))
  })
  return selfUs
}

/** `#string dist/engine/body/parsers/json.js:293`; what has no source, such as the collector, by its name alone. */
function nameOf({ functionName, url, lineNumber }: ProfileNode['callFrame'], root: string): string {
  if (url === '') return functionName || '(native)'
  const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : url
  return `${functionName || '(anonymous)'} ${path}:${lineNumber + 1}`
}

/** The folder of our own code, the package of another's; `native` for what has no source. */
function placeOf(name: string): string {
  const path = name.slice(name.indexOf(' ') + 1).replace(/:\d+$/, '')
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]
  if (library !== undefined) return library
  if (path.startsWith('node:')) return 'node'
  const ours = /^(?:\.\.\/)*((?:[\w-]+\/)+)[\w.-]+$/.exec(path)?.[1]
  return ours === undefined ? (name === COLLECTOR ? name : 'native') : ours.split('/').slice(0, 3).join('/')
}
