import { invalid } from './upstream-error.ts'
import { CR, KIND, LF, SPACE, TAB, TEXT, TOKEN } from './wire-bytes.ts'

/** Longest head of an answer, and longest trailers, in bytes: what `listen.maxHeaderBytes` is by default. */
export const MAX_HEAD_BYTES = 65_536
/** Positions that are kept for the next head; more come from a head of very many fields. */
const KEPT_MARKS = 512

const COLON = 0x3a
const ZERO = 0x30

const VERSION = Buffer.from('HTTP/1.')
/** Where the parts of `HTTP/1.1 200` stand. */
const MINOR_AT = 7
const STATUS_AT = 9
const STATUS_END = 12

const STATUS_LINE = 0
const AFTER_STATUS = 1
const REASON = 2
const LINE_FEED = 3
const LINE_START = 4
const NAME = 5
const BEFORE_VALUE = 6
const VALUE = 7
const LAST_LINE_FEED = 8
const COMPLETE = 9

/**
 * Reads the head of an answer, or the trailers of a chunked one, from bytes that may be split anywhere. Takes the strict
 * grammar of RFC 9112 alone: CRLF ends lines, nothing folds them, names are tokens that end at the colon.
 */
export class HeadReader {
  /** 0 or 1: the version is HTTP/1.0 or HTTP/1.1. */
  minor = 1
  status = 0
  reason = ''
  /** Names and values in turn, as sent, one latin1 character a byte, without the white space around values. */
  fields: string[] = []
  #state = STATUS_LINE
  /** What has been read of a head that did not come in one piece. */
  #text = ''
  /** Positions in the text: the beginning and end of a name, the beginning and end of its value. */
  #marks: number[] = []
  #marked = 0
  #reasonEnd = 0

  get isComplete(): boolean {
    return this.#state === COMPLETE
  }

  /** Begins a head, with its status line. */
  beginHead(): void {
    this.#begin(STATUS_LINE)
  }

  /** Begins trailers: fields and nothing else. */
  beginTrailers(): void {
    this.#begin(LINE_START)
  }

  #begin(state: number): void {
    this.#state = state
    this.#text = ''
    this.#marked = 0
    this.#reasonEnd = 0
    this.status = 0
    this.reason = ''
    this.fields = []
    if (this.#marks.length > KEPT_MARKS) this.#marks = []
  }

  /**
   * Reads on.
   * @returns where it stopped: behind the head if that is complete, else `end`
   * @throws UpstreamError
   */
  read(bytes: Buffer, from: number, end: number): number {
    const marks = this.#marks
    /** What has to be added to a position among the bytes to have one in the text. */
    const shift = this.#text.length - from
    let state = this.#state
    let marked = this.#marked
    let i = from
    while (i < end && state !== COMPLETE) {
      const byte = bytes[i] as number
      switch (state) {
        case STATUS_LINE:
          this.#readStatus(byte, i + shift)
          if (i + shift === STATUS_END - 1) state = AFTER_STATUS
          i++
          break
        case AFTER_STATUS:
          if (byte === SPACE) state = REASON
          else if (byte === CR) {
            this.#reasonEnd = i + shift
            state = LINE_FEED
          } else throw invalid('the status is not three digits')
          i++
          break
        case REASON:
          while (i < end && ((KIND[bytes[i] as number] as number) & TEXT) !== 0) i++
          if (i === end) break
          if (bytes[i] !== CR) throw invalid('a control byte in the reason phrase, or a line that ends by LF alone')
          this.#reasonEnd = i + shift
          state = LINE_FEED
          i++
          break
        case LINE_FEED:
          if (byte !== LF) throw invalid('a CR that no LF follows')
          state = LINE_START
          i++
          break
        case LINE_START:
          if (byte === CR) {
            state = LAST_LINE_FEED
            i++
          } else {
            if (byte === SPACE || byte === TAB) throw invalid('a folded field')
            marks[marked++] = i + shift
            state = NAME
          }
          break
        case NAME:
          while (i < end && ((KIND[bytes[i] as number] as number) & TOKEN) !== 0) i++
          if (i === end) break
          if (bytes[i] !== COLON) throw invalid('a field name that is no token')
          if (marks[marked - 1] === i + shift) throw invalid('an empty field name')
          marks[marked++] = i + shift
          state = BEFORE_VALUE
          i++
          break
        case BEFORE_VALUE:
          if (byte === SPACE || byte === TAB) i++
          else {
            marks[marked++] = i + shift
            state = VALUE
          }
          break
        case VALUE:
          while (i < end && ((KIND[bytes[i] as number] as number) & TEXT) !== 0) i++
          if (i === end) break
          if (bytes[i] !== CR) throw invalid('a control byte in a field value, or a line that ends by LF alone')
          marks[marked++] = i + shift
          state = LINE_FEED
          i++
          break
        case LAST_LINE_FEED:
          if (byte !== LF) throw invalid('a CR that no LF follows')
          state = COMPLETE
          i++
          break
      }
    }
    this.#state = state
    this.#marked = marked
    if (i + shift > MAX_HEAD_BYTES) throw invalid(`a head or trailers of more than ${MAX_HEAD_BYTES} bytes`)
    const text = bytes.latin1Slice(from, i)
    this.#text = this.#text === '' ? text : this.#text + text
    if (state === COMPLETE) this.#cut()
    return i
  }

  #readStatus(byte: number, at: number): void {
    if (at < MINOR_AT) {
      if (byte !== VERSION[at]) throw invalid('an answer that does not begin with HTTP/1.')
    } else if (at === MINOR_AT) {
      if (byte !== ZERO && byte !== ZERO + 1) throw invalid('a version of HTTP that is not 1.0 or 1.1')
      this.minor = byte - ZERO
    } else if (at < STATUS_AT) {
      if (byte !== SPACE) throw invalid('no space after the version')
    } else {
      const digit = byte - ZERO
      const least = at === STATUS_AT ? 1 : 0
      if (digit < least || digit > 9) throw invalid('the status is not three digits from 100 on')
      this.status = this.status * 10 + digit
    }
  }

  /** Cuts the text into its parts, whose form has been checked. */
  #cut(): void {
    const text = this.#text
    const marks = this.#marks
    if (this.#reasonEnd > STATUS_END) this.reason = text.slice(STATUS_END + 1, this.#reasonEnd)
    const { fields } = this
    for (let i = 0; i < this.#marked; i += 4) {
      const begin = marks[i + 2] as number
      let end = marks[i + 3] as number
      while (end > begin && text.charCodeAt(end - 1) === SPACE) end--
      // Behind `chunked` there are parsers that take it for a part of the value, and read the body to the connection's end.
      if (end > begin && text.charCodeAt(end - 1) === TAB) throw invalid('a field value that ends with a tab')
      fields.push(text.slice(marks[i] as number, marks[i + 1] as number), text.slice(begin, end))
    }
    this.#text = ''
  }
}
