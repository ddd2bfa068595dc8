import { hexDigit } from '../../digits.ts'
import { type BodyParser, type FieldSink, type FieldSource, ValueBuffer } from '../../fields.ts'
import { ArgumentMeter } from '../../limits/arguments.ts'
import {
  FORM_PAIR_SIZE,
  type Loaded,
  PAIR_NAME_END,
  PAIR_NAME_START,
  PAIR_VALUE_BYTES,
  PAIRS_PASSED,
  TEXT,
  TEXT_END,
} from '../../loaded.ts'
import type { FieldPath, Where } from '../../types.ts'
import { WINDOW_BYTES } from '../../windows.ts'
import { type ParserContext, pathWithin } from '../parser.ts'
import { RepeatedNames } from '../repeated-names.ts'

const AMPERSAND = 0x26
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const PERCENT = 0x25
const PLUS = 0x2b
/** A walk that gets less far is not worth its while. */
const WORTHWHILE_BYTES = 16
/** Such walks in one chunk: behind them pairs are read one by one. */
const MAX_STOPS = 16
/** Names are kept to this length for findings; their bytes are inspected whole. */
const MAX_NAME_BYTES = 256

const EMPTY = Buffer.alloc(0)
const SEPARATOR = Buffer.from('&')

/** Bytes that end a run that stands for itself. */
const SPECIAL = new Uint8Array(256)
for (const byte of [AMPERSAND, SEMICOLON, EQUALS, PERCENT, PLUS]) SPECIAL[byte] = 1

/**
 * `application/x-www-form-urlencoded`, as the WHATWG URL Standard §5.1 parses it: pairs at `&`, the name to the first
 * `=`, `+` is a space, an invalid percent sequence stands for itself. Serves bodies and the query of a target. What stands
 * between semicolons is read as pairs too, as the servers do that still follow HTML 4.
 */
export class UrlencodedParser implements BodyParser, FieldSource {
  where: Where
  #context: ParserContext
  readonly #sink: FieldSink
  readonly #meter: ArgumentMeter | undefined
  readonly #value: ValueBuffer
  readonly #repeated: RepeatedNames | undefined
  /** What is read, if it was taken in. */
  #loaded: Loaded | undefined
  /** Offset of `chunk[0]` in the whole. */
  #consumed: number
  /** The name that is being read, or was read last; as text once somebody has asked for it. */
  #name: string | undefined = ''
  #nameBytes: Buffer = EMPTY
  #nameStart = 0
  #nameEnd = 0
  #inName = true
  /** The token that is being read spans chunks or holds an escape, and is collected in `#value`. */
  #collecting = false
  /** Where the token's bytes that stand for themselves begin in the chunk. */
  #from = 0
  #tokenOffset = 0
  /** Characters of an unfinished percent sequence: 0 none, 1 `%`, 2 `%` and a first digit. */
  #pending = 0
  #firstDigit = 0
  #badPercent = false
  /** Walks that did not get far. */
  #stops = 0
  /** 0 if semicolons end pairs like ampersands do. */
  readonly #semicolon: number
  /** Reads what follows the first semicolon of a value as pairs of its own. */
  #afterSemicolon: UrlencodedParser | undefined
  /** Where the bytes begin that it has not been given; -1 if it reads nothing now. */
  #splitFrom = -1

  /** @param splits a reader of what stands between semicolons, where the context's own limits are not counted again */
  constructor(context: ParserContext, splits = false) {
    this.where = context.where
    this.#context = context
    this.#sink = context.sink
    this.#meter = splits ? undefined : new ArgumentMeter(context.budget, context.sink, this)
    this.#repeated = splits ? undefined : new RepeatedNames()
    this.#value = new ValueBuffer(context.sink, this)
    this.#consumed = context.offset ?? 0
    this.#tokenOffset = this.#consumed
    this.#semicolon = splits ? SEMICOLON : 0
  }

  /** Begins anew with what stands in another field: URLs within values come in thousands. */
  restart(parent: FieldSource, offset: number): void {
    this.where = parent.where
    this.#context = { ...this.#context, where: parent.where, parent, offset }
    this.#consumed = offset
    this.#tokenOffset = offset
    this.#name = ''
    this.#inName = true
    this.#collecting = false
    this.#pending = 0
    this.#badPercent = false
  }

  path(): FieldPath {
    return pathWithin(this.#context.parent, [this.name()])
  }

  name(): string {
    this.#name ??= this.#nameBytes.utf8Slice(this.#nameStart, this.#nameEnd)
    return this.#name
  }

  write(chunk: Buffer): void {
    this.#loaded = this.#sink.load?.(chunk, 0, this.where)
    try {
      this.#read(chunk)
    } finally {
      this.#sink.forget?.()
    }
  }

  #read(chunk: Buffer): void {
    this.#repeated?.keep(chunk, 0, chunk.length)
    this.#scan(chunk, 0, chunk.length, false)
    // The token goes on in the next chunk.
    if (this.#from < chunk.length || this.#collecting) this.#collect(chunk, chunk.length)
    if (this.#splitFrom >= 0) this.#split(chunk, chunk.length)
    // The chunk's memory is the caller's.
    this.name()
    this.#from = 0
    this.#consumed += chunk.length
  }

  end(): void {
    this.#finishToken(EMPTY, 0)
    this.#endSplit(EMPTY, 0)
    this.#readJoined(this.#repeated?.joined())
  }

  /**
   * `write` and `end` in one, for a part of a buffer that holds everything; copies less.
   * @param loaded the buffer, if it was taken in
   */
  whole(bytes: Buffer, start: number, end: number, loaded?: Loaded): void {
    this.#loaded = loaded
    this.#scan(bytes, start, end, true)
    this.#endSplit(bytes, end)
    this.#readJoined(this.#repeated?.joinedOf(bytes, start, end))
  }

  /** Reads repeated names again, their values joined. */
  #readJoined(form: Buffer | undefined): void {
    if (form === undefined) return
    new UrlencodedParser({ ...this.#context, sink: this.#sink.quiet() }, true).whole(form, 0, form.length)
  }

  /** @param isWhole the last token ends at `end` */
  #scan(bytes: Buffer, start: number, end: number, isWhole: boolean): void {
    const origin = this.#consumed - start
    // What stands between semicolons is short, and who serves GraphQL has to see every field.
    this.#stops = this.#semicolon === 0 && this.#sink.opens === undefined ? 0 : MAX_STOPS
    let i = start
    if (this.#inName && !this.#collecting) {
      i = this.#walk(bytes, start, end, origin, isWhole)
      this.#tokenOffset = origin + i
    }
    this.#from = i
    while (i < end) {
      const byte = bytes[i] as number
      if (this.#pending !== 0) {
        if (this.#percent(byte)) {
          i++
          this.#from = i
          continue
        }
        // The byte ends a broken sequence and stands for itself.
        this.#from = i
      }
      if (SPECIAL[byte] === 0) {
        i++
        continue
      }
      if (byte === EQUALS && !this.#inName) {
        i++
        continue
      }
      if (byte === SEMICOLON && this.#semicolon === 0) {
        i++
        if (this.#splitFrom < 0) this.#openSplit(i, origin + i)
        continue
      }
      if (byte === PERCENT || byte === PLUS) {
        const to = this.#decode(bytes, end, isWhole)
        if (to === 0) {
          this.#collect(bytes, i)
          if (byte === PLUS) this.#value.byte(0x20)
          else this.#pending = 1
          i++
          this.#from = i
          continue
        }
        if (to === end) return
        i = to
      } else this.#finishToken(bytes, i)
      const isEquals = bytes[i] === EQUALS
      if (!isEquals) {
        this.#endSplit(bytes, i)
        this.#name = ''
      }
      this.#inName = !isEquals
      i++
      if (!isEquals) i = this.#walk(bytes, i, end, origin, isWhole)
      this.#from = i
      this.#tokenOffset = origin + i
    }
    if (isWhole) this.#finishToken(bytes, end)
  }

  /**
   * Passes over pairs in which nothing can be found.
   * @param start where a pair begins
   * @param origin what makes an offset of a place
   * @returns where a pair begins that has to be read; `end` if none has
   */
  #walk(bytes: Buffer, start: number, end: number, origin: number, isWhole: boolean): number {
    const loaded = this.#loaded
    if (loaded === undefined || this.#stops === MAX_STOPS) return start
    const { input, registers, maxFormPairs } = loaded
    let from = start
    let passed = maxFormPairs
    let work = 0
    while (passed === maxFormPairs && from < end) {
      from = loaded.walkForm(from + input, end + input, isWhole) - input
      passed = registers[PAIRS_PASSED] as number
      for (let pair = 0; pair < passed; pair++) work += this.#passPair(bytes, loaded, pair * FORM_PAIR_SIZE, origin)
    }
    if (work > 0) {
      this.#sink.passed?.(work)
      this.#name = ''
    }
    if (from - start < WORTHWHILE_BYTES) this.#stops++
    return from
  }

  /** Takes account of a pair that was passed over. @returns the bytes of its name and its value */
  #passPair(bytes: Buffer, { formPairs, input }: Loaded, pair: number, origin: number): number {
    const nameStart = (formPairs[pair + PAIR_NAME_START] as number) - input
    const nameEnd = (formPairs[pair + PAIR_NAME_END] as number) - input
    const valueBytes = formPairs[pair + PAIR_VALUE_BYTES] as number
    this.#nameIs(bytes, nameStart, nameEnd)
    this.#repeated?.name(bytes, nameStart, nameEnd)
    this.#meter?.name(nameEnd - nameStart, origin + nameStart)
    this.#meter?.value(valueBytes, origin + nameEnd + 1)
    return nameEnd - nameStart + valueBytes
  }

  /** The name that is being read stands there. */
  #nameIs(bytes: Buffer, start: number, end: number): void {
    this.#name = undefined
    this.#nameBytes = bytes
    this.#nameStart = start
    this.#nameEnd = Math.min(end, start + MAX_NAME_BYTES)
  }

  /** Reads a token in one go that holds a percent sequence or a plus sign. @returns where it ends; 0 if it has to be read byte by byte */
  #decode(bytes: Buffer, end: number, isWhole: boolean): number {
    if (this.#loaded === undefined || this.#collecting) return 0
    const { input, memory, registers } = this.#loaded
    const to = this.#loaded.undoPercent(this.#from + input, end + input, this.#inName) - input
    if (to <= 0 || (to === end ? !isWhole : bytes[to] === SEMICOLON && this.#semicolon === 0)) return 0
    const [from, behind] = [registers[TEXT] as number, registers[TEXT_END] as number]
    if (this.#inName) this.#name = memory.utf8Slice(from, Math.min(behind, from + MAX_NAME_BYTES))
    this.#token(memory, from, behind)
    return to
  }

  /** Takes the next byte of a percent sequence; false if the sequence is broken and the byte isn't part of it. */
  #percent(byte: number): boolean {
    const digit = hexDigit(byte)
    if (digit < 0) {
      this.#breakPercent()
      return false
    }
    if (this.#pending === 1) {
      this.#pending = 2
      this.#firstDigit = byte
    } else {
      this.#pending = 0
      this.#value.byte((hexDigit(this.#firstDigit) << 4) | digit)
    }
    return true
  }

  #breakPercent(): void {
    this.#value.byte(PERCENT)
    if (this.#pending === 2) this.#value.byte(this.#firstDigit)
    this.#pending = 0
    if (this.#badPercent) return
    this.#badPercent = true
    this.#sink.condition(
      this,
      'malformed_encoding',
      'notice',
      'a % that two hexadecimal digits do not follow',
      this.#tokenOffset,
    )
  }

  /** Moves the run before `end` into the value buffer. */
  #collect(bytes: Buffer, end: number): void {
    if (!this.#collecting) {
      this.#collecting = true
      this.#value.begin(this.#tokenOffset, this.#inName)
    }
    if (this.#from < end) this.#value.push(bytes, this.#from, end)
    this.#from = end
  }

  #finishToken(bytes: Buffer, end: number): void {
    if (this.#pending !== 0) this.#breakPercent()
    if (!this.#collecting && end - this.#from <= WINDOW_BYTES) {
      // The common case: nothing to decode, all in this chunk, no copy.
      if (this.#inName) this.#nameIs(bytes, this.#from, end)
      this.#token(bytes, this.#from, end)
      return
    }
    this.#collect(bytes, end)
    if (this.#inName) {
      this.#name = this.#value.text(MAX_NAME_BYTES)
      const { bytes: name } = this.#value
      this.#repeated?.name(name, 0, name.length)
    }
    this.#meterToken(this.#value.total)
    this.#value.end()
    this.#collecting = false
  }

  /** A token that needs no decoding any more, and is all there. */
  #token(bytes: Buffer, start: number, end: number): void {
    if (this.#inName && start < end) this.#repeated?.name(bytes, start, end)
    this.#meterToken(end - start)
    if (start < end) this.#sink.field(this, bytes, start, end, this.#tokenOffset, this.#inName)
  }

  #meterToken(bytes: number): void {
    if (!this.#inName) this.#meter?.value(bytes, this.#tokenOffset)
    // Nothing between two ampersands is no argument.
    else if (bytes > 0) this.#meter?.name(bytes, this.#tokenOffset)
  }

  #openSplit(from: number, offset: number): void {
    this.#afterSemicolon ??= new UrlencodedParser({ ...this.#context, sink: this.#sink.quiet() }, true)
    this.#afterSemicolon.#consumed = offset
    this.#afterSemicolon.#tokenOffset = offset
    this.#splitFrom = from
  }

  #split(bytes: Buffer, end: number): void {
    // The other reader has its own bytes taken in, in place of these.
    this.#loaded = undefined
    if (this.#splitFrom < end) this.#afterSemicolon?.write(bytes.subarray(this.#splitFrom, end))
    this.#splitFrom = 0
  }

  #endSplit(bytes: Buffer, end: number): void {
    if (this.#splitFrom < 0) return
    this.#split(bytes, end)
    this.#splitFrom = -1
    this.#afterSemicolon?.write(SEPARATOR)
  }
}
