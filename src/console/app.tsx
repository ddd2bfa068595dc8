import { useEffect, useRef, useState } from 'preact/hooks'
import { signOut } from './api.ts'
import { EventDetail } from './event-detail.tsx'
import { EventList, focusEvent, moveFocus } from './event-list.tsx'
import { ClassFilter } from './filters.tsx'
import { Header } from './header.tsx'
import { useEvent, useLive } from './live.ts'
import { placeNow, usePlace } from './location.ts'
import { SignIn } from './sign-in.tsx'
import { SummaryStrip } from './summary.tsx'

/** Below this width the detail panel covers the list. */
const NARROW = '(max-width: 899px)'

export function App() {
  const [place, go] = usePlace()
  const [session, setSession] = useState(0)
  const live = useLive(place, session)
  const detail = useEvent(place.event, live.page)
  const narrow = useMedia(NARROW)
  const panel = useRef<HTMLElement>(null)

  // These ask the URL where we are, not the last render: two keys may come between two of them.
  const open = (id: string, replace = false) => {
    go({ event: id }, replace)
    if (!replace) requestAnimationFrame(() => panel.current?.focus({ preventScroll: true }))
  }
  const close = () => {
    const { event } = placeNow()
    go({ event: null })
    if (event !== null) requestAnimationFrame(() => focusEvent(event))
  }

  useEffect(() => {
    const onKey = (pressed: KeyboardEvent) => {
      if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return
      if (pressed.target instanceof HTMLInputElement) return
      const { event } = placeNow()
      if (pressed.key === 'Escape' && event !== null) close()
      else if ((pressed.key === 'j' || pressed.key === 'k') && !(narrow && event !== null)) {
        const id = moveFocus(pressed.key === 'j' ? 1 : -1, event)
        // With the panel beside the list, the panel follows.
        if (id !== undefined && event !== null) open(id, true)
      } else return
      pressed.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })

  if (live.connection === 'signed out') return <SignIn onSignedIn={() => setSession(session + 1)} />
  const covered = narrow && place.event !== null
  return (
    <div class={place.event === null ? 'console' : 'console has-detail'}>
      <button type="button" class="skip" onClick={() => moveFocus(0, null)}>
        Skip to the list of events
      </button>
      <div class="above" inert={covered}>
        <Header connection={live.connection} onSignOut={() => void signOut().finally(() => setSession(session + 1))} />
        <SummaryStrip
          summary={live.summary}
          selected={place.verdicts}
          onSelect={(verdicts) => go({ verdicts, before: null })}
        />
        <ClassFilter
          summary={live.summary}
          selected={place.classes}
          filtered={place.classes.length + place.verdicts.length > 0}
          onSelect={(classes) => go({ classes, before: null })}
          onClear={() => go({ classes: [], verdicts: [], before: null })}
        />
      </div>
      <div class="panes">
        <main class="list-pane" inert={covered}>
          <EventList live={live} place={place} go={go} open={open} />
        </main>
        <EventDetail detail={detail} panel={panel} onClose={close} />
      </div>
    </div>
  )
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const media = matchMedia(query)
    const follow = () => setMatches(media.matches)
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [query])
  return matches
}
