import { useState } from 'preact/hooks'
import type { Summary } from './api.ts'
import { Text } from './text.tsx'
import { className, count } from './words.ts'

const SHOWN = 7

interface Props {
  summary: Summary | undefined
  selected: readonly string[]
  /** Whether any filter is on, by verdict too. */
  filtered: boolean
  onSelect: (classes: readonly string[]) => void
  onClear: () => void
}

/** The classes of the last 24 hours, most frequent first, as switches. */
export function ClassFilter({ summary, selected, filtered, onSelect, onClear }: Props) {
  const [all, setAll] = useState(false)
  const counted = summary?.byClass ?? []
  // A class that is selected stays visible, also when nothing of it came lately.
  const missing = selected.filter((name) => !counted.some((each) => each.class === name))
  const known = [...counted, ...missing.map((name) => ({ class: name, count: 0 }))]
  const shown = known.filter((each, index) => all || index < SHOWN || selected.includes(each.class))
  const rest = known.length - shown.length
  const toggle = (name: string) =>
    onSelect(selected.includes(name) ? selected.filter((each) => each !== name) : [...selected, name])
  return (
    <fieldset class="filters">
      <legend class="hidden">Filter by class</legend>
      {shown.map((each) => (
        <button
          key={each.class}
          type="button"
          class="chip"
          aria-pressed={selected.includes(each.class)}
          onClick={() => toggle(each.class)}
        >
          <Text value={className(each.class)} />
          <span class="chip-count">{count(each.count)}</span>
        </button>
      ))}
      {(rest > 0 || all) && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${rest} more`}
        </button>
      )}
      {filtered && (
        <button type="button" class="quiet" onClick={onClear}>
          Clear filters
        </button>
      )}
    </fieldset>
  )
}
