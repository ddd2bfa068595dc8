import { type Profiler, Session } from 'node:inspector'

// From the start: what is compiled before has no counters in its blocks. So this is imported before what it watches.
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** What ran since the last look. */
export interface Ran {
  /** Characters of code that had never run before. */
  readonly fresh: number
  /** How often blocks of the engine ran: work that doesn't depend on the machine. */
  readonly work: number
}

/** V8's precise coverage of the parsers: whether code ran that had not run before. */
export class Coverage {
  /** By source, for every character: 1 if it is code that is known, 3 if it ran. */
  readonly #sources = new Map<string, Uint8Array>()

  take(): Ran {
    let fresh = 0
    let work = 0
    for (const { url, functions } of taken()) {
      if (!url.includes('/src/engine/')) continue
      for (const { ranges } of functions) for (const { count } of ranges) work += count
      if (url.includes('/src/engine/body/') || url.endsWith('/src/engine/fields.ts'))
        fresh += this.#note(url, functions)
    }
    return { fresh, work }
  }

  /** Functions and their ranges lie within each other, the outer before the inner. */
  #note(url: string, functions: readonly Profiler.FunctionCoverage[]): number {
    const ranges = functions.flatMap((each) => each.ranges)
    const length = Math.max(...ranges.map(({ endOffset }) => endOffset))
    const ran = new Uint8Array(length)
    for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 3 : 1, startOffset, endOffset)
    let source = this.#sources.get(url)
    if (source === undefined || source.length < length) {
      const longer = new Uint8Array(length)
      longer.set(source ?? [])
      source = longer
      this.#sources.set(url, source)
    }
    let fresh = 0
    for (let i = 0; i < length; i++) {
      if ((ran[i] as number) <= (source[i] as number)) continue
      if (ran[i] === 3) fresh++
      source[i] = ran[i] as number
    }
    return fresh
  }

  /** Characters of the functions watched, and how many of them ran. */
  get reached(): { readonly ran: number; readonly of: number } {
    let ran = 0
    let of = 0
    for (const source of this.#sources.values()) {
      for (const mark of source) {
        if (mark > 0) of++
        if (mark > 1) ran++
      }
    }
    return { ran, of }
  }
}

function taken(): Profiler.ScriptCoverage[] {
  let scripts: Profiler.ScriptCoverage[] = []
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    scripts = result
  })
  return scripts
}
