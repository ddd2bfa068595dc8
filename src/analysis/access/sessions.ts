import { digest, randomSecret, sameDigest } from './secrets.ts'

const SESSION_MS = 12 * 3_600_000
const CODE_MS = 10 * 60_000
const TRIES_WINDOW_MS = 60_000

export const MAX_SESSIONS = 1_000
export const MAX_CODES = 16
export const MAX_TRIES_PER_MINUTE = 10

type Clock = () => number

/** Signed-in browsers. Held in memory, by digest: a restart signs everyone out, and a dump of the process holds no id. */
export class Sessions {
  readonly #expiry = new Map<string, number>()
  readonly #now: Clock

  constructor(now: Clock = Date.now) {
    this.#now = now
  }

  /** A new session's id, for the cookie. The oldest session makes room. */
  open(): string {
    if (this.#expiry.size >= MAX_SESSIONS) {
      const oldest = this.#expiry.keys().next().value
      if (oldest !== undefined) this.#expiry.delete(oldest)
    }
    const id = randomSecret()
    this.#expiry.set(keyOf(id), this.#now() + SESSION_MS)
    return id
  }

  has(id: string): boolean {
    const expiry = this.#expiry.get(keyOf(id))
    return expiry !== undefined && this.#now() < expiry
  }

  close(id: string): void {
    this.#expiry.delete(keyOf(id))
  }
}

const keyOf = (id: string): string => digest(id).toString('base64')

/** Codes that sign in once, for a URL in a terminal: each is good for ten minutes and one use. */
export class OneTimeCodes {
  #codes: { readonly digest: Buffer; readonly expiry: number }[] = []
  readonly #now: Clock

  constructor(now: Clock = Date.now) {
    this.#now = now
  }

  make(): string {
    const code = randomSecret()
    this.#codes = [...this.#codes.slice(1 - MAX_CODES), { digest: digest(code), expiry: this.#now() + CODE_MS }]
    return code
  }

  /** Whether the code was good. It isn't any more. */
  spend(code: string): boolean {
    const wanted = digest(code)
    const now = this.#now()
    let good = false
    this.#codes = this.#codes.filter((known) => {
      const same = sameDigest(known.digest, wanted)
      if (same && now < known.expiry) good = true
      return !same && now < known.expiry
    })
    return good
  }
}

/** Bounds how often the sign-in form may be tried, by everyone together: an address costs an attacker nothing. */
export class TryLimit {
  #windowStart = Number.NEGATIVE_INFINITY
  #tries = 0
  readonly #now: Clock

  constructor(now: Clock = Date.now) {
    this.#now = now
  }

  /** 0 if one more try is allowed (it is counted), else the seconds to wait. */
  take(): number {
    const now = this.#now()
    if (now - this.#windowStart >= TRIES_WINDOW_MS) {
      this.#windowStart = now
      this.#tries = 0
    }
    if (this.#tries >= MAX_TRIES_PER_MINUTE) return Math.ceil((this.#windowStart + TRIES_WINDOW_MS - now) / 1_000)
    this.#tries += 1
    return 0
  }
}
