import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits that fit into a header, a cookie and a URL. */
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/** Secrets are kept and compared as digests: all are of one length, so the comparison's time says nothing. */
export const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest()

export const sameDigest = (a: Buffer, b: Buffer): boolean => timingSafeEqual(a, b)
