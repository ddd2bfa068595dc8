import type { EventVerdict, SluiceEvent } from '../../events/schema.ts'

/** Which events to list: newest first by id, older than `before`; OR within `classes` and `verdicts`, AND between. */
export interface EventQuery {
  readonly limit: number
  readonly before: string | undefined
  readonly classes: readonly string[]
  readonly verdicts: readonly EventVerdict[]
}

export interface EventPage {
  /** Events as JSON text, as they are stored. */
  readonly items: readonly string[]
  /** The `before` of the next page; null if this is the last. */
  readonly next: string | null
}

export type VerdictCounts = Record<EventVerdict, number>

/** What arrived in the last hours. Counts outlive the events that `maxEvents` has pushed out. */
export interface Summary {
  readonly hours: number
  readonly from: string
  readonly to: string
  readonly total: number
  readonly byVerdict: VerdictCounts
  /** Events per class, most first. An event counts for each class that it has. */
  readonly byClass: readonly { readonly class: string; readonly count: number }[]
  /** The ten routes with most events. */
  readonly byRoute: readonly { readonly route: string; readonly count: number }[]
  /** One entry per hour, oldest first, empty hours too. */
  readonly series: readonly ({ readonly hour: string } & VerdictCounts)[]
}

export interface InsertResult {
  readonly accepted: number
  readonly duplicates: number
}

/** What is kept: at most so many events, none older than so many days. */
export interface RetentionLimits {
  readonly maxEvents: number
  readonly retainDays: number
}

/** Where events are kept. Every method may throw when its disk or server fails; nothing is half-done then. */
export interface EventStore {
  /** All of them or, if it throws, none. An id that is there already is a duplicate and changes nothing. */
  insert(events: readonly SluiceEvent[]): Promise<InsertResult>
  list(query: EventQuery): Promise<EventPage>
  /** One event as JSON text. */
  find(id: string): Promise<string | undefined>
  summary(hours: number, now: number): Promise<Summary>
  /** Drops what the limits no longer keep, oldest first, in one bounded step; how many, so that 0 means done. */
  dropExpired(limits: RetentionLimits, now: number): Promise<number>
  /** Events held. */
  readonly count: number
  /** Changes whenever what a query answers may have changed. */
  readonly version: number
  close(): Promise<void>
}
