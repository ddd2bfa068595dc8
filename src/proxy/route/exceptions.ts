import { endOfDay, fieldPattern } from '../../config/exceptions.ts'
import type { ExceptionEntry } from '../../config/schema.ts'
import type { Exception } from '../../engine/policy.ts'

/** The exceptions that hold on a route, ready to be matched; those that end do so by the clock, without a reload. */
export function exceptionsOf(entries: readonly ExceptionEntry[], route: string): readonly Exception[] {
  return entries.filter((entry) => entry.route === undefined || entry.route === route).map(compile)
}

function compile({ id, signature, detector, class: kind, field, on, expires }: ExceptionEntry): Exception {
  const end = expires === undefined ? Number.POSITIVE_INFINITY : endOfDay(expires)
  return {
    id,
    source: signature !== undefined ? `signature:${signature}` : detector && `detector:${detector}`,
    class: kind,
    field: fieldPattern(field),
    onNames: on === 'name',
    holds: () => Date.now() < end,
  }
}
