/** The screen's look at a chunk: every place at which somebody may be woken. `src/engine/screen/` says how it works. */
import {
  ALARMS,
  ASKED_ALARMS,
  BESIDE,
  COLUMNS,
  FOLDED,
  GRAMS,
  INPUT,
  MARKS,
  MARKS_END,
  PAIRS,
  PLACES,
  RECORDS,
  SLOTS,
} from './memory'

// As in `grams.ts` and `suspects.ts`.
const COLUMN_BITS: i32 = 6
const GRAM_MASK: i32 = (1 << (3 * COLUMN_BITS)) - 1
const SLOT_BITS: i32 = 13
const HASH_FACTOR: i32 = 0x9e3779b1
const BEHIND: i32 = 4
const BEFORE: i32 = 8
const ASKED: i32 = 4
const IS_PUNCTUATION: i32 = 8
const LENGTH: i32 = 12
const CORE_END: i32 = 16
const TEXT: i32 = 20
const RECORD: i32 = 24

// A mark's words: the place, ascending; who is woken there; who is asked; and where what wakes them begins and ends.
export const PLACE: i32 = 0
export const WAKES: i32 = 4
export const ASKS: i32 = 8
/** Bytes from its beginning to the place, bytes behind the place << 8, and whether it is a byte << 16 or punctuation << 17. */
export const EXTENT: i32 = 12
export const MARK: i32 = 16
const IS_BYTE: i32 = 1 << 16

/** Stands behind the last mark. */
const NOWHERE: i32 = 0x7fffffff

/** Where the next mark goes. */
let to: i32 = 0
/** All bytes that were looked at last in one. */
let every: i32 = 0
/** Behind the marks of the input. */
let behind: i32 = 0
let lookedFor: i32 = 0
let literals: i32 = 0

/**
 * Marks the places in `length` bytes of the input.
 * @param wanted whoever is of interest, a bit for each
 * @param text where the literals' bytes begin
 * @returns 0 if all of the input is ASCII, 1 if not, -1 if there are too many marks
 */
export function look(length: i32, wanted: i32, text: i32): i32 {
  lookedFor = wanted
  literals = text
  to = MARKS
  if (!markAll(INPUT, INPUT + length)) return -1
  behind = to + MARK
  return i32(every > 0x7f)
}

/**
 * The same for `length` bytes beside the input: their marks stand behind those of the input, until it is asked again.
 * @returns the first of them; 0 if there are too many
 */
export function lookBeside(length: i32): i32 {
  to = behind
  return markAll(BESIDE, BESIDE + length) ? behind : 0
}

function markAll(start: i32, end: i32): bool {
  const last = find(start, end)
  for (let from = PLACES; from < last; from += 4) {
    if (to > MARKS_END) return false
    markAt(load<i32>(from), lookedFor, literals)
  }
  store<i32>(to, NOWHERE)
  return true
}

/** Writes down every byte that ends a gram whose bit is set. */
function find(start: i32, end: i32): i32 {
  let gram: i32 = 0
  let all: i32 = 0
  let place = PLACES
  for (let at = start; at < end; at++) {
    const byte = <i32>load<u8>(at)
    all |= byte
    gram = (gram << COLUMN_BITS) | <i32>load<u8>(byte, COLUMNS)
    store<i32>(place, at)
    // No branch: which byte it will be, nobody can foretell.
    place += ((load<i32>((gram >>> 3) & ((GRAM_MASK >>> 3) & ~3), GRAMS) >>> gram) & 1) << 2
  }
  every = all
  return place
}

/** Marks who is woken, or asked, by the byte at `at` or a literal whose core ends with it. */
function markAt(at: i32, wanted: i32, text: i32): void {
  const byte = (<i32>load<u8>(at)) << 2
  mark(at, load<i32>(byte, ALARMS) & wanted, load<i32>(byte, ASKED_ALARMS) & wanted, IS_BYTE)
  const c = <i32>load<u8>(<i32>load<u8>(at), FOLDED)
  const pair = ((<i32>load<u8>(<i32>load<u8>(at - 1), FOLDED)) << 8) | c
  if (((<i32>load<u8>(pair >>> 3, PAIRS) >>> (pair & 7)) & 1) !== 0) markLiterals(slotOf(pair), at, wanted, text)
  const slot = slotOf(((<i32>load<u8>(<i32>load<u8>(at - 2), FOLDED)) << 16) | pair)
  const behind = load<i32>(slot, BEHIND) >>> <i32>load<u8>(at + 1)
  const before = load<i32>(slot, BEFORE) >>> <i32>load<u8>(at - 3)
  if ((behind & before & 1) !== 0) markLiterals(slot, at, wanted, text)
}

function mark(at: i32, wakes: i32, asks: i32, extent: i32): void {
  if ((wakes | asks) === 0) return
  store<i32>(to, at - INPUT, PLACE)
  store<i32>(to, wakes, WAKES)
  store<i32>(to, asks, ASKS)
  store<i32>(to, extent, EXTENT)
  to += MARK
}

function slotOf(core: i32): i32 {
  return ((((core + 1) * HASH_FACTOR) >>> (32 - SLOT_BITS)) << 4) + SLOTS
}

/** Marks the literals of a slot's list that stand at their core, which ends with the byte at `at`. */
function markLiterals(slot: i32, at: i32, wanted: i32, text: i32): void {
  for (let record = (load<i32>(slot) << 2) + RECORDS; load<i32>(record, LENGTH) !== 0; record += RECORD) {
    const length = load<i32>(record, LENGTH)
    const wakes = load<i32>(record) & wanted
    const asks = load<i32>(record, ASKED) & wanted
    if ((wakes | asks) === 0) continue
    const back = load<i32>(record, CORE_END) - 1
    const from = at - back
    const literal = text + load<i32>(record, TEXT)
    let i: i32 = 0
    while (i < length && load<u8>(<i32>load<u8>(from + i), FOLDED) === load<u8>(literal + i)) i++
    if (i === length)
      mark(at, wakes, asks, back | ((length - back - 1) << 8) | (load<i32>(record, IS_PUNCTUATION) << 17))
  }
}
