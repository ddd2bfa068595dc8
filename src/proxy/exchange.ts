import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isGraphqlHead } from '../engine/canonical/graphql-head.ts'
import { canonicalise, type Head } from '../engine/canonical/head.ts'
import type { Inspection } from '../engine/pipeline.ts'
import type { ConditionClass, FindingClass, Verdict } from '../engine/types.ts'
import { type ErrorCode, errorForStatus } from '../errors.ts'
import type { Outcome } from '../telemetry/metrics.ts'
import { type BodyEvents, InspectedBody } from './admission/inspected-body.ts'
import type { Upload } from './admission/upload.ts'
import type { Generation, ProxyContext } from './context.ts'
import { SuggestionMask } from './graphql/suggestions.ts'
import { normaliseAddress } from './listener/client.ts'
import { asksForWebSocket } from './listener/handshake.ts'
import { isAcceptableRequestId, newRequestId } from './listener/request-id.ts'
import { makeEvent } from './record.ts'
import { answer } from './reply/answer.ts'
import { endGently } from './reply/linger.ts'
import type { Policy } from './route/policies.ts'
import type { RequestBody } from './upstream/connection.ts'
import { Forward, type ForwardEvents } from './upstream/forward.ts'
import { type Hop, upstreamHeaders } from './upstream/headers.ts'
import { Tunnel, type TunnelEvents } from './upstream/tunnel.ts'

/** Findings that say that something went on unread, and the label that counts it. */
const UNINSPECTED: Partial<Record<FindingClass, string>> = {
  unsupported_encoding: 'encoding',
  unsupported_charset: 'charset',
  decompression_bomb: 'decompression_bomb',
  inspection_limit: 'inspection_limit',
  uninspected_overload: 'overload',
  uninspected_upgrade: 'upgrade',
}

/**
 * One request and its answer, from the head's arrival to the record: canonical → route → inspection of the head →
 * body (held, then streamed) → verdict → forward → answer. Whatever its end, it is recorded once.
 */
export class Exchange implements ForwardEvents, TunnelEvents, BodyEvents {
  readonly head: Head
  readonly policy: Policy
  readonly inspection: Inspection
  readonly hop: Hop
  readonly #context: ProxyContext
  readonly #done: () => void
  readonly #generation: Generation
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #startedAt = Date.now()
  readonly #began: number
  #answeredBy: 'sluice' | 'upstream' | 'none' = 'none'
  #failed = false
  #forward: Forward | undefined
  #forwardedAt = 0
  #upstreamMs: number | null = null
  #body: InspectedBody | undefined
  #stopped = false
  /** More has come than can be carried: it is answered so, or goes on uninspected. */
  #isShed = false
  #tunnelStatus = 0
  #finished = false

  /** @param done called once, when the exchange is over and recorded */
  constructor(context: ProxyContext, req: IncomingMessage, res: ServerResponse, done: () => void) {
    this.#began = performance.now()
    this.#context = context
    this.#done = done
    this.#generation = context.generation
    this.#req = req
    this.#res = res
    this.head = canonicalise(req.method as string, req.url as string, req.httpVersion, req.rawHeaders)
    this.policy = this.#generation.policies.match(this.head)
    this.inspection = this.#generation.engine.begin(this.policy)
    this.hop = makeHop(context, req, this.head)
    res.on('close', () => this.#finish())
  }

  /** @param expectsContinue the client waits for `100 Continue` before it sends the body */
  run(expectsContinue: boolean): void {
    const { head, policy } = this
    const hasBodyOfHandshake = head.bodyLength !== 0 && asksForWebSocket(this.#req)
    const fault = head.framingFault ?? (hasBodyOfHandshake ? 'an upgrade request with a body' : undefined)
    if (fault !== undefined) {
      // Where the next request begins, Node doesn't know for sure.
      this.#res.shouldKeepAlive = false
      this.inspection.condition('connection', 'framing', 'error', fault)
      this.#block(this.inspection.verdict)
      return
    }
    if (head.target === '*') {
      this.#respondToAsterisk()
      return
    }
    if (policy.mode !== 'off') {
      if (this.#context.overload.sheds()) this.#shed()
      this.guarded(() => this.inspection.head(head))
      const { verdict } = this.inspection
      if (verdict.action !== 'forward') {
        this.#block(verdict)
        return
      }
    }
    if (head.bodyLength === 0) this.#send(null)
    else {
      this.#body = new InspectedBody(this.#context.watch, this.#req, head, policy, this.inspection, this)
      this.#body.read(() => {
        if (expectsContinue) this.#res.writeContinue()
      }, this.#context.pool.options.bodyTimeoutMs)
    }
  }

  #shed(): void {
    this.#isShed = true
    const message = 'more requests than this worker can inspect in time (overload.maxLagMs)'
    this.inspection.leaveOut('uninspected_overload', message)
  }

  /**
   * A WebSocket handshake: inspected as a request, then tunnelled or refused.
   * @param first bytes that came after the head
   */
  upgrade(socket: Socket, first: Buffer): void {
    const { head, policy, inspection } = this
    if (head.framingFault !== undefined) inspection.condition('connection', 'framing', 'error', head.framingFault)
    else if (policy.mode !== 'off') this.guarded(() => inspection.head(head))
    // A socket that was handed over tells its response of nothing but the end of writing.
    this.#res.once('finish', () => this.#finish())
    const { verdict } = inspection
    if (verdict.action !== 'forward') {
      this.#block(verdict)
      return
    }
    if (policy.upgrade === 'refuse') {
      inspection.condition('connection', 'upgrade_refused', 'warning', 'the policy refuses protocol upgrades')
      this.#answer('upgrade_refused')
      return
    }
    inspection.condition('body', 'uninspected_upgrade', 'notice', 'WebSocket frames are not inspected')
    this.#forwardedAt = performance.now()
    const headers = upstreamHeaders(head, this.hop)
    const { pool } = this.#context
    const tunnel = new Tunnel(pool, this.#req, this.#res, socket, first, head, headers, this.hop.requestId, this)
    tunnel.start()
  }

  /** The tunnel stands, or the handshake was answered otherwise. */
  onSettled(status: number): void {
    this.#tunnelStatus = status
    this.#finish()
  }

  /** The answer to an `Expect` that nobody knows. */
  refuseExpectation(): void {
    this.#answer('expectation_failed')
  }

  get closesConnection(): boolean {
    return this.#context.draining || !this.#req.complete
  }

  onHead(): void {
    this.#answeredBy = 'upstream'
    this.inspection.answerBegun()
    this.#upstreamMs = performance.now() - this.#forwardedAt
  }

  onFailure(code: ErrorCode, error: Error | undefined): void {
    const { metrics, quiet, log } = this.#context
    metrics.upstreamErrors.inc({ code })
    quiet.run(`upstream:${code}`, (occurrences) =>
      log.warn({ code, occurrences, requestId: this.hop.requestId, error: error?.message }, 'upstream failed'),
    )
    this.#failed = true
    if (!this.#res.headersSent) this.#answer(code)
    else this.#res.destroy()
  }

  /** The parser gave the connection up while this request was arriving: its framing is broken, or the client left. */
  onBroken(code: string): boolean {
    if (this.#req.complete || this.#body === undefined) return false
    if (code === 'HPE_INVALID_EOF_STATE') this.#req.socket.destroy()
    else {
      this.inspection.condition('connection', 'client_error', 'error', `the HTTP parser refused the body (${code})`)
      this.#res.shouldKeepAlive = false
      this.stopIfBad()
      // Nothing more can be read of it.
      if (this.#answeredBy === 'sluice' && !this.#res.writableEnded) this.#res.end(() => endGently(this.#req.socket))
      else this.#req.socket.destroySoon()
    }
    return true
  }

  onRetry(): void {
    this.#context.metrics.upstreamRetries.inc()
  }

  get hasRoomToStream(): boolean {
    return this.#context.pool.hasRoomToStream
  }

  onArrived(): void {
    this.#forward?.bodyArrived()
  }

  send(body: Upload | Buffer): void {
    this.#send(body)
  }

  /** What is bad needs no further bytes: it is answered, or cut off if its answer has begun. */
  stopIfBad(): boolean {
    const { verdict } = this.inspection
    if (verdict.action === 'forward') return false
    // Answered by ourselves already, for whatever reason: there is nothing left to stop.
    if (this.#finished || this.#stopped || this.#answeredBy === 'sluice') return true
    this.#stopped = true
    this.#body?.discard()
    this.#forward?.abandon()
    if (verdict.action === 'abort') this.#res.destroy()
    else this.#block(verdict)
    return true
  }

  #send(body: RequestBody): void {
    this.#forwardedAt = performance.now()
    const masks = this.policy.graphql.suggestions === 'mask' && this.inspection.isGraphql
    const headers = upstreamHeaders(this.head, this.hop, masks)
    this.#forward = new Forward(
      this.#context.pool,
      this.#req,
      this.#res,
      this.head,
      headers,
      body,
      this.hop.requestId,
      this,
      masks ? new SuggestionMask() : undefined,
    )
    this.#forward.start()
  }

  #block(verdict: Verdict): void {
    this.#answer(this.#isShed && verdict.status === 503 ? 'overloaded' : errorForStatus(verdict.status))
  }

  #answer(code: ErrorCode): void {
    this.#answeredBy = 'sluice'
    if (this.#context.draining) this.#res.shouldKeepAlive = false
    const isGraphql = this.inspection.isGraphql || isGraphqlHead(this.head)
    answer(this.#req, this.#res, code, this.hop.requestId, this.head, isGraphql, this.policy.allowedMethods)
  }

  #respondToAsterisk(): void {
    this.#answeredBy = 'sluice'
    this.#res.writeHead(204, ['x-request-id', this.hop.requestId])
    this.#res.end()
  }

  /** A defect of ours in the engine must not take the request, or the worker, with it: the policy decides. */
  guarded<T>(work: () => T | Promise<T>): T | Promise<T | undefined> | undefined {
    try {
      const result = work()
      return result instanceof Promise ? result.catch((error) => this.#engineFailed(error)) : result
    } catch (error) {
      return this.#engineFailed(error)
    }
  }

  #engineFailed(error: unknown): undefined {
    this.#context.quiet.run('engine', (occurrences) =>
      this.#context.log.error({ err: error, occurrences, requestId: this.hop.requestId }, 'the engine failed'),
    )
    this.inspection.condition('body', 'engine_error', 'error', 'the engine failed on this request')
  }

  #finish(): void {
    if (this.#finished) return
    this.#finished = true
    const { metrics } = this.#context
    const complete = this.#res.writableFinished || this.#tunnelStatus !== 0
    if (this.#body?.isComplete === false) this.#noteUnfinished(complete)
    this.#body?.discard()
    this.inspection.close()
    if (!complete) this.#forward?.abandon()
    const durationMs = performance.now() - this.#began
    const { inspection, policy } = this
    metrics.duration.observe(durationMs / 1_000)
    metrics.bodyBytes.add(this.#body?.bytes ?? 0)
    metrics.inspectedBytes.add(inspection.inspectedBytes)
    const outcome = this.#outcome(complete)
    metrics.requests.add(policy.name, outcome)
    for (const { name } of inspection.operations) {
      if (policy.graphql.metricOperations.includes(name)) {
        metrics.operations.inc({ route: policy.name, operation: name, outcome })
      }
    }
    if (inspection.findings.length > 0) this.#recordFindings(durationMs)
    this.#done()
  }

  /** The body was not read to its end, and nobody has said why yet. */
  #noteUnfinished(answered: boolean): void {
    if (this.#stopped) return
    if (this.#failed) this.#note('upstream_failed', 'the upstream failed before the request was complete')
    else if (answered) this.#note('early_answer', 'the upstream answered before the request was complete')
    else this.#note('client_left', 'the client left before its request was complete')
  }

  #note(kind: ConditionClass, message: string): void {
    if (this.policy.mode !== 'off') this.inspection.condition('connection', kind, 'notice', message)
  }

  #outcome(complete: boolean): Outcome {
    const { action, wouldBe } = this.inspection.verdict
    if (action !== 'forward') return 'blocked'
    if (!complete) return 'aborted'
    if (this.#failed) return 'failed'
    return wouldBe === 'forward' ? 'passed' : 'would_block'
  }

  #recordFindings(durationMs: number): void {
    const { metrics } = this.#context
    const { findings } = this.inspection
    for (const finding of findings) {
      metrics.findings.inc({ class: finding.class })
      if (finding.excepted !== undefined) metrics.excepted.inc({ exception: finding.excepted })
      const reason = UNINSPECTED[finding.class]
      if (reason !== undefined) metrics.uninspected.inc({ reason })
    }
    if (this.#isShed && !this.#context.overload.maySay()) return
    // What only a higher paranoia level counts is told beside what counts, but makes no event.
    if (findings.some(({ paranoia }) => paranoia <= this.policy.paranoia)) this.#report(durationMs)
  }

  /** Makes and hands over the event; a defect of ours there must not cost the worker. */
  #report(durationMs: number): void {
    const { emit, quiet, log } = this.#context
    try {
      emit(
        makeEvent(this.#generation, this.policy, this.head, this.inspection, {
          startedAt: this.#startedAt,
          durationMs,
          requestId: this.hop.requestId,
          client: this.#generation.trusted.clientAddress(this.hop.peer, this.head),
          peer: this.hop.peer,
          peerPort: this.#req.socket.remotePort ?? 0,
          bytes: this.#body?.bytes ?? 0,
          status: this.#tunnelStatus || (this.#res.headersSent ? this.#res.statusCode : 0),
          answeredBy: this.#answeredBy,
          upstreamMs: this.#upstreamMs,
        }),
      )
    } catch (error) {
      quiet.run('event', (occurrences) => log.error({ err: error, occurrences }, 'an event could not be made'))
    }
  }
}

function makeHop(context: ProxyContext, req: IncomingMessage, head: Head): Hop {
  const peer = normaliseAddress(req.socket.remoteAddress ?? '')
  const trusted = context.generation.trusted.has(peer)
  const index = trusted ? head.names.indexOf('x-request-id') : -1
  const given = index < 0 ? '' : (head.rawHeaders[2 * index + 1] as string)
  return {
    peer,
    trusted,
    port: context.port,
    requestId: isAcceptableRequestId(given) ? given : newRequestId(),
  }
}
