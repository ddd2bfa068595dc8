import { useEffect, useRef, useState } from 'preact/hooks'
import type { SluiceEvent } from '../events/schema.ts'
import { EmptyState } from './empty-state.tsx'
import type { Live } from './live.ts'
import { type Go, type Place, placeHash, placeNow } from './location.ts'
import { Text } from './text.tsx'
import { VerdictBadge } from './verdict.tsx'
import { className, countOf, fullTime, listTime, mainFinding, operationWords } from './words.ts'

const LIST_ID = 'events'

interface Props {
  live: Live
  place: Place
  go: Go
  open: (id: string, replace?: boolean) => void
}

/** The events, newest first. Up, Down, Home, End, j and k move, Enter opens. */
export function EventList({ live, place, go, open }: Props) {
  const { page } = live
  const items = page?.items ?? []
  const [focused, setFocused] = useState<string | null>(null)
  const fresh = useFresh(items, place)

  const onKeyDown = (pressed: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    }
    const step = steps[pressed.key]
    if (step === undefined || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return
    pressed.preventDefault()
    const { event } = placeNow()
    const id = moveFocus(step, event)
    if (id !== undefined && event !== null) open(id, true)
  }

  // One row takes part in the tab order: where one was last, or the open one, or the first.
  const has = (id: string | null) => items.some((event) => event.id === id)
  const tabStop = has(focused) ? focused : has(place.event) ? place.event : items[0]?.id
  return (
    <>
      <div class="list-head">
        <h2>{place.before === null ? 'Newest events' : 'Older events'}</h2>
        <p class="help">
          {place.before === null
            ? page && countWords(items.length, page.next !== null)
            : 'This page doesn’t update by itself.'}
        </p>
        {place.before !== null && (
          <button type="button" class="quiet" onClick={() => go({ before: null })}>
            Back to newest
          </button>
        )}
      </div>
      <p class="hidden" role="status">
        {fresh.size > 0 && `${countOf(fresh.size, 'new event')}`}
      </p>
      {page === undefined ? (
        <p class="waiting">{live.connection === 'lost' ? 'Waiting for the analysis backend.' : 'Loading…'}</p>
      ) : items.length === 0 ? (
        <EmptyState
          filtered={place.classes.length + place.verdicts.length > 0 || place.before !== null}
          onClear={() => go({ classes: [], verdicts: [], before: null })}
        />
      ) : (
        <ol id={LIST_ID} class="events" onKeyDown={onKeyDown}>
          {items.map((event) => (
            <li key={event.id} class={fresh.has(event.id) ? 'is-fresh' : ''}>
              <Row
                event={event}
                href={placeHash({ ...place, event: event.id })}
                isOpen={event.id === place.event}
                isTabStop={event.id === tabStop}
                onFocus={() => setFocused(event.id)}
                onOpen={() => open(event.id)}
              />
            </li>
          ))}
        </ol>
      )}
      {page !== undefined && page.next !== null && (
        <button type="button" class="older" onClick={() => go({ before: page.next, event: null })}>
          Older events
        </button>
      )}
    </>
  )
}

interface RowProps {
  event: SluiceEvent
  href: string
  isOpen: boolean
  isTabStop: boolean
  onFocus: () => void
  onOpen: () => void
}

function Row({ event, href, isOpen, isTabStop, onFocus, onOpen }: RowProps) {
  const main = mainFinding(event)
  const operation = operationWords(event)
  const others = new Set(event.findings.map((finding) => finding.class)).size - 1
  const click = (clicked: MouseEvent) => {
    if (clicked.ctrlKey || clicked.metaKey || clicked.shiftKey) return
    clicked.preventDefault()
    onOpen()
  }
  return (
    <a
      class="row"
      href={href}
      data-event={event.id}
      aria-current={isOpen ? 'true' : undefined}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={onFocus}
      onClick={click}
    >
      <VerdictBadge verdict={event.verdict} />
      <span class="row-class">
        <Text value={main ? className(main.class) : 'No finding'} />
        {others > 0 && <span class="row-others"> +{others}</span>}
      </span>
      <time class="row-time" dateTime={event.time} title={fullTime(event.time)}>
        {listTime(event.time)}
      </time>
      <span class="row-request">
        <b>
          <Text value={event.request.method} />
        </b>{' '}
        <Text value={event.request.target.slice(0, 300)} />
        {operation !== undefined && (
          <>
            {' '}
            <Text value={operation.slice(0, 100)} />
          </>
        )}
      </span>
      <span class="row-client">
        <Text value={event.client.address} />
      </span>
    </a>
  )
}

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`#${LIST_ID} [data-event]`)]

export function focusEvent(id: string): void {
  const all = rows()
  const row = all.find((each) => each.dataset.event === id) ?? all[0]
  row?.focus()
}

/** Moves the focus by so many rows from the focused one, or from `from`, or to the first; which event it is on then. */
export function moveFocus(step: number, from: string | null): string | undefined {
  const all = rows()
  const focused = all.indexOf(document.activeElement as HTMLElement)
  const start = focused >= 0 ? focused : all.findIndex((row) => row.dataset.event === from)
  const next = start < 0 ? 0 : Math.max(0, Math.min(start + step, all.length - 1))
  all[next]?.focus()
  return all[next]?.dataset.event
}

const countWords = (shown: number, more: boolean): string => (more ? `the latest ${shown}` : countOf(shown, 'event'))

/** The events that came since the list was first shown at this place. */
function useFresh(items: readonly SluiceEvent[], place: Place): ReadonlySet<string> {
  const key = placeHash({ ...place, event: null })
  const seen = useRef<{ key: string; ids: ReadonlySet<string> } | null>(null)
  const fresh = useRef<ReadonlySet<string>>(new Set())
  const known = seen.current
  if (known?.key !== key) fresh.current = new Set()
  else if (items.length > 0 && items.some((event) => !known.ids.has(event.id))) {
    fresh.current = new Set(items.filter((event) => !known.ids.has(event.id)).map((event) => event.id))
  }
  useEffect(() => {
    if (items.length > 0) seen.current = { key, ids: new Set(items.map((event) => event.id)) }
  }, [key, items])
  return fresh.current
}
