import { detectors } from './detection/detectors.ts'
import { Inspector, type OnEngineError } from './inspector.ts'
import { Inspection } from './pipeline.ts'
import type { InspectionPolicy } from './policy.ts'
import { SignatureSet } from './signatures/compile.ts'
import type { Signature } from './signatures/format.ts'
import type { Trace } from './trace.ts'
import type { Detector } from './types.ts'

export interface EngineOptions {
  /** Default: all. */
  readonly detectors?: readonly Detector[]
  /** Follows every inspection. */
  readonly trace?: Trace
}

/** The compiled engine of a worker. Usable as a library: bytes in, verdict out. */
export class Engine {
  readonly signatureCount: number
  readonly #inspector: Inspector

  /**
   * Compiles everything; slow, once per load.
   * @param signatures that `loadSignatures` has found good
   */
  constructor(
    signatures: readonly Signature[],
    onError: OnEngineError,
    { detectors: table = detectors, trace }: EngineOptions = {},
  ) {
    const set = new SignatureSet(signatures)
    this.signatureCount = set.signatures.length
    this.#inspector = new Inspector(table, set, onError, trace)
  }

  /** Starts the inspection of one request. */
  begin(policy: InspectionPolicy): Inspection {
    return new Inspection(this.#inspector, policy)
  }
}
