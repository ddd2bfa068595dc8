import type { EventVerdict } from '../../events/schema.ts'
import type { EventQuery } from '../store/store.ts'
import { Problem } from './problem.ts'

export const MAX_LIMIT = 500
export const MAX_HOURS = 720
/** Each class costs an index walk. */
export const MAX_CLASSES = 32
const DEFAULT_LIMIT = 50
const DEFAULT_HOURS = 24
const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/
const CLASS = /^[a-z][a-z0-9_]{0,63}$/
const VERDICTS: Record<EventVerdict, true> = { blocked: true, would_block: true, passed: true }

/** A query string as Fastify gives it. */
type Query = Readonly<Record<string, string | string[] | undefined>>

/** Reads the query of `GET /api/v1/events`, or names the parameter at fault: a misspelt filter must not show everything. */
export function eventQuery(query: Query): EventQuery {
  refuseUnknown(query, ['limit', 'before', 'class', 'verdict'])
  const before = one(query, 'before')
  if (before !== undefined && !ULID.test(before)) throw bad('before', 'is the id of an event, 26 characters')
  const classes = all(query, 'class')
  if (!classes.every((name) => CLASS.test(name))) throw bad('class', 'is the name of an attack class, such as sqli')
  if (classes.length > MAX_CLASSES) throw bad('class', `may be given ${MAX_CLASSES} times at most`)
  const verdicts = all(query, 'verdict')
  if (!verdicts.every(isVerdict)) throw bad('verdict', `is one of ${Object.keys(VERDICTS).join(', ')}`)
  return { limit: integer(query, 'limit', MAX_LIMIT, DEFAULT_LIMIT), before, classes, verdicts }
}

/** Reads the query of `GET /api/v1/summary`. */
export function summaryHours(query: Query): number {
  refuseUnknown(query, ['hours'])
  return integer(query, 'hours', MAX_HOURS, DEFAULT_HOURS)
}

export const isUlid = (text: string): boolean => ULID.test(text)

const isVerdict = (text: string): text is EventVerdict => Object.hasOwn(VERDICTS, text)

const bad = (name: string, rule: string): Problem => new Problem(400, `The parameter ${name} ${rule}.`, name)

function refuseUnknown(query: Query, known: readonly string[]): void {
  const unknown = Object.keys(query).find((name) => !known.includes(name))
  if (unknown === undefined) return
  // Named by its own text only if that is harmless to show.
  const name = CLASS.test(unknown) ? unknown : 'unknown'
  throw new Problem(400, `There is no parameter ${name}; there are ${known.join(', ')}.`, name)
}

function all(query: Query, name: string): string[] {
  const value = query[name]
  return value === undefined ? [] : [...new Set([value].flat())]
}

function one(query: Query, name: string): string | undefined {
  const value = query[name]
  if (Array.isArray(value)) throw bad(name, 'may be given once')
  return value
}

function integer(query: Query, name: string, max: number, fallback: number): number {
  const text = one(query, name)
  if (text === undefined) return fallback
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value < 1 || value > max) throw bad(name, `is a whole number from 1 to ${max}`)
  return value
}
