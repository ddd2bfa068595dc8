import { lexicon } from '../asking/value.ts'
import { hexDigits, sextets } from '../digits.ts'
import { entryMarks } from '../entry-names.ts'
import { jsonEscapes } from '../json-escapes.ts'
import { BESIDE_MARKS, IN_NAMES, IN_VALUES, type JsonWalk, REGISTERS } from '../json-walk.ts'
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

const PAGE = 65_536
/** Pages of the module's memory before the literals. */
const TABLE_PAGES = 25

/** What the module exports: functions, and the addresses of its tables. See `assembly/`. */
interface Exports {
  look(length: number, wanted: number, text: number): number
  begin(): void
  isQuietInside(from: number, to: number, isName: boolean, wanted: number): number
  undoEscapes: JsonWalk['undoEscapes']
  walk: JsonWalk['walk']
}
type Table =
  | 'ALARMS'
  | 'ASKED_ALARMS'
  | 'BESIDE'
  | 'COLUMNS'
  | 'ENTRIES'
  | 'ESCAPES'
  | 'FOLDED'
  | 'GRAMS'
  | 'HEX_DIGITS'
  | 'INPUT'
  | 'LEXICON'
  | 'LEVELS'
  | 'MARKS'
  | 'MARKS_END'
  | 'MAX_LEVELS'
  | 'OPENERS'
  | 'PAIRS'
  | 'REACH'
  | 'RECORDS'
  | 'REGISTERS'
  | 'SEXTETS'
  | 'SLOTS'
  | 'TELLERS_OF'
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

/** The places of some bytes at which a closer look is due, in one pass and ahead of the fields that are cut out of them. */
export class QuickLook {
  /** Bytes that are looked at in one go at most. */
  readonly reach: number
  /** Where what was looked at begins in the module's memory. */
  readonly input: number
  /**
   * What was found last, `MARK` numbers each: the offset into what was looked at, ascending; `WAKES` and `ASKS`, who is woken there and
   * who is asked; `EXTENT`. A higher offset than all stands behind the last.
   */
  readonly marks: Int32Array
  readonly json: JsonWalk
  readonly #look: Exports['look']
  readonly #isQuiet: Exports['isQuietInside']
  readonly #begin: Exports['begin']
  readonly #input: Uint8Array
  readonly #columns: Uint8Array
  readonly #text: number
  readonly #marksAt: number

  private constructor(exports: Exports, at: Layout, memory: ArrayBuffer, text: number) {
    this.reach = at.REACH
    this.input = at.INPUT
    this.#look = exports.look
    this.#isQuiet = exports.isQuietInside
    this.#begin = exports.begin
    this.#text = text
    this.#input = new Uint8Array(memory, at.INPUT, at.REACH)
    this.#columns = new Uint8Array(memory, at.COLUMNS, 256)
    this.marks = new Int32Array(memory, at.MARKS, (at.BESIDE - at.MARKS) >> 2)
    this.#marksAt = at.MARKS
    const { undoEscapes, walk } = exports
    this.json = {
      registers: new Int32Array(memory, at.REGISTERS, REGISTERS),
      levels: new Int32Array(memory, at.LEVELS, 4 * at.MAX_LEVELS),
      maxLevels: at.MAX_LEVELS,
      memory: Buffer.from(memory),
      input: at.INPUT,
      undoEscapes,
      walk,
    }
  }

  /**
   * @param alarms for each byte, whom it wakes whatever stands beside it
   * @param asked for each byte, who is asked about it
   * @param tellers by the number of its bit, the teller of each who may be asked
   * @returns undefined where WebAssembly isn't to be had: the plain form says the same
   */
  static of(
    { column, bits }: Grams,
    suspects: Suspects,
    alarms: Int32Array,
    asked: Int32Array,
    tellers: Uint8Array,
  ): QuickLook | undefined {
    if (compiled === null) compiled = compile()
    if (compiled === undefined) return undefined
    const { records, text } = suspects
    const pages = TABLE_PAGES + Math.ceil((records.byteLength + text.length) / PAGE)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
    const layout = layoutOf(exports)
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
    wordsAt(layout.ASKED_ALARMS, 256).set(asked)
    bytesAt(layout.TELLERS_OF).set(tellers)
    wordsAt(layout.LEXICON, lexicon.length).set(lexicon)
    wordsAt(layout.GRAMS, bits.length).set(bits)
    wordsAt(layout.SLOTS, suspects.slots.length).set(suspects.slots)
    wordsAt(layout.RECORDS, records.length).set(records)
    return new QuickLook(exports as unknown as Exports, layout, memory.buffer, textAt)
  }

  /** Takes bytes in that nobody looks at. @param bytes at most `reach` */
  load(bytes: Uint8Array): void {
    this.#input.set(bytes)
  }

  /**
   * Marks every place at which somebody may be woken.
   * @param bytes at most `reach`
   * @param without a byte that stands in none of the fields, only between them; -1 if there is none
   * @param inNames who is of interest in names
   * @param inValues who is of interest in values
   */
  over(bytes: Uint8Array, without: number, inNames: number, inValues: number): 'ASCII' | 'not ASCII' | 'too much' {
    this.load(bytes)
    // What no gram ends with is not looked at.
    const column = this.#columns[without]
    if (column !== undefined) this.#columns[without] = 0
    const seen = this.#look(bytes.length, inNames | inValues, this.#text)
    if (column !== undefined) this.#columns[without] = column
    this.json.registers[IN_NAMES] = inNames
    this.json.registers[IN_VALUES] = inValues
    this.#begin()
    return seen < 0 ? 'too much' : seen === 0 ? 'ASCII' : 'not ASCII'
  }

  /** The first of the marks of the text in the module's memory at which the walk through JSON has stopped; negative if they are too many. */
  get marksBeside(): number {
    return ((this.json.registers[BESIDE_MARKS] as number) - this.#marksAt) >> 2
  }

  /**
   * Whether nothing can be found in a part of what was looked at: nobody is woken or asked, it holds no document and stands for no other
   * text.
   * @param wanted who looks at it
   */
  isQuiet(start: number, end: number, isName: boolean, wanted: number): boolean {
    return this.#isQuiet(this.input + start, this.input + end, isName, wanted) !== 0
  }
}

function layoutOf(exports: WebAssembly.Exports): Layout {
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([, one]) => one instanceof WebAssembly.Global)
      .map(([name, one]) => [name, (one as WebAssembly.Global).value]),
  ) as Layout
}
