import { useEffect, useState } from 'preact/hooks'
import type { EventVerdict } from '../events/schema.ts'
import { VERDICTS } from './words.ts'

/** What the console shows, kept in the URL's hash so that it can be kept, shared and gone back to. */
export interface Place {
  readonly classes: readonly string[]
  readonly verdicts: readonly EventVerdict[]
  /** Show events older than this one; null shows the newest, live. */
  readonly before: string | null
  /** The event in the detail panel. */
  readonly event: string | null
}

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const CLASS = /^[a-z][a-z0-9_]{0,63}$/
const MAX_CLASSES = 32

/** Reads a hash. Whatever isn't of the right form is left out: a hash comes from anywhere. */
export function readPlace(hash: string): Place {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const id = (name: string) => {
    const value = values.get(name)
    return value !== null && ULID.test(value) ? value : null
  }
  const verdicts = values.getAll('verdict')
  return {
    classes: [...new Set(values.getAll('class'))].filter((name) => CLASS.test(name)).slice(0, MAX_CLASSES),
    verdicts: VERDICTS.filter((verdict) => verdicts.includes(verdict)),
    before: id('before'),
    event: id('event'),
  }
}

export function placeHash({ classes, verdicts, before, event }: Place): string {
  const values = new URLSearchParams()
  for (const name of classes) values.append('class', name)
  for (const verdict of verdicts) values.append('verdict', verdict)
  if (before !== null) values.set('before', before)
  if (event !== null) values.set('event', event)
  return `#${values}`
}

/** The place that the URL names at this moment. */
export const placeNow = (): Place => readPlace(location.hash)

/** `replace` leaves no step to go back to. */
export type Go = (change: Partial<Place>, replace?: boolean) => void

/** The place, and how to go to another. */
export function usePlace(): [Place, Go] {
  const [place, setPlace] = useState(placeNow)
  useEffect(() => {
    const follow = () => setPlace(placeNow())
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const go: Go = (change, replace = false) => {
    const next = { ...placeNow(), ...change }
    history[replace ? 'replaceState' : 'pushState'](null, '', placeHash(next))
    setPlace(next)
  }
  return [place, go]
}
