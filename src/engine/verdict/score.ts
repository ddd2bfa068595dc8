import type { AttackClass, Severity } from '../types.ts'

/** OWASP CRS's points per severity. */
export const POINTS: Readonly<Record<Severity, number>> = { critical: 5, error: 4, warning: 3, notice: 2 }
const MAX_SCORE = 10

/**
 * The score of one field: per class the points of the distinct evidence (one source counts once, with its highest
 * severity), capped at 10. The field's score is that of its highest class. Evidence from different fields never adds up,
 * or a form of 950 harmless fields would.
 */
export class FieldScore {
  readonly #evidence: { kind: AttackClass; source: string; points: number }[] = []

  /** Starts the next field. */
  reset(): void {
    this.#evidence.length = 0
  }

  /** Adds evidence; returns the score of its class in this field. */
  add(kind: AttackClass, source: string, points: number): number {
    const known = this.#evidence.find((entry) => entry.source === source && entry.kind === kind)
    if (known) known.points = Math.max(known.points, points)
    else this.#evidence.push({ kind, source, points })
    const sum = this.#evidence.reduce((total, entry) => (entry.kind === kind ? total + entry.points : total), 0)
    return Math.min(sum, MAX_SCORE)
  }
}
