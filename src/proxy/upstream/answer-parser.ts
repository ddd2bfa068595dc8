import { hexDigit } from '../../engine/digits.ts'
import { type AnswerFraming, CHUNKED, checkTrailers, framingOf, UNTIL_CLOSE } from './answer-framing.ts'
import { HeadReader } from './head-reader.ts'
import { invalid, UpstreamError } from './upstream-error.ts'
import { CR, KIND, LF, TOKEN } from './wire-bytes.ts'

/** Who is told of an answer while it is read. */
export interface AnswerEvents {
  /** An interim answer, 102 to 199, with its fields: names and values in turn. */
  onInformation(status: number, fields: string[]): void
  /** The head: `fields` are names and values in turn, in the order and case of the wire, one latin1 character a byte. */
  onHead(status: number, reason: string, fields: string[]): void
  /** Bytes of the body, which are `bytes` from `start` to `end`. The memory is only theirs until this returns. */
  onData(bytes: Buffer, start: number, end: number): void
}

/** Interim answers before the final one. */
const MAX_INTERIM = 32
/** 2^52 at most. */
const MAX_SIZE_DIGITS = 13
/** Bytes of extensions of one chunk. */
const MAX_EXTENSION_BYTES = 1_024

const SEMICOLON = 0x3b
const EQUALS = 0x3d

const IDLE = 0
const HEAD = 1
const SIZED = 2
const UNTIL_END = 3
const CHUNK_SIZE = 4
const EXTENSION_NAME = 5
const EXTENSION_VALUE = 6
const CHUNK_LINE_FEED = 7
const CHUNK_DATA = 8
const DATA_RETURN = 9
const DATA_LINE_FEED = 10
const TRAILERS = 11
const COMPLETE = 12

const NONE: readonly string[] = []

/**
 * A push parser for the answers of an upstream, one at a time, resumable at any byte. It takes one way of writing HTTP/1.1
 * and throws at everything else: what two programs could read differently ends the connection, so that nobody gets the
 * answer to somebody else's request.
 */
export class AnswerParser {
  /** The fields after a chunked body: names and values in turn. */
  trailers: readonly string[] = NONE
  readonly #head = new HeadReader()
  readonly #framing: AnswerFraming = { length: 0, closes: false, keepAliveMs: -1 }
  #events: AnswerEvents | undefined
  #state = IDLE
  #isHead = false
  #interim = 0
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0
  #sizeDigits = 0
  #extensionBytes = 0
  /** Length of the name or value of an extension so far. */
  #partBytes = 0

  /** The answer to the next request is to come. @param isHead the request was HEAD */
  begin(events: AnswerEvents, isHead: boolean): void {
    this.#events = events
    this.#isHead = isHead
    this.#interim = 0
    this.#state = HEAD
    this.trailers = NONE
    this.#head.beginHead()
  }

  /** Nothing more of this answer is wanted; no event comes after it. */
  stop(): void {
    this.#state = IDLE
    this.#events = undefined
  }

  /** The final head has been read. */
  get hasHead(): boolean {
    return this.#state > HEAD
  }

  /** The answer has been read to its end. */
  get isComplete(): boolean {
    return this.#state === COMPLETE
  }

  /** Whether the upstream keeps the connection after the answer. */
  get keepsConnection(): boolean {
    return !this.#framing.closes
  }

  /** How long the upstream says that it keeps an idle connection, in milliseconds; -1: it doesn't say. */
  get keepAliveMs(): number {
    return this.#framing.keepAliveMs
  }

  /**
   * Reads on.
   * @param end length of what has come; it begins at 0
   * @returns where it stopped: what follows a complete answer belongs to nobody
   * @throws UpstreamError
   */
  write(bytes: Buffer, end: number): number {
    let i = 0
    while (i < end && this.#state !== COMPLETE && this.#state !== IDLE) {
      switch (this.#state) {
        case HEAD:
          i = this.#head.read(bytes, i, end)
          if (this.#head.isComplete) this.#endHead()
          break
        case SIZED:
        case CHUNK_DATA: {
          const stop = Math.min(end, i + this.#left)
          this.#left -= stop - i
          if (this.#left === 0) this.#state = this.#state === SIZED ? COMPLETE : DATA_RETURN
          this.#events?.onData(bytes, i, stop)
          i = stop
          break
        }
        case UNTIL_END:
          this.#events?.onData(bytes, i, end)
          i = end
          break
        case TRAILERS:
          i = this.#head.read(bytes, i, end)
          if (!this.#head.isComplete) break
          checkTrailers(this.#head.fields)
          this.trailers = this.#head.fields
          this.#state = COMPLETE
          break
        default:
          this.#betweenChunks(bytes[i] as number)
          i++
      }
    }
    return i
  }

  /**
   * The upstream has ended its side, which is the end of some bodies.
   * @throws UpstreamError if the answer is not complete without more
   */
  endOfInput(): void {
    if (this.#state === UNTIL_END) this.#state = COMPLETE
    if (this.#state === COMPLETE) return
    throw new UpstreamError('upstream_reset', 'the upstream closed the connection before its answer was complete')
  }

  #endHead(): void {
    const { status, minor, reason, fields } = this.#head
    framingOf(status, minor, fields, this.#isHead, this.#framing)
    if (status < 200) {
      if (status === 101) throw invalid('a switch of protocols that nobody asked for')
      if (++this.#interim > MAX_INTERIM) throw invalid(`more than ${MAX_INTERIM} interim answers`)
      this.#head.beginHead()
      // Nobody is told of 100: we never ask for it.
      if (status > 100) this.#events?.onInformation(status, fields)
      return
    }
    const { length } = this.#framing
    if (length === 0) this.#state = COMPLETE
    else if (length === CHUNKED) this.#beginChunk()
    else if (length === UNTIL_CLOSE) {
      this.#state = UNTIL_END
      this.#framing.closes = true
    } else {
      this.#state = SIZED
      this.#left = length
    }
    this.#events?.onHead(status, reason, fields)
  }

  #beginChunk(): void {
    this.#state = CHUNK_SIZE
    this.#left = 0
    this.#sizeDigits = 0
    this.#extensionBytes = 0
  }

  /** One byte of what stands around the data of chunks. */
  #betweenChunks(byte: number): void {
    switch (this.#state) {
      case CHUNK_SIZE: {
        const digit = hexDigit(byte)
        if (digit >= 0) {
          if (++this.#sizeDigits > MAX_SIZE_DIGITS) throw invalid('a chunk size of too many digits')
          this.#left = this.#left * 16 + digit
          return
        }
        if (this.#sizeDigits === 0) throw invalid('a chunk without a size')
        this.#endPart(byte)
        return
      }
      case EXTENSION_NAME:
      case EXTENSION_VALUE:
        if (++this.#extensionBytes > MAX_EXTENSION_BYTES)
          throw invalid(`more than ${MAX_EXTENSION_BYTES} bytes of chunk extensions`)
        if (((KIND[byte] as number) & TOKEN) !== 0) {
          this.#partBytes++
          return
        }
        if (this.#partBytes === 0) throw invalid('an empty chunk extension')
        if (byte === EQUALS && this.#state === EXTENSION_NAME) {
          this.#state = EXTENSION_VALUE
          this.#partBytes = 0
        } else this.#endPart(byte)
        return
      case CHUNK_LINE_FEED:
        if (byte !== LF) throw invalid('a chunk size that CRLF does not follow')
        if (this.#left > 0) this.#state = CHUNK_DATA
        else {
          this.#state = TRAILERS
          this.#head.beginTrailers()
        }
        return
      case DATA_RETURN:
        if (byte !== CR) throw invalid('a chunk that is longer than its size')
        this.#state = DATA_LINE_FEED
        return
      default:
        if (byte !== LF) throw invalid('a chunk that CRLF does not follow')
        this.#beginChunk()
    }
  }

  /** Behind the size of a chunk, or one of its extensions. */
  #endPart(byte: number): void {
    if (byte === CR) this.#state = CHUNK_LINE_FEED
    else if (byte === SEMICOLON) {
      this.#state = EXTENSION_NAME
      this.#partBytes = 0
    } else throw invalid('a chunk size with something behind it that is no extension')
  }
}
