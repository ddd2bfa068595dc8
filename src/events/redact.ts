import type { FieldPath, Where } from '../engine/types.ts'
import { type Excerpt, maskExcerpt, shapeExcerpt } from './masking/excerpt.ts'
import { isSecretHeader, maskHeader } from './masking/header.ts'
import { SecretNames } from './masking/names.ts'
import { maskPacket } from './masking/packet.ts'
import { replaceRanges } from './masking/ranges.ts'
import { findSecrets, searched } from './masking/secrets.ts'
import { maskTarget } from './masking/target.ts'

/** Characters of a target, and of a header value, that an event shows. */
export const MAX_TARGET = 2_048
export const MAX_HEADER_VALUE = 512
/** Names of a path that are looked at. */
export const MAX_PATH_LOOKED_AT = 128
/** Stands for names of a path that are left out. */
export const ELLIPSIS = '…'

/**
 * Keeps credentials out of events, logs and stores: by name (password, token, …), by place (Authorization, Cookie
 * values) and by shape (card numbers, JWTs, bearer tokens). Works on wire text and on decoded text; the cost of each call
 * is linear in what it shows, whatever the length of what it is given.
 */
export class Redactor {
  readonly #names: SecretNames

  /** @param extraNames further parts of names that are secret, from configuration */
  constructor(extraNames: readonly string[]) {
    this.#names = new SecretNames(extraNames)
  }

  /** Whether what stands under this name is a credential. */
  isSecretName(name: string): boolean {
    return this.#names.has(name)
  }

  /** Whether the value at a path is a credential: any name on the way counts, and so does one that nobody sees. */
  isSecretPath(where: Where, path: FieldPath): boolean {
    if (where === 'cookie' || path.length > MAX_PATH_LOOKED_AT) return true
    const [first] = path
    if (path.length === 1 && typeof first === 'string') {
      return where === 'header' || where === 'trailer'
        ? isSecretHeader(first.toLowerCase(), this.#names)
        : this.#names.hasParameter(first)
    }
    return path.some((part) => typeof part === 'string' && (part === ELLIPSIS || this.#names.has(part)))
  }

  /** A header value as an event may carry it. */
  header(name: string, value: string, limit = MAX_HEADER_VALUE): string {
    return maskHeader(name, value, this.#names, limit)
  }

  /** A request target, or any URL. */
  target(target: string, limit = MAX_TARGET): string {
    return maskTarget(target, this.#names, limit)
  }

  /** Free text, decoded or not. @param limit characters that are shown */
  text(text: string, limit = Number.POSITIVE_INFINITY): string {
    const looked = searched(text, limit)
    return replaceRanges(looked, findSecrets(looked, this.#names), 0, Math.min(limit, looked.length)).slice(0, limit)
  }

  /** The beginning of a request as it came from the socket. */
  packet(packet: string): string {
    return maskPacket(packet, this.#names)
  }

  /** The part of a text around a match, masked. */
  excerpt(text: string, start: number, end: number, before: number, limit: number): Excerpt {
    return maskExcerpt(text, start, end, before, limit, this.#names)
  }

  /** The same for a text that is a credential as a whole: its shape. */
  shape(text: string, start: number, end: number, before: number, limit: number): Excerpt {
    return shapeExcerpt(text, start, end, before, limit)
  }
}
