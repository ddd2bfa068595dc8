import type { Detector, FieldPath, ViewName, Where } from './types.ts'

/** Follows an inspection, for people who ask why. */
export interface Trace {
  /** A value comes under inspection. The bytes are only valid during the call. */
  field(where: Where, path: FieldPath, isName: boolean, bytes: Buffer): void
  /** A form of that value that somebody looks at: as sent, or after decodings. */
  form(text: string, views: readonly ViewName[], detectors: readonly Detector[]): void
}
