import { type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

/** Structured logs on standard error, so that standard output is free for events. */
export function createLogger(level: string, component: string): Logger {
  return pino(
    { level, base: { component, pid: process.pid }, timestamp: stdTimeFunctions.isoTime, messageKey: 'message' },
    pino.destination({ dest: 2, sync: false, minLength: 0 }),
  )
}

/** Lets through one message a minute per key, with the number of those kept back; keys come from code, never requests. */
export class OncePerMinute {
  readonly #state = new Map<string, { until: number; kept: number }>()

  /** Calls `log` with the number of occurrences since it was last called, at most once a minute. */
  run(key: string, log: (occurrences: number) => void): void {
    const now = Date.now()
    const state = this.#state.get(key) ?? { until: 0, kept: 0 }
    this.#state.set(key, state)
    state.kept++
    if (now < state.until) return
    state.until = now + 60_000
    log(state.kept)
    state.kept = 0
  }
}
