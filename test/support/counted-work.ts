import { type Profiler, Session } from 'node:inspector'

const SEARCHES = ['indexOf', 'lastIndexOf', 'includes'] as const

// From the start: what is compiled before has no counters in its blocks. So this is imported before what it counts.
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/**
 * Work that doesn't depend on the machine: how often the blocks of our code run (V8's precise coverage), and the
 * characters that searches in strings pass over.
 * @param part part of the path of the sources that count
 */
export function countWork(part: string, work: () => void): number {
  const originals = SEARCHES.map((name) => String.prototype[name])
  let searched = 0
  try {
    for (const [i, name] of SEARCHES.entries()) {
      const original = originals[i] as (this: string, sought: string, from?: number) => number | boolean
      const counted = function (this: string, sought: string, from?: number) {
        const found = from === undefined ? original.call(this, sought) : original.call(this, sought, from)
        searched += passedOver(this, name, found, from)
        return found
      }
      Object.assign(String.prototype, { [name]: counted })
    }
    takeBlocks(part)
    work()
  } finally {
    for (const [i, name] of SEARCHES.entries()) Object.assign(String.prototype, { [name]: originals[i] })
  }
  return takeBlocks(part) + searched
}

/** How often blocks ran since this was last called. */
function takeBlocks(part: string): number {
  let blocks = 0
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    blocks = blocksOf(result.filter(({ url }) => url.includes(part)))
  })
  return blocks
}

function passedOver(text: string, name: string, found: number | boolean, from: number | undefined): number {
  if (name === 'lastIndexOf') return (from ?? text.length) - (found === -1 ? 0 : Number(found))
  const start = from ?? 0
  return (typeof found === 'number' && found >= 0 ? found : text.length) - start
}

function blocksOf(scripts: readonly Profiler.ScriptCoverage[]): number {
  let sum = 0
  for (const { functions } of scripts) for (const { ranges } of functions) for (const { count } of ranges) sum += count
  return sum
}
