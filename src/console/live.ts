import { useEffect, useState } from 'preact/hooks'
import type { SluiceEvent } from '../events/schema.ts'
import { type EventPage, getEvent, getEvents, getSummary, SignedOut, type Summary } from './api.ts'
import { type Place, placeHash } from './location.ts'

const POLL_MS = 2_000
const MAX_RETRY_MS = 15_000

export type Connection = 'connecting' | 'live' | 'lost' | 'signed out'

export interface Live {
  readonly connection: Connection
  /** Undefined until the first answer for this place. */
  readonly page: EventPage | undefined
  readonly summary: Summary | undefined
}

const NOTHING: Live = { connection: 'connecting', page: undefined, summary: undefined }

/**
 * What the backend says about a place, kept up to date: asked every two seconds, not at all while nobody looks, less
 * often while nobody answers. The backend answers 304 as long as nothing has happened. `session` starts it anew.
 */
export function useLive(place: Place, session: number): Live {
  const [live, setLive] = useState(NOTHING)
  const key = placeHash({ ...place, event: null })

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let busy = false
    let failures = 0
    let pageTag: string | undefined
    let summaryTag: string | undefined
    setLive((last) => ({ ...last, connection: 'connecting', page: undefined }))

    const poll = async () => {
      if (busy || document.hidden) return
      busy = true
      clearTimeout(timer)
      try {
        const [page, summary] = await Promise.all([
          getEvents(place, stop.signal, pageTag),
          getSummary(stop.signal, summaryTag),
        ])
        if (stop.signal.aborted) return
        failures = 0
        pageTag = page?.tag ?? pageTag
        summaryTag = summary?.tag ?? summaryTag
        setLive((last) => ({
          connection: 'live',
          page: page?.value ?? last.page,
          summary: summary?.value ?? last.summary,
        }))
      } catch (error) {
        if (stop.signal.aborted) return
        if (error instanceof SignedOut) {
          setLive({ ...NOTHING, connection: 'signed out' })
          return
        }
        failures += 1
        setLive((last) => ({ ...last, connection: 'lost' }))
      } finally {
        busy = false
      }
      timer = setTimeout(poll, Math.min(POLL_MS * 2 ** failures, MAX_RETRY_MS))
    }
    void poll()
    const wake = () => void poll()
    document.addEventListener('visibilitychange', wake)
    addEventListener('online', wake)
    return () => {
      stop.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
      removeEventListener('online', wake)
    }
  }, [key, session])

  return live
}

export type Detail = SluiceEvent | 'loading' | 'gone' | 'failed'

/** The event with this id: from the page if it is there, else asked for. It stays when newer ones push it off the page. */
export function useEvent(id: string | null, page: EventPage | undefined): Detail | undefined {
  const [known, setKnown] = useState<{ id: string; detail: Detail }>()
  const listed = id === null ? undefined : page?.items.find((event) => event.id === id)
  const isKnown = known !== undefined && known.id === id

  useEffect(() => {
    if (id === null) {
      setKnown(undefined)
      return
    }
    if (listed !== undefined) {
      setKnown({ id, detail: listed })
      return
    }
    if (isKnown || page === undefined) return
    const stop = new AbortController()
    getEvent(id, stop.signal).then(
      (event) => setKnown({ id, detail: event ?? 'gone' }),
      () => stop.signal.aborted || setKnown({ id, detail: 'failed' }),
    )
    return () => stop.abort()
  }, [id, listed, isKnown, page === undefined])

  if (id === null) return undefined
  return listed ?? (isKnown ? known.detail : 'loading')
}
