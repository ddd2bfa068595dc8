import { UsageError } from '../../src/cli/command.ts'
import { parseRawRequest, type RawRequest } from '../../src/cli/raw-request.ts'
import { loadConfig } from '../../src/config/load.ts'
import { Engine, type EngineOptions } from '../../src/engine/engine.ts'
import type { OnEngineError } from '../../src/engine/inspector.ts'
import type { Signature } from '../../src/engine/signatures/format.ts'
import type { Finding } from '../../src/engine/types.ts'
import { PolicyTable } from '../../src/proxy/route/policies.ts'

/** The default policy, blocking. */
const POLICY = new PolicyTable(loadConfig({ flags: { upstream: 'http://127.0.0.1', mode: 'block' } })).default
/** Node's server hands a body on in pieces of at most this. */
const CHUNK_BYTES = 65_536

/** What became of a request. */
export interface Outcome {
  /** Status of our answer; 0 if the request was forwarded. */
  readonly status: number
  readonly reason: string
  /** The finding that decided; of a request that passed, the one with most weight in it, if any. */
  readonly finding: Finding | undefined
}

/** Sends requests through the engine in the order in which the proxy's exchange does, without sockets. */
export class Replay {
  readonly #engine: Engine

  constructor(signatures: readonly Signature[], onError: OnEngineError, options?: EngineOptions) {
    this.#engine = new Engine(signatures, onError, options)
  }

  async run(bytes: Buffer): Promise<Outcome> {
    let request: RawRequest
    try {
      request = parseRawRequest(bytes)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { status: 400, reason: 'not HTTP', finding: undefined }
    }
    const { head } = request
    const inspection = this.#engine.begin(POLICY)
    const outcome = (): Outcome => {
      const { findings, verdict } = inspection
      const finding = findings[verdict.decidedBy] ?? findings[0]
      return { status: verdict.status, reason: verdict.reason, finding }
    }
    if (head.framingFault !== undefined) {
      inspection.condition('connection', 'framing', 'error', head.framingFault)
      return outcome()
    }
    inspection.head(head)
    if (inspection.verdict.action !== 'forward' || head.bodyLength === 0) return outcome()
    const body = head.bodyLength < 0 ? request.body : request.body.subarray(0, head.bodyLength)
    for (let at = 0; at < body.length; at += CHUNK_BYTES) {
      await inspection.write(body.subarray(at, at + CHUNK_BYTES))
      if (inspection.verdict.action !== 'forward') return outcome()
    }
    await inspection.end()
    return outcome()
  }
}
