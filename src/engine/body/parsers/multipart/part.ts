import { type MediaType, NO_MEDIA_TYPE, parseMediaType } from '../../../canonical/media-type.ts'
import { type BodyParser, type FieldSource, ValueBuffer } from '../../../fields.ts'
import type { ArgumentMeter } from '../../../limits/arguments.ts'
import type { FieldPath, Where } from '../../../types.ts'
import { WINDOW_BYTES } from '../../../windows.ts'
import { type ContainerContext, pathWithin } from '../../parser.ts'
import { TextParser } from '../text.ts'
import { type Disposition, type Parameter, parseDisposition, unescaped } from './disposition.ts'
import { decodeExtended, decodeWords } from './encoded-value.ts'
import type { HeaderBlock, HeaderField, SayFault } from './part-headers.ts'
import { type CreateDecoder, transferEncodings } from './transfer-encoding.ts'

/** Names are kept to this length for findings; their bytes are inspected whole. */
const MAX_NAME_BYTES = 256
const MAX_CHARSET_BYTES = 64
const TEXT_PLAIN: MediaType = { ...NO_MEDIA_TYPE, essence: 'text/plain' }
const NO_DISPOSITION: Disposition = { type: '', parameters: [], isAmbiguous: false }
const COMMON_HEADERS = [
  'content-disposition',
  'content-type',
  'content-transfer-encoding',
  'content-id',
  'content-length',
]
const COMMON_TYPES = ['form-data', 'attachment', 'inline']

/** What a part needs of the multipart that it is in. */
export interface PartContext {
  readonly container: ContainerContext
  readonly isFormData: boolean
  /** Multiparts around the part. */
  readonly depth: number
  readonly meter: ArgumentMeter
  // What the policy allows.
  readonly maxFiles: number
  readonly maxFileSize: number
  readonly maxCombinedSizes: number
  readonly sayMalformed: (message: string, offset: number) => void
}

/** A part: shows its header fields, and gives its content to a reader of its own. */
export class Part implements FieldSource {
  readonly where: Where
  readonly depth: number
  readonly #context: PartContext
  /** Its name; its number if it has none. */
  #key: string | number
  /** The header field or parameter that is shown right now; '' while the content is read. */
  #label = ''
  #hasName = false
  #isFile = false
  /** A value of the form, whatever it says of itself. */
  #isField = false
  #mediaType = NO_MEDIA_TYPE
  #createDecoder: CreateDecoder | undefined
  #content: BodyParser | undefined
  #contentOffset = 0
  #contentBytes = 0
  /** The beginning of the value of `_charset_`. */
  #charset: string | undefined

  constructor(context: PartContext, number: number) {
    this.where = context.container.where
    this.depth = context.depth
    this.#context = context
    this.#key = number
  }

  path(): FieldPath {
    return pathWithin(this.#context.container.parent, this.#label === '' ? [this.#key] : [this.#key, this.#label])
  }

  name(): string {
    if (this.#label !== '') return this.#label
    return typeof this.#key === 'string' ? this.#key : (this.#context.container.parent?.name() ?? '')
  }

  /** Reads the header fields, shows them, and counts the part. */
  head(block: HeaderBlock): void {
    const { isFormData, meter, container } = this.#context
    const say: SayFault = (message, position) => this.#context.sayMalformed(message, block.offset + position)
    const fields = block.fields(say)
    const field = (name: string) => fields.find((other) => other.name === name)
    const dispositionField = field('content-disposition')
    const disposition =
      dispositionField === undefined
        ? NO_DISPOSITION
        : parseDisposition(block.bytes, dispositionField.start, dispositionField.end, say)
    const nameBytes = this.#takeName(block, disposition)
    const fileNames = disposition.parameters.filter(({ name }) => name === 'filename' || name.startsWith('filename*'))
    this.#isFile = fileNames.length > 0
    this.#isField = isFormData && fileNames.every(({ start, end }) => start === end)
    if (isFormData) {
      if (dispositionField === undefined) say('a part without Content-Disposition', 0)
      else if (disposition.type !== 'form-data') say('a part that is not form-data', dispositionField.start)
      else if (!this.#hasName) say('a part without a name', dispositionField.start)
    }
    if (this.#key === '_charset_') this.#charset = ''
    if (this.#isFile) {
      if (++container.budget.files > this.#context.maxFiles) {
        container.sink.limit(this, 'multipart.max_files', block.offset)
      }
    } else if (isFormData || this.#hasName) meter.name(nameBytes, block.offset)
    for (const each of fields) {
      if (each === dispositionField) this.#showDisposition(block, each, disposition)
      else this.#showHeader(block, each)
    }
    this.#label = ''
    this.#takeType(block, field('content-type'), say)
    this.#takeEncoding(block, field('content-transfer-encoding'), say)
  }

  write(bytes: Buffer, start: number, end: number, offset: number): void {
    if (this.#contentBytes === 0) this.#open(offset)
    this.#count(end - start)
    if (this.#charset !== undefined && this.#charset.length < MAX_CHARSET_BYTES)
      this.#charset += bytes.latin1Slice(start, Math.min(end, start + MAX_CHARSET_BYTES))
    this.#content?.write(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end))
  }

  end(): void {
    this.#content?.end()
    if (!this.#isFile && (this.#context.isFormData || this.#hasName)) {
      this.#context.meter.value(this.#contentBytes, this.#contentOffset)
    }
    if (this.#charset === undefined) return
    const charset = this.#charset.slice(0, MAX_CHARSET_BYTES).trim()
    if (['utf-8', 'utf8', 'us-ascii', 'ascii', ''].includes(charset.toLowerCase())) return
    // RFC 7578 §4.6: the charset of every other part that names none.
    const message = 'the field _charset_ names a charset other than UTF-8'
    this.#context.container.sink.condition(this, 'malformed_encoding', 'notice', message, this.#contentOffset)
  }

  #takeName(block: HeaderBlock, { parameters }: Disposition): number {
    const parameter = parameters.find(({ name }) => name === 'name') ?? parameters.find(({ name }) => name === 'name*')
    if (parameter === undefined) return 0
    this.#hasName = true
    const { start, end, escaped } = parameter
    if (!escaped) {
      this.#key = block.bytes.utf8Slice(start, Math.min(end, start + MAX_NAME_BYTES))
      return end - start
    }
    const bytes = unescaped(block.bytes, start, end)
    this.#key = bytes.utf8Slice(0, Math.min(bytes.length, MAX_NAME_BYTES))
    return bytes.length
  }

  #showDisposition(block: HeaderBlock, field: HeaderField, disposition: Disposition): void {
    let isPlain = !disposition.isAmbiguous && COMMON_TYPES.includes(disposition.type)
    for (const parameter of disposition.parameters) {
      if (!/^(?:file)?name(?:\*|$)/.test(parameter.name)) isPlain = false
      else this.#showParameter(block, parameter)
    }
    if (!isPlain) this.#showHeader(block, field)
  }

  #showParameter(block: HeaderBlock, { name, start, end, escaped }: Parameter): void {
    const { bytes, offset } = block
    const isName = name.startsWith('name')
    this.#label = name === 'name' ? '' : name.slice(0, MAX_NAME_BYTES)
    this.#show(bytes, start, end, offset + start, isName)
    const whole = escaped ? unescaped(bytes, start, end) : undefined
    if (whole !== undefined) this.#show(whole, 0, whole.length, offset + start, isName)
    const decoded = name.endsWith('*') ? decodeExtended(bytes, start, end) : decodeWords(bytes, start, end)
    if (decoded !== undefined) this.#show(decoded, 0, decoded.length, offset + start, isName)
    const star = name.indexOf('*')
    const { sayMalformed, isFormData } = this.#context
    if (name.endsWith('*') && decoded === undefined)
      sayMalformed(`a ${name.slice(0, star)}* without charset`, offset + start)
    // Nobody sends a file name in pieces but to have it read in one piece behind us.
    if (star >= 0 && star + 1 < name.length && isFormData) {
      sayMalformed('a Content-Disposition with a parameter in pieces', offset + start)
    }
  }

  #showHeader(block: HeaderBlock, field: HeaderField): void {
    const { bytes, offset } = block
    this.#label = field.name.slice(0, MAX_NAME_BYTES)
    if (!COMMON_HEADERS.includes(field.name)) {
      this.#show(bytes, field.nameStart, field.nameEnd, offset + field.nameStart, true)
    }
    this.#show(bytes, field.start, field.end, offset + field.start, false)
  }

  #show(bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    const { sink } = this.#context.container
    if (end - start > WINDOW_BYTES) {
      // What is decoded may be longer than the header block that it stood in.
      const value = new ValueBuffer(sink, this)
      value.begin(offset, isName)
      value.push(bytes, start, end)
      value.end()
    } else if (start < end) sink.field(this, bytes, start, end, offset, isName)
  }

  #takeType(block: HeaderBlock, field: HeaderField | undefined, say: SayFault): void {
    if (field === undefined) {
      this.#mediaType = this.#isFile ? NO_MEDIA_TYPE : TEXT_PLAIN
      return
    }
    this.#mediaType = parseMediaType(block.bytes.latin1Slice(field.start, field.end))
    // Some clients give each field the type of the whole.
    if (this.#isField && this.#mediaType.essence.startsWith('multipart/') && this.#mediaType.boundary === '') {
      this.#mediaType = TEXT_PLAIN
    }
    if (this.#mediaType.essence === '') say('a part whose Content-Type is none', field.start)
  }

  #takeEncoding(block: HeaderBlock, field: HeaderField | undefined, say: SayFault): void {
    if (field === undefined) return
    const encoding = block.bytes.latin1Slice(field.start, field.end).toLowerCase()
    this.#createDecoder = transferEncodings.get(encoding)
    if (!transferEncodings.has(encoding)) say('a part with a Content-Transfer-Encoding that is not known', field.start)
    // RFC 7578 §4.7: some servers decode it and some don't.
    else if (this.#createDecoder !== undefined && this.#context.isFormData) {
      const { sink } = this.#context.container
      const message = 'form-data with a Content-Transfer-Encoding'
      sink.condition(this, 'malformed_encoding', 'notice', message, block.offset + field.start)
    }
  }

  #open(offset: number): void {
    this.#contentOffset = offset
    const { container } = this.#context
    // A file that is malformed makes no request malformed.
    const sink = this.#isFile && !this.#isField ? container.sink.quiet() : container.sink
    const context = { ...container, sink, parent: this, offset }
    const content = container.open(context, this.#mediaType)
    const decoded = this.#createDecoder?.(content, (message) => this.#context.sayMalformed(message, offset)) ?? content
    // Servers take a field for text whatever type and encoding it claims; files they leave as they are.
    const isText = this.#createDecoder === undefined && this.#mediaType.essence === TEXT_PLAIN.essence
    if (isText || (this.#createDecoder === undefined && !this.#isField)) {
      this.#content = decoded
      return
    }
    // Only as text: a second reading of the same kind within a second reading would double with each level.
    const asSent = new TextParser({ ...context, sink: container.sink.quiet() })
    this.#content = {
      write: (chunk) => {
        asSent.write(chunk)
        decoded.write(chunk)
      },
      end: () => {
        asSent.end()
        decoded.end()
      },
    }
  }

  #count(bytes: number): void {
    this.#contentBytes += bytes
    if (!this.#isFile) return
    const { container, maxFileSize, maxCombinedSizes } = this.#context
    const { budget, sink } = container
    budget.fileBytes += bytes
    // Said when it is passed, not for each chunk after it.
    if (passes(this.#contentBytes, bytes, maxFileSize)) sink.limit(this, 'multipart.max_file_size', this.#contentOffset)
    if (passes(budget.fileBytes, bytes, maxCombinedSizes)) {
      sink.limit(this, 'multipart.combined_file_sizes', this.#contentOffset)
    }
  }
}

function passes(total: number, added: number, max: number): boolean {
  return total > max && total - added <= max
}
