/**
 * The quick look's loops as a WebAssembly module, which runs them twice as fast as JavaScript does: no bounds are checked.
 * Put together by hand, since they are some hundred instructions; `quick-look.test.ts` holds them to the plain form.
 */
import { COLUMN_BITS, GRAM_MASK } from './grams.ts'
import { BEFORE, BEHIND, HASH_FACTOR, SLOT_BITS, SLOT_SHIFT } from './suspects.ts'

/** Bytes before the input at least: what stands before its first byte is looked at, and means nothing. */
export const MARGIN = 4

/** Where things lie in the module's memory. */
export interface Layout {
  readonly columns: number
  readonly grams: number
  /** See `Suspects`. */
  readonly folded: number
  readonly pairs: number
  readonly slots: number
  /** 1 for each byte that matters whatever stands beside it. */
  readonly alarms: number
}

// Parameters and variables of the function.
const AT = 0
const END = 1
const OUT = 2
const GRAM = 3
const BYTE = 4
const FROM = 5
const TO = 6
const SLOT = 7
const PAIR = 8

const I32 = 0x7f
const EMPTY = 0x40
const END_OF_BLOCK = 0x0b
const AND = 0x71
const OR = 0x72
const ADD = 0x6a
const MULTIPLY = 0x6c
const SHIFT_LEFT = 0x74
const SHIFT_RIGHT = 0x76
const NOT_LESS = 0x4f

const get = (variable: number): number[] => [0x20, variable]
const set = (variable: number): number[] => [0x21, variable]
const tee = (variable: number): number[] => [0x22, variable]
const constant = (value: number): number[] => [0x41, ...signed(value)]
const loadByte = (offset: number): number[] => [0x2d, 0, ...unsigned(offset)]
const loadWord = (offset: number): number[] => [0x28, 2, ...unsigned(offset)]
const storeWord = (): number[] => [0x36, 2, 0]
const section = (id: number, ...content: number[]): number[] => [id, ...unsigned(content.length), ...content]
const name = (text: string): number[] => [text.length, ...Buffer.from(text)]

/** A loop that runs while `variable` is less than `limit`. */
const loop = (variable: number, limit: number, body: readonly number[]): number[] => [
  ...[0x02, EMPTY, 0x03, EMPTY, ...get(variable), ...get(limit), NOT_LESS, 0x0d, 1],
  ...[...body, 0x0c, 0, END_OF_BLOCK, END_OF_BLOCK],
]

/**
 * `look(at, end, out)` over the memory `of.memory`: writes the place of every byte that ends a gram whose bit is set, or that
 * isn't ASCII, to `out`; then keeps of these those that `Suspects` has to look at. Returns where the places end.
 */
export function assemble(layout: Layout): Uint8Array<ArrayBuffer> {
  const find = [
    // gram = (gram << COLUMN_BITS) | columns[byte = memory[at]]
    ...[...get(GRAM), ...constant(COLUMN_BITS), SHIFT_LEFT],
    ...[...get(AT), ...loadByte(0), ...tee(BYTE), ...loadByte(layout.columns), OR, ...set(GRAM)],
    // memory[to] = at
    ...[...get(TO), ...get(AT), ...storeWord()],
    // to += (((grams[(gram & GRAM_MASK) >>> 5] >>> gram) | (byte >>> 7)) & 1) * 4
    ...[...get(TO)],
    ...[...get(GRAM), ...constant(3), SHIFT_RIGHT, ...constant((GRAM_MASK >>> 3) & ~3), AND, ...loadWord(layout.grams)],
    ...[...get(GRAM), SHIFT_RIGHT, ...get(BYTE), ...constant(7), SHIFT_RIGHT, OR],
    ...[...constant(1), AND, ...constant(2), SHIFT_LEFT, ADD, ...set(TO)],
    // at += 1
    ...[...get(AT), ...constant(1), ADD, ...set(AT)],
  ]
  const folded = (distance: number) => [...get(AT), ...loadByte(MARGIN - distance), ...loadByte(layout.folded)]
  const keep = [
    // at = memory[from] - MARGIN: an offset can't be negative
    ...[...get(FROM), ...loadWord(0), ...constant(-MARGIN), ADD, ...set(AT)],
    // pair = (b << 8) | c
    ...[...folded(1), ...constant(8), SHIFT_LEFT, ...folded(0), OR, ...set(PAIR)],
    // slot = the bytes before the slot of a, b, c
    ...[...folded(2), ...constant(16), SHIFT_LEFT, ...get(PAIR), OR, ...constant(1), ADD],
    ...[...constant(HASH_FACTOR | 0), MULTIPLY, ...constant(32 - SLOT_BITS), SHIFT_RIGHT],
    ...[...constant(SLOT_SHIFT + 2), SHIFT_LEFT, ...set(SLOT)],
    // memory[to] = at + MARGIN
    ...[...get(TO), ...get(AT), ...constant(MARGIN), ADD, ...storeWord()],
    // to += ((behind[slot] >>> next) & (before[slot] >>> last) | pairs[pair] | alarms[c]) & 1) * 4
    ...[...get(TO)],
    ...[...get(SLOT), ...loadWord(layout.slots + 4 * BEHIND), ...get(AT), ...loadByte(MARGIN + 1), SHIFT_RIGHT],
    ...[...get(SLOT), ...loadWord(layout.slots + 4 * BEFORE), ...get(AT), ...loadByte(MARGIN - 3), SHIFT_RIGHT, AND],
    ...[...get(PAIR), ...constant(3), SHIFT_RIGHT, ...loadByte(layout.pairs)],
    ...[...get(PAIR), ...constant(7), AND, SHIFT_RIGHT, OR],
    ...[...get(AT), ...loadByte(MARGIN), ...loadByte(layout.alarms), OR],
    ...[...constant(1), AND, ...constant(2), SHIFT_LEFT, ADD, ...set(TO)],
    // from += 4
    ...[...get(FROM), ...constant(4), ADD, ...set(FROM)],
  ]
  const body = [
    ...[1, 6, I32],
    ...[...get(OUT), ...set(TO), ...loop(AT, END, find)],
    ...[...get(OUT), ...set(FROM), ...get(TO), ...set(END), ...get(OUT), ...set(TO), ...loop(FROM, END, keep)],
    ...[...get(TO), END_OF_BLOCK],
  ]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 3, I32, I32, I32, 1, I32),
    ...section(2, 1, ...name('of'), ...name('memory'), 2, 0, 1),
    ...section(3, 1, 0),
    ...section(7, 1, ...name('look'), 0, 0),
    ...section(10, 1, ...unsigned(body.length), ...body),
  ])
}

/** LEB128 */
function unsigned(value: number): number[] {
  const low = value & 0x7f
  return value < 0x80 ? [low] : [low | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): number[] {
  const low = value & 0x7f
  const rest = value >> 7
  const isLast = (low & 0x40) === 0 ? rest === 0 : rest === -1
  return isLast ? [low] : [low | 0x80, ...signed(rest)]
}
