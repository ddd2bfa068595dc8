import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Head } from '../../engine/canonical/head.ts'
import type { ErrorCode } from '../../errors.ts'
import { Upload } from '../admission/upload.ts'
import type { SuggestionMask } from '../graphql/suggestions.ts'
import { endAfterRequest } from '../reply/answer.ts'
import { clientHeaders } from './headers.ts'
import { Place, type UpstreamPool, upstreamErrorCode } from './pool.ts'

type UpstreamError = Error & { code?: string; socket?: { bytesRead?: number } }

/** What the exchange is told about its upstream half. */
export interface ForwardEvents {
  /** The client's connection ends with this answer. */
  readonly closesConnection: boolean
  /** The upstream's final head has arrived. */
  onHead(): void
  /** The upstream failed and nothing of its answer has been sent: the exchange answers. */
  onFailure(code: ErrorCode, error: Error | undefined): void
  onRetry(): void
}

/** What goes upstream as the body: nothing, held bytes of known length, or a stream. */
export type ForwardBody = Buffer | AsyncIterable<Buffer> | null

const RETRIED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Carries one request upstream and its answer back, without stream wrappers. */
export class Forward implements Dispatcher.DispatchHandler {
  readonly #pool: UpstreamPool
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #head: Head
  readonly #headers: string[]
  readonly #body: ForwardBody
  readonly #requestId: string
  readonly #events: ForwardEvents
  #controller: Dispatcher.DispatchController | undefined
  /** The client has gone, or has been answered otherwise. */
  #abandoned = false
  #answered = false
  #mayRetry: boolean
  readonly #place: Place
  /** Runs while the client doesn't read its answer. */
  #unread: NodeJS.Timeout | undefined
  /** Content-Length of the answer; -1 if it has none. */
  #expected = -1
  #whole: Buffer | undefined
  /** Takes something out of the answer; undefined if it goes on as it is. */
  #mask: SuggestionMask | undefined

  /** @param mask for an answer with JSON in it that isn't encoded */
  constructor(
    pool: UpstreamPool,
    req: IncomingMessage,
    res: ServerResponse,
    head: Head,
    headers: string[],
    body: ForwardBody,
    requestId: string,
    events: ForwardEvents,
    mask: SuggestionMask | undefined,
  ) {
    this.#pool = pool
    this.#req = req
    this.#res = res
    this.#head = head
    this.#headers = headers
    this.#body = body
    this.#requestId = requestId
    this.#events = events
    this.#mask = mask
    this.#mayRetry = body === null && RETRIED_METHODS.has(head.method)
    const streams = body instanceof Upload && !body.isComplete
    this.#place = new Place(
      streams,
      () => this.#dispatch(),
      (code) => {
        this.#discardBody()
        if (!this.#abandoned) events.onFailure(code, undefined)
      },
    )
  }

  start(): void {
    this.#pool.acquire(this.#place)
  }

  /** The body has arrived to its end. */
  bodyArrived(): void {
    this.#pool.bodyArrived(this.#place)
  }

  /** Gives the upstream request up: the client left, or the request turned out to be bad. */
  abandon(): void {
    if (this.#abandoned) return
    this.#abandoned = true
    clearTimeout(this.#unread)
    // A place in the line is given back; one at the upstream when its connection has been closed.
    if (this.#place.state === 'waiting') this.#pool.leave(this.#place)
    this.#controller?.abort(new Error('abandoned'))
  }

  /** The upstream has said all that it will say, or is never asked: the rest of an upload is for nobody. */
  #discardBody(): void {
    if (this.#body instanceof Upload) this.#body.discard()
  }

  #dispatch(): void {
    if (this.#abandoned) {
      this.#pool.leave(this.#place)
      return
    }
    try {
      this.#pool.dispatch(
        {
          path: this.#head.target,
          method: this.#head.method as Dispatcher.HttpMethod,
          headers: this.#headers,
          body: this.#body as Dispatcher.DispatchOptions['body'] & object,
          headersTimeout: this.#pool.options.headersTimeoutMs,
          bodyTimeout: this.#pool.options.bodyTimeoutMs,
          // Without it undici closes the connection after each HEAD.
          reset: false,
        },
        this,
      )
    } catch (error) {
      this.#pool.leave(this.#place)
      this.#discardBody()
      this.#events.onFailure('bad_request', error as Error)
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abandoned) controller.abort(new Error('abandoned'))
  }

  /** The first byte of an answer has come: the upstream has worked on the request. */
  onResponseStarted(): void {
    this.#mayRetry = false
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    message?: string,
  ): void {
    const raw = (controller as { rawHeaders?: (Buffer | string)[] | null }).rawHeaders ?? []
    const headers = clientHeaders(raw, this.#requestId)
    if (status < 200) {
      if (this.#head.httpVersion === '1.1') this.#res.writeInformation(status, headers)
      return
    }
    this.#mayRetry = false
    if (this.#mask !== undefined && !isPlainJson(headers)) this.#mask = undefined
    if (this.#mask !== undefined) removeContentLength(headers)
    this.#expected = contentLength(headers)
    if (this.#events.closesConnection) headers.push('connection', 'close')
    if (!this.#writeHead(status, message, headers)) {
      this.#abandoned = true
      controller.abort(new Error('abandoned'))
      this.#events.onFailure('upstream_invalid', new Error(`a status line that can't be passed on: ${status}`))
      return
    }
    this.#answered = true
    this.#events.onHead()
  }

  /** Node writes no status below 100 and no reason with control characters; a reason can be left out. */
  #writeHead(status: number, message: string | undefined, headers: string[]): boolean {
    for (const reason of message ? [message, undefined] : [undefined]) {
      try {
        if (reason === undefined) this.#res.writeHead(status, headers)
        else this.#res.writeHead(status, reason, headers)
        return true
      } catch {
        // Tried again without the reason, then given up.
        this.#res.statusMessage = ''
      }
    }
    return false
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (chunk.length === this.#expected) {
      // The whole body: head and body go out in one write when the end is seen, which is at once.
      this.#whole = chunk
      return
    }
    if (this.#res.write(this.#mask?.write(chunk) ?? chunk) || this.#unread !== undefined) return
    controller.pause()
    // A client that doesn't read would keep a connection to the upstream for ever.
    this.#unread = setTimeout(() => this.#res.destroy(), this.#pool.options.bodyTimeoutMs)
    this.#res.once('drain', () => {
      clearTimeout(this.#unread)
      this.#unread = undefined
      controller.resume()
    })
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#pool.leave(this.#place)
    this.#discardBody()
    const raw = (controller as { rawTrailers?: (Buffer | string)[] | null }).rawTrailers
    if (raw && raw.length > 0) this.#res.addTrailers(pairs(raw))
    endAfterRequest(this.#req, this.#res, this.#whole ?? this.#mask?.end())
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: UpstreamError): void {
    if (this.#mayRetry && !this.#abandoned && closedWhileIdle(error)) {
      this.#mayRetry = false
      this.#events.onRetry()
      this.#dispatch()
      return
    }
    this.#pool.leave(this.#place)
    this.#discardBody()
    clearTimeout(this.#unread)
    if (this.#abandoned) return
    // The answer has begun: a clean end would make half an answer look whole.
    if (this.#answered) this.#res.destroy()
    else this.#events.onFailure(upstreamErrorCode(error), error)
  }
}

function contentLength(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    if (name.length === 14 && name.toLowerCase() === 'content-length') return Number(headers[i + 1])
  }
  return -1
}

/** An answer in JSON, or of which some is, that can be read as it comes. */
function isPlainJson(headers: readonly string[]): boolean {
  let isJson = false
  for (let i = 0; i < headers.length; i += 2) {
    const name = (headers[i] as string).toLowerCase()
    const value = (headers[i + 1] as string).toLowerCase()
    if (name === 'content-encoding' && value !== 'identity') return false
    // Streams of answers hold JSON as well, and the client chooses the form.
    if (name === 'content-type')
      isJson = /^(?:[^;]*\bjson\b|text\/event-stream|text\/plain|multipart\/mixed)/.test(value)
  }
  return isJson
}

/** What is taken out of an answer changes its length. */
function removeContentLength(headers: string[]): void {
  for (let i = headers.length - 2; i >= 0; i -= 2) {
    if ((headers[i] as string).toLowerCase() === 'content-length') headers.splice(i, 2)
  }
}

/** The upstream closed a connection that had served before, which races with keep-alive; nothing was processed. */
function closedWhileIdle(error: UpstreamError): boolean {
  const reset = error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET' || error.code === 'EPIPE'
  return reset && (error.socket?.bytesRead ?? 0) > 0
}

function pairs(raw: readonly (Buffer | string)[]): [string, string][] {
  const out: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) out.push([String(raw[i]), (raw[i + 1] as Buffer).toString('latin1')])
  return out
}
