import type { Summary } from '../analysis/store/store.ts'
import type { SluiceEvent } from '../events/schema.ts'
import type { Place } from './location.ts'

export type { Summary }

export interface EventPage {
  readonly items: readonly SluiceEvent[]
  readonly next: string | null
}

export const PAGE_SIZE = 50
const TIMEOUT_MS = 10_000

/** Nobody is signed in, or not any more. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
}

/** Gets JSON; null if it is what `tag` stands for already. */
async function get<T>(url: string, signal: AbortSignal, tag = ''): Promise<{ value: T; tag: string } | null> {
  const response = await fetch(url, {
    headers: { accept: 'application/json', ...(tag === '' ? {} : { 'if-none-match': tag }) },
    cache: 'no-store',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  })
  if (response.status === 304) return null
  if (response.status === 401) throw new SignedOut()
  if (!response.ok) throw new Error(`the analysis backend answered ${response.status}`)
  return { value: (await response.json()) as T, tag: response.headers.get('etag') ?? '' }
}

export const getEvents = ({ classes, verdicts, before }: Place, signal: AbortSignal, tag?: string) => {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) })
  for (const name of classes) query.append('class', name)
  for (const verdict of verdicts) query.append('verdict', verdict)
  if (before !== null) query.set('before', before)
  return get<EventPage>(`/api/v1/events?${query}`, signal, tag)
}

export const getSummary = (signal: AbortSignal, tag?: string) => get<Summary>('/api/v1/summary?hours=24', signal, tag)

/** The event, or null if it is no longer kept. */
export async function getEvent(id: string, signal: AbortSignal): Promise<SluiceEvent | null> {
  const response = await fetch(`/api/v1/events/${id}`, { cache: 'no-store', signal })
  if (response.status === 401) throw new SignedOut()
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`the analysis backend answered ${response.status}`)
  return (await response.json()) as SluiceEvent
}

/** Signs in, or says why not. */
export async function signIn(token: string): Promise<string | null> {
  try {
    const response = await fetch('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    if (response.ok) return null
    const problem = (await response.json()) as { detail?: string }
    return problem.detail ?? `The analysis backend answered ${response.status}.`
  } catch {
    return 'The analysis backend can’t be reached.'
  }
}

export async function signOut(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE' })
}
