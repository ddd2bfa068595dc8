/**
 * The quick look's loop as a WebAssembly module, which runs it twice as fast as JavaScript does: no bounds are checked.
 * Put together by hand, since it is some forty instructions; `quick-look.test.ts` holds it to the plain form.
 */
import { COLUMN_BITS, GRAM_MASK } from './grams.ts'

/** Where things lie in the module's memory. */
export interface Layout {
  readonly columns: number
  readonly grams: number
}

// Parameters and variables of the function.
const AT = 0
const END = 1
const OUT = 2
const GRAM = 3
const BYTE = 4

const I32 = 0x7f
const EMPTY = 0x40
const END_OF_BLOCK = 0x0b
const AND = 0x71
const OR = 0x72
const ADD = 0x6a
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

/**
 * `look(at, end, out)` over the memory `of.memory`: writes the place of every byte that ends a gram whose bit is set, or that
 * isn't ASCII, to `out`, and returns where the places end.
 */
export function assemble({ columns, grams }: Layout): Uint8Array<ArrayBuffer> {
  const loop = [
    // gram = (gram << COLUMN_BITS) | columns[byte = memory[at]]
    ...[...get(GRAM), ...constant(COLUMN_BITS), SHIFT_LEFT],
    ...[...get(AT), ...loadByte(0), ...tee(BYTE), ...loadByte(columns), OR, ...set(GRAM)],
    // memory[out] = at
    ...[...get(OUT), ...get(AT), ...storeWord()],
    // out += (((grams[(gram & GRAM_MASK) >>> 5] >>> gram) | (byte >>> 7)) & 1) * 4
    ...[...get(OUT)],
    ...[...get(GRAM), ...constant(3), SHIFT_RIGHT, ...constant((GRAM_MASK >>> 3) & ~3), AND, ...loadWord(grams)],
    ...[...get(GRAM), SHIFT_RIGHT, ...get(BYTE), ...constant(7), SHIFT_RIGHT, OR],
    ...[...constant(1), AND, ...constant(2), SHIFT_LEFT, ADD, ...set(OUT)],
    // at += 1
    ...[...get(AT), ...constant(1), ADD, ...set(AT)],
  ]
  const again = [0x0c, 0]
  const leaveIf = [0x0d, 1]
  const body = [
    ...[1, 2, I32],
    ...[0x02, EMPTY, 0x03, EMPTY, ...get(AT), ...get(END), NOT_LESS, ...leaveIf],
    ...[...loop, ...again, END_OF_BLOCK, END_OF_BLOCK],
    ...[...get(OUT), END_OF_BLOCK],
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
  return rest === 0 && (low & 0x40) === 0 ? [low] : [low | 0x80, ...signed(rest)]
}
