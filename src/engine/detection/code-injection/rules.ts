import { java } from './java.ts'
import { node } from './node.ts'
import { php } from './php.ts'
import type { Rule } from './place.ts'
import { scripts } from './scripts.ts'

const all: readonly (readonly [name: string, rule: Rule])[] = [...php, ...node, ...scripts, ...java]

/** What to ask where a name stands, by the name in lower case. */
export const rules: ReadonlyMap<string, readonly Rule[]> = new Map(
  [...Map.groupBy(all, ([name]) => name)].map(([name, entries]) => [name, entries.map(([, rule]) => rule)]),
)

export const longestName = Math.max(...[...rules.keys()].map(({ length }) => length))
