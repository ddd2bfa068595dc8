import { randomBytes } from 'node:crypto'

const FROM_TRUSTED = /^[A-Za-z0-9._-]{8,64}$/

const prefix = randomBytes(8).toString('hex')
let count = 0

/** A new request id: random for the process, counted within it; cheap, since every request needs one. */
export function newRequestId(): string {
  count = (count + 1) % Number.MAX_SAFE_INTEGER
  return `${prefix}-${count.toString(36).padStart(6, '0')}`
}

/** Whether an id that a trusted peer sent may be kept: it goes into logs and headers. */
export function isAcceptableRequestId(id: string): boolean {
  return FROM_TRUSTED.test(id)
}
