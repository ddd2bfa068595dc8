import { lexicon, wordCodeOf } from '../asking/value.ts'
import { hexDigits, sextets } from '../digits.ts'
import { entryMarks } from '../entry-names.ts'
import { jsonEscapes } from '../json-escapes.ts'
import {
  FORM_PAIR_SIZE,
  HEAD_FIELD_SIZE,
  KEPT_FOR,
  LOOKED_FROM,
  type Loaded,
  READS_TOKENS,
  REGISTERS,
} from '../loaded.ts'
import { openers } from '../openers.ts'
import type { Grams } from './grams.ts'
import { moduleBase64 } from './module.ts'
import { FOLDED, type Suspects } from './suspects.ts'

/** Numbers of a mark. */
export const MARK = 4
export const WAKES = 1
export const ASKS = 2
/** Bytes of what was found before its place, bytes behind it << 8, and: */
export const EXTENT = 3
/** It is a byte, whatever stands beside it … */
export const IS_BYTE = 1 << 16
/** … or a literal of punctuation. */
export const IS_PUNCTUATION = 1 << 17

/** Bytes that are copied sooner by a loop than by a call. */
const SHORT = 64
const PAGE = 65_536
/** Bytes of a literal that are compared at once: behind the last one stand as many. */
const READ_AT_ONCE = 16
/** Pages of the module's memory before the literals. */
const TABLE_PAGES = 27

/** What the module exports: functions, and the addresses of its tables. See `assembly/`. */
interface Exports {
  begin(literals: number): void
  /** Whether a value is ASCII. */
  isAscii(from: number, to: number): number
  /**
   * Whether nothing can be found in a value: nobody is woken or asked, it holds no document and stands for no other text.
   * @param isStructured punctuation is ordinary in it, and it holds no document
   * @param wanted who looks at it
   */
  isPlain(from: number, to: number, isName: boolean, isStructured: boolean, wanted: number): number
  /** Marks every place of a value at which somebody may be woken; 0 if they are too many. */
  look(from: number, to: number, wanted: number): number
  firstLoud: Loaded['firstLoud']
  undoEscapes: Loaded['undoEscapes']
  undoPercent: Loaded['undoPercent']
  walk: Loaded['walk']
  walkForm: Loaded['walkForm']
}
type Table =
  | 'ALARMS'
  | 'ASKED_ALARMS'
  | 'BESIDE'
  | 'COLUMNS'
  | 'ENTRIES'
  | 'ESCAPES'
  | 'FIELDS'
  | 'FOLDED'
  | 'FORM_PAIRS'
  | 'GRAMS'
  | 'HEX_DIGITS'
  | 'INPUT'
  | 'LEXICON'
  | 'LEVELS'
  | 'MARKS'
  | 'MARKS_END'
  | 'MAX_FIELDS'
  | 'MAX_FORM_PAIRS'
  | 'MAX_LEVELS'
  | 'OPENERS'
  | 'PAIRS'
  | 'REACH'
  | 'RECORDS'
  | 'REGISTERS'
  | 'SEXTETS'
  | 'SLOTS'
  | 'STRUCTURED_ALARMS'
  | 'TELLERS_OF'
  | 'WORD_CODES'
type Layout = Readonly<Record<Table, number>>

/** The module's code, compiled once for all screens; undefined where there is no WebAssembly. */
let compiled: WebAssembly.Module | undefined | null = null

function compile(): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(Buffer.from(moduleBase64, 'base64'))
  } catch {
    return undefined
  }
}

/** Looks at values that lie in the module's memory. Places are addresses in it. */
export class QuickLook {
  /** Bytes that it takes in at most. */
  readonly reach: number
  /** Where what was taken in begins. */
  readonly input: number
  /**
   * What was found in the value that was looked at last, `MARK` numbers each: the offset into it, ascending; `WAKES` and `ASKS`, who is
   * woken there and who is asked; `EXTENT`. A higher offset than all stands behind the last.
   */
  readonly marks: Int32Array
  readonly loaded: Loaded
  readonly isAscii: Exports['isAscii']
  readonly isPlain: Exports['isPlain']
  readonly look: Exports['look']
  readonly #input: Uint8Array

  private constructor(exports: Exports, at: Layout, memory: ArrayBuffer) {
    this.reach = at.REACH
    this.input = at.INPUT
    this.isAscii = exports.isAscii
    this.isPlain = exports.isPlain
    this.look = exports.look
    this.#input = new Uint8Array(memory, at.INPUT, at.REACH)
    this.marks = new Int32Array(memory, at.MARKS, (at.BESIDE - at.MARKS) >> 2)
    const { firstLoud, undoEscapes, undoPercent, walk, walkForm } = exports
    this.loaded = {
      registers: new Int32Array(memory, at.REGISTERS, REGISTERS),
      levels: new Int32Array(memory, at.LEVELS, 4 * at.MAX_LEVELS),
      maxLevels: at.MAX_LEVELS,
      headFields: new Int32Array(memory, at.FIELDS, HEAD_FIELD_SIZE * at.MAX_FIELDS),
      maxHeadFields: at.MAX_FIELDS,
      formPairs: new Int32Array(memory, at.FORM_PAIRS, FORM_PAIR_SIZE * at.MAX_FORM_PAIRS),
      maxFormPairs: at.MAX_FORM_PAIRS,
      memory: Buffer.from(memory),
      input: at.INPUT,
      firstLoud,
      undoEscapes,
      undoPercent,
      walk,
      walkForm,
    }
  }

  /**
   * @param alarms for each byte, whom it wakes whatever stands beside it
   * @param structured for each byte, whom it wakes where punctuation is ordinary
   * @param asked for each byte, who is asked about it
   * @param tellers by the number of its bit, the teller of each who may be asked
   * @returns undefined where WebAssembly isn't to be had: the plain form says the same
   */
  static of(
    { column, bits }: Grams,
    suspects: Suspects,
    alarms: Int32Array,
    structured: Int32Array,
    asked: Int32Array,
    tellers: Uint8Array,
  ): QuickLook | undefined {
    if (compiled === null) compiled = compile()
    if (compiled === undefined) return undefined
    const { records, text } = suspects
    const pages = TABLE_PAGES + Math.ceil((records.byteLength + text.length + READ_AT_ONCE) / PAGE)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const instance = new WebAssembly.Instance(compiled, { env: { memory } })
    const exports = instance.exports as unknown as Exports
    const layout = layoutOf(instance.exports)
    const textAt = layout.RECORDS + records.byteLength
    const bytesAt = (table: number) => new Uint8Array(memory.buffer, table)
    const wordsAt = (table: number, count: number) => new Int32Array(memory.buffer, table, count)
    bytesAt(layout.FOLDED).set(FOLDED)
    bytesAt(layout.COLUMNS).set(column)
    bytesAt(layout.ENTRIES).set(entryMarks)
    bytesAt(layout.ESCAPES).set(jsonEscapes)
    bytesAt(layout.OPENERS).set(openers)
    bytesAt(layout.SEXTETS).set(sextets)
    bytesAt(layout.HEX_DIGITS).set(hexDigits)
    bytesAt(layout.PAIRS).set(suspects.pairs)
    bytesAt(textAt).set(text)
    wordsAt(layout.ALARMS, 256).set(alarms)
    wordsAt(layout.STRUCTURED_ALARMS, 256).set(structured)
    wordsAt(layout.ASKED_ALARMS, 256).set(asked)
    bytesAt(layout.WORD_CODES).set(Array.from({ length: 256 }, (_, byte) => wordCodeOf(byte)))
    bytesAt(layout.TELLERS_OF).set(tellers)
    wordsAt(layout.LEXICON, lexicon.length).set(lexicon)
    wordsAt(layout.GRAMS, bits.length).set(bits)
    wordsAt(layout.SLOTS, suspects.slots.length).set(suspects.slots)
    wordsAt(layout.RECORDS, records.length).set(records)
    exports.begin(textAt)
    return new QuickLook(exports, layout, memory.buffer)
  }

  /** Takes `bytes[start, end)` in: at most `reach`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    const input = this.#input
    if (end - start > SHORT) input.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end))
    else for (let i = start; i < end; i++) input[i - start] = bytes[i] as number
    const { registers } = this.loaded
    registers[LOOKED_FROM] = 0
    registers[KEPT_FOR] = 0
    registers[READS_TOKENS] = 0
  }
}

function layoutOf(exports: WebAssembly.Exports): Layout {
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([, one]) => one instanceof WebAssembly.Global)
      .map(([name, one]) => [name, (one as WebAssembly.Global).value]),
  ) as Layout
}
