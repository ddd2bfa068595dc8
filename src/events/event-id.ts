import { randomFillSync } from 'node:crypto'
import { ulid } from 'ulid'

/** Random bytes for 256 ids: asking the system for each of an id's sixteen costs more than the rest of the event. */
const pool = new Uint8Array(4_096)
let next = pool.length

/** A ULID of a time. @param time milliseconds since the epoch */
export function eventId(time: number): string {
  return ulid(time, fraction)
}

/** A ULID takes five bits at a time, of which a byte has enough. */
function fraction(): number {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  return (pool[next++] as number) / 256
}
