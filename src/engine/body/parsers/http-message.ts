import { type MediaType, NO_MEDIA_TYPE, parseMediaType } from '../../canonical/media-type.ts'
import type { BodyParser, FieldSource } from '../../fields.ts'
import type { FieldPath, Where } from '../../types.ts'
import { type ContainerContext, pathWithin } from '../parser.ts'
import { HeaderBlock } from './multipart/part-headers.ts'
import { TextParser } from './text.ts'
import { UrlencodedParser } from './urlencoded.ts'

export const HTTP_MESSAGE = 'application/http'

const LF = 0x0a
const CR = 0x0d
const QUESTION_MARK = 0x3f
/** A line that begins a request; Google's batches leave the version out. */
const REQUEST_LINE = /^([A-Z]{1,20} )([!-~]+)(?: HTTP\/1\.[01])?\r?$/

/**
 * A request within a body, `application/http` (RFC 9112 §10.2), as OData's and Google's batches hold them: its target, its header fields and
 * its body are read as a request's own. Whatever doesn't begin with a request line is text.
 */
export class HttpMessageParser implements BodyParser, FieldSource {
  readonly where: Where
  readonly #context: ContainerContext
  /** Gathers the request line and the header fields. */
  readonly #head = new HeaderBlock()
  /** Reads what follows them. */
  #content: BodyParser | undefined
  /** What is shown right now: the target's path, its query, a header field. */
  #label = ''
  #consumed: number

  constructor(context: ContainerContext) {
    this.where = context.where
    this.#context = context
    this.#consumed = context.offset ?? 0
    this.#head.begin(this.#consumed)
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, [this.#label])
  }

  name(): string {
    return this.#label
  }

  write(chunk: Buffer): void {
    const from = this.#content === undefined ? this.#gather(chunk) : 0
    if (from < chunk.length) this.#content?.write(chunk.subarray(from))
    this.#consumed += chunk.length
  }

  end(): void {
    if (this.#content === undefined) this.#readHead()
    this.#content?.end()
  }

  /** @returns where the chunk's part of the head ends */
  #gather(chunk: Buffer): number {
    const head = this.#head
    let from = 0
    // Servers skip empty lines before a request.
    if (head.length === 0) while (chunk[from] === LF || chunk[from] === CR) from++
    if (from === chunk.length) return from
    const to = head.take(chunk, from, chunk.length, this.#consumed + from)
    if (to < 0) return chunk.length
    this.#readHead()
    return to
  }

  #readHead(): void {
    const { bytes, length, offset } = this.#head
    const head = bytes.subarray(0, length)
    const lineFeed = head.indexOf(LF)
    const lineEnd = lineFeed < 0 ? length : lineFeed
    const [, method = '', target = ''] = REQUEST_LINE.exec(head.latin1Slice(0, lineEnd)) ?? []
    if (method === '') {
      this.#content = new TextParser({ ...this.#context, offset })
      this.#content.write(head)
      return
    }
    this.#readTarget(head, method.length, method.length + target.length)
    const mediaType = this.#readFields(head, lineEnd + 1)
    const context = { ...this.#context, offset: offset + length }
    // A request in a request is text: a level of them would cost the sender a few bytes, and us a frame of the stack.
    const isAnother = mediaType.essence === HTTP_MESSAGE
    this.#content = isAnother ? new TextParser(context) : this.#context.open(context, mediaType)
  }

  #readTarget(head: Buffer, start: number, end: number): void {
    const mark = head.subarray(0, end).indexOf(QUESTION_MARK, start)
    const pathEnd = mark < 0 ? end : mark
    this.#show('path', head, start, pathEnd, false)
    if (pathEnd + 1 >= end) return
    this.#label = 'query'
    const query = new UrlencodedParser({ ...this.#context, parent: this, offset: this.#head.offset + pathEnd + 1 })
    query.write(head.subarray(pathEnd + 1, end))
    query.end()
  }

  /** Shows the header fields. @returns the type of what follows them */
  #readFields(head: Buffer, start: number): MediaType {
    const block = new HeaderBlock()
    block.begin(this.#head.offset + start)
    if (start < head.length) block.take(head, start, head.length, this.#head.offset + start)
    let mediaType = NO_MEDIA_TYPE
    // Nobody frames anything by them: two readings of a field are no matter.
    for (const { name, ...field } of block.fields(() => {})) {
      this.#show(name, block.bytes, field.nameStart, field.nameEnd, true, block.offset)
      this.#show(name, block.bytes, field.start, field.end, false, block.offset)
      if (name === 'content-type') mediaType = parseMediaType(block.bytes.latin1Slice(field.start, field.end))
    }
    return mediaType
  }

  /** @param origin offset of the first of the bytes */
  #show(label: string, bytes: Buffer, start: number, end: number, isName: boolean, origin = this.#head.offset): void {
    this.#label = label
    if (start < end) this.#context.sink.field(this, bytes, start, end, origin + start, isName)
  }
}
