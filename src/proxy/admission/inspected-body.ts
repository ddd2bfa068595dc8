import type { IncomingMessage } from 'node:http'
import type { Head } from '../../engine/canonical/head.ts'
import type { Inspection } from '../../engine/pipeline.ts'
import type { ConditionClass } from '../../engine/types.ts'
import type { Policy } from '../route/policies.ts'
import { Upload, type UploadEvents } from './upload.ts'
import type { UploadWatch } from './upload-watch.ts'

/** What the exchange does for a body. */
export interface BodyEvents {
  /** Whether a body that is not complete can be sent on at once. */
  readonly hasRoomToStream: boolean
  /** The body may go upstream: all of it, or as it comes. */
  send(body: Buffer | Upload): void
  /** The last byte has come. */
  onArrived(): void
  /** Something may have been found. @returns whether the request is over */
  stopIfBad(): boolean
  /** Runs a part of the inspection so that a defect in it costs nobody else. */
  guarded<T>(work: () => T | Promise<T>): T | Promise<T | undefined> | undefined
}

/** The body of one request: read, inspected as it arrives, and bounded as its policy has it. */
export class InspectedBody implements UploadEvents {
  /** Bytes read so far. */
  bytes = 0
  readonly #watch: UploadWatch
  readonly #req: IncomingMessage
  readonly #head: Head
  readonly #policy: Policy
  readonly #inspection: Inspection
  readonly #events: BodyEvents
  #upload: Upload | undefined
  #inspectionMs = 0
  #saidSlow = false
  #saidLarge = false

  constructor(
    watch: UploadWatch,
    req: IncomingMessage,
    head: Head,
    policy: Policy,
    inspection: Inspection,
    events: BodyEvents,
  ) {
    this.#watch = watch
    this.#req = req
    this.#head = head
    this.#policy = policy
    this.#inspection = inspection
    this.#events = events
  }

  /**
   * Begins to read: held first in block mode, streamed at once in the others.
   * @param invite called if the body is wanted, before the first byte is read
   * @param abandonMs silence after which the client is given up in every mode
   */
  read(invite: () => void, abandonMs: number): void {
    const { mode, body } = this.#policy
    const blocks = mode === 'block'
    const holdsWhole = blocks && body.inspectThenForward > 0
    const { bodyLength } = this.#head
    if (this.#exceeds(bodyLength) || (holdsWhole && bodyLength > body.inspectThenForward && this.onTooLarge())) return
    invite()
    const options = {
      ...body,
      holdBytes: holdsWhole ? body.inspectThenForward : blocks ? body.holdBytes : -1,
      holdsWhole,
      length: bodyLength,
      abandonMs,
    }
    this.#upload = new Upload(this.#req, options, this.#watch, this)
    if (blocks) return
    if (this.hasRoomToStream) this.onStream()
    // What has arrived by then with its head needs no place among the uploads, which others may have taken.
    else setImmediate(() => this.onStream())
  }

  /** All of it has arrived and has been judged. */
  get isComplete(): boolean {
    return this.#upload?.isComplete ?? false
  }

  /** Nobody wants it any more; the rest is read and thrown away. */
  discard(): void {
    this.#upload?.discard()
  }

  get hasRoomToStream(): boolean {
    return this.#events.hasRoomToStream
  }

  onChunk(chunk: Buffer): void | Promise<void> {
    this.bytes += chunk.length
    if (this.#exceeds(this.bytes) || this.#policy.mode === 'off') return
    return this.#judged(this.#timed(() => this.#inspection.write(chunk)))
  }

  onEnd(): void | Promise<void> {
    this.#events.onArrived()
    if (this.#policy.mode === 'off') return
    this.#inspectTrailers()
    return this.#judged(this.#timed(() => this.#inspection.end()))
  }

  onWhole(bytes: Buffer): void {
    this.#events.send(bytes)
  }

  onStream(): void {
    if (this.#upload?.isWanted) this.#events.send(this.#upload)
  }

  onTooLarge(): boolean {
    return this.#refuse(
      'body_too_large',
      `more than ${atMost(this.#policy.body.inspectThenForward)} (body.inspectThenForward)`,
    )
  }

  onSlow(message: string): void {
    if (this.#saidSlow || this.#policy.mode === 'off') return
    this.#saidSlow = true
    this.#refuse('body_timeout', message)
  }

  onExhausted(): boolean {
    return !this.#refuse('hold_exhausted', 'no memory is left for held bodies')
  }

  /** Whether the body is larger than the policy allows, and the request is refused for it. */
  #exceeds(bytes: number): boolean {
    const { maxBytes } = this.#policy.body
    if (maxBytes < 0 || bytes <= maxBytes || this.#saidLarge || this.#policy.mode === 'off') return false
    this.#saidLarge = true
    return this.#refuse('body_too_large', `more than ${atMost(maxBytes)} (body.maxBytes)`)
  }

  /** Records why the body can't be had as it should. @returns whether the request is over for it */
  #refuse(kind: ConditionClass, message: string): boolean {
    this.#inspection.condition('body', kind, kind === 'hold_exhausted' ? 'error' : 'warning', message)
    return this.#events.stopIfBad()
  }

  #inspectTrailers(): void {
    const { rawTrailers } = this.#req
    if (rawTrailers.length === 0) return
    this.#inspection.trailers(rawTrailers)
    this.#inspection.condition('trailer', 'trailers_dropped', 'notice', 'request trailers are not forwarded')
  }

  #judged(inspected: unknown): void | Promise<void> {
    if (inspected instanceof Promise) return inspected.then(this.#stopIfBad)
    this.#events.stopIfBad()
  }

  readonly #stopIfBad = (): void => {
    this.#events.stopIfBad()
  }

  /** Counts the time that inspection takes; past the policy's limit nothing more is looked at. */
  #timed<T>(work: () => T | Promise<T>): T | Promise<T | undefined> | undefined {
    const began = performance.now()
    const result = this.#events.guarded(work)
    if (result instanceof Promise) return result.finally(() => this.#countTime(began))
    this.#countTime(began)
    return result
  }

  #countTime(began: number): void {
    const limit = this.#policy.limits.request.inspection_time_ms
    this.#inspectionMs += performance.now() - began
    if (limit >= 0 && this.#inspectionMs > limit) this.#inspection.giveUp('request.inspection_time_ms')
  }
}

function atMost(bytes: number): string {
  return `the ${bytes.toLocaleString('en')} bytes that the policy takes`
}
