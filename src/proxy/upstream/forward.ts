import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Head } from '../../engine/canonical/head.ts'
import type { ErrorCode } from '../../errors.ts'
import { Upload } from '../admission/upload.ts'
import type { SuggestionMask } from '../graphql/suggestions.ts'
import { freeOnceWritten } from '../memory.ts'
import { endAfterRequest } from '../reply/answer.ts'
import type { Connection, RequestBody, UpstreamRequest } from './connection.ts'
import { clientHeaders, clientTrailers } from './headers.ts'
import { Place, type UpstreamPool } from './pool.ts'
import { requestHead } from './request-head.ts'
import { invalid, upstreamErrorCode } from './upstream-error.ts'

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

/** Others may bring a body that a server doesn't read: to it, its bytes are the next request. */
const METHODS_WITH_BODIES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

const RETRIED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A body up to this size that came in one piece goes to the client as text, in one write with the head. */
const MAX_TEXT_BYTES = 4_096

/** Carries one request upstream and its answer back, without stream wrappers. */
export class Forward implements UpstreamRequest {
  readonly isHead: boolean
  readonly endsConnection: boolean
  readonly bodyLength: number
  headText = ''
  readonly #pool: UpstreamPool
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #head: Head
  readonly #headers: string[]
  readonly #body: RequestBody
  readonly #requestId: string
  readonly #events: ForwardEvents
  /** Carries the request, from its beginning to the end of the answer. */
  #connection: Connection | undefined
  /** The client has gone, or has been answered otherwise. */
  #abandoned = false
  #answered = false
  #mayRetry: boolean
  readonly #place: Place
  /** The client doesn't read its answer. */
  #isPaused = false
  /** Content-Length of the answer; -1 if it has none. */
  #expected = -1
  #whole: Buffer | string | undefined
  /** Takes something out of the answer; undefined if it goes on as it is. */
  #mask: SuggestionMask | undefined

  /**
   * @param headers what goes upstream, with the Content-Length of a body that is not chunked
   * @param mask for an answer with JSON in it that isn't encoded
   */
  constructor(
    pool: UpstreamPool,
    req: IncomingMessage,
    res: ServerResponse,
    head: Head,
    headers: string[],
    body: RequestBody,
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
    this.bodyLength = head.bodyLength
    this.#requestId = requestId
    this.#events = events
    this.#mask = mask
    this.isHead = head.method === 'HEAD'
    this.endsConnection = head.bodyLength !== 0 && !METHODS_WITH_BODIES.has(head.method)
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
    // A place in the line is given back; one at the upstream when its connection has been closed.
    if (this.#place.state === 'waiting') this.#pool.leave(this.#place)
    this.#connection?.abort()
  }

  get isWanted(): boolean {
    return !this.#abandoned
  }

  takeBody(): RequestBody {
    // One that has arrived meanwhile costs least in one piece.
    return this.#body instanceof Upload ? (this.#body.takeRest() ?? this.#body) : this.#body
  }

  onConnection(connection: Connection): void {
    this.#connection = connection
  }

  onInformation(status: number, fields: string[]): void {
    if (this.#head.httpVersion === '1.1') this.#res.writeInformation(status, clientHeaders(fields, this.#requestId))
  }

  onHead(status: number, reason: string, fields: string[]): void {
    const headers = clientHeaders(fields, this.#requestId)
    // RFC 9110 §8.6: who heeds it would wait for a body.
    if (status === 204) removeContentLength(headers)
    if (this.#mask !== undefined && !isPlainJson(headers)) this.#mask = undefined
    if (this.#mask !== undefined) removeContentLength(headers)
    this.#expected = contentLength(headers)
    if (this.#events.closesConnection) headers.push('connection', 'close')
    this.#writeHead(status, reason, headers)
    this.#answered = true
    this.#events.onHead()
  }

  /** @throws UpstreamError for what Node doesn't write: trailers announced for an answer that has none, for instance */
  #writeHead(status: number, reason: string, headers: string[]): void {
    try {
      if (reason === '') this.#res.writeHead(status, headers)
      else this.#res.writeHead(status, reason, headers)
    } catch (error) {
      // Or it would stand in the answer of ours.
      this.#res.statusMessage = ''
      throw invalid(`a head that can not be passed on: ${(error as Error).message}`)
    }
  }

  onData(bytes: Buffer, start: number, end: number): void {
    if (end - start === this.#expected) {
      // The whole body: head and body go out in one write when the end is seen, which is at once.
      this.#whole = this.#expected <= MAX_TEXT_BYTES ? bytes.latin1Slice(start, end) : copyOf(bytes, start, end)
      return
    }
    const chunk = copyOf(bytes, start, end)
    const passed = this.#mask?.write(chunk) ?? chunk
    if (this.#res.write(passed, freeOnceWritten(passed)) || this.#isPaused) return
    this.#isPaused = true
    this.#connection?.pause()
    this.#res.once('drain', () => {
      this.#isPaused = false
      this.#connection?.resume()
    })
  }

  /** A client that doesn't read would keep a connection to the upstream for ever. */
  onUnread(): void {
    this.#res.destroy()
  }

  onEnd(trailers: readonly string[]): void {
    this.#connection = undefined
    this.#pool.leave(this.#place)
    this.#discardBody()
    if (trailers.length > 0) this.#res.addTrailers(clientTrailers(trailers))
    if (this.#isPaused) this.#boundLastWrite()
    endAfterRequest(this.#req, this.#res, this.#whole ?? this.#mask?.end(), 'latin1')
  }

  onError(error: Error, isStale: boolean): void {
    this.#connection = undefined
    if (isStale && this.#mayRetry && !this.#abandoned) {
      this.#mayRetry = false
      this.#events.onRetry()
      this.#pool.send(this)
      return
    }
    this.#pool.leave(this.#place)
    this.#discardBody()
    if (this.#abandoned) return
    // The answer has begun: a clean end would make half an answer look whole.
    if (this.#answered) this.#breakOff()
    else this.#events.onFailure(upstreamErrorCode(error), error)
  }

  /** To a client of HTTP/1.0 the end of the connection is the end of an answer without a length: only a reset says that it is none. */
  #breakOff(): void {
    if (this.#head.httpVersion === '1.0') this.#res.socket?.resetAndDestroy()
    this.#res.destroy()
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
      this.headText = this.#makeHead()
    } catch (error) {
      this.#pool.leave(this.#place)
      this.#discardBody()
      this.#events.onFailure('bad_request', error as Error)
      return
    }
    this.#pool.send(this)
  }

  #makeHead(): string {
    const { method, target, host, names } = this.#head
    // HTTP/1.0 may go without, but what we send is HTTP/1.1.
    if (host === '' && !names.includes('host')) this.#headers.unshift('Host', this.#pool.host)
    return requestHead(method, target, this.#headers, this.bodyLength)
  }

  /** The upstream is done, and its clock doesn't run for the client any more, which still has to read. */
  #boundLastWrite(): void {
    const timer = setTimeout(() => this.#res.destroy(), this.#pool.options.bodyTimeoutMs)
    this.#res.once('close', () => clearTimeout(timer))
  }
}

/** The memory that a socket reads into is used again. */
function copyOf(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start)
  bytes.copy(copy, 0, start, end)
  return copy
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
