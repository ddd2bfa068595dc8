import type { Signature } from '../engine/signatures/format.ts'
import type { ConfigFault } from './fault.ts'
import type { Config, ExceptionEntry } from './schema.ts'

/** What a field pattern begins with. */
export const EXCEPTED_WHERE: readonly string[] = ['path', 'query', 'header', 'cookie', 'body', 'trailer', '*', '**']

/** `body.filter.*` or `[body, filter, '*']` as a list. */
export function fieldPattern(field: ExceptionEntry['field']): readonly string[] {
  return typeof field === 'string' ? field.split('.') : field
}

/** The end of a day, UTC, in milliseconds since the epoch; NaN for a day that no calendar has. */
export function endOfDay(date: string): number {
  const start = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date ? Number.NaN : start + 86_400_000
}

/** The entries whose last day has passed. */
export function expiredExceptions({ exceptions }: Pick<Config, 'exceptions'>, now: number): readonly ExceptionEntry[] {
  return exceptions.filter(({ expires }) => expires !== undefined && endOfDay(expires) <= now)
}

/** Exceptions for signatures that don't exist: misspelt, or gone with an update. */
export function exceptionFaults(config: Config, signatures: readonly Signature[]): ConfigFault[] {
  const known = new Set(signatures.map(({ id }) => id))
  return config.exceptions
    .filter(({ signature }) => signature !== undefined && !known.has(signature))
    .map(({ id, signature }) => ({
      at: `exception ${id}`,
      message: `there is no signature ${signature}; remove the exception, or correct its name`,
    }))
}
