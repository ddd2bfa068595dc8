import { NameSet } from './name-set.ts'
import { type LimitName, type Limits, limitNames, limitValue } from './table.ts'

/** Stands for a limit that isn't set. */
export const NO_LIMIT = Number.MAX_SAFE_INTEGER

type Maxima = Readonly<Record<LimitName, number>>
/** By policy: looked up for every body, so put together once. */
const maximaOf = new WeakMap<Limits, Maxima>()

function maxima(limits: Limits): Maxima {
  const known = maximaOf.get(limits)
  if (known !== undefined) return known
  const made = Object.fromEntries(
    limitNames.map((name) => {
      const value = limitValue(limits, name)
      return [name, value < 0 ? NO_LIMIT : value]
    }),
  ) as Maxima
  maximaOf.set(limits, made)
  return made
}

/** What one request may still spend, over all of its parsers: spent while parsing, never added up afterwards. */
export class Budget {
  readonly limits: Limits
  /** The highest value that each limit accepts; `NO_LIMIT` if it isn't set. */
  readonly max: Maxima
  /** Form values so far. */
  args = 0
  /** Decoded bytes of their names and values. */
  argBytes = 0
  parts = 0
  files = 0
  fileBytes = 0
  /** Body bytes after decoding. */
  payloadBytes = 0
  #names: NameSet | undefined
  #reported: Set<LimitName> | undefined

  constructor(limits: Limits) {
    this.limits = limits
    this.max = maxima(limits)
  }

  /** Whether a limit is reported for the first time in this request: more of the same says nothing new. */
  reports(name: LimitName): boolean {
    this.#reported ??= new Set()
    if (this.#reported.has(name)) return false
    this.#reported.add(name)
    return true
  }

  /** The names of this request's objects and elements, for those who look for duplicates. */
  get names(): NameSet {
    this.#names ??= new NameSet()
    return this.#names
  }
}
