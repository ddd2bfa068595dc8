/** The screen's look at a value: every place at which somebody may be woken. `src/engine/screen/` says how it works. */
import {
  ALARMS,
  ASKED_ALARMS,
  COLUMNS,
  FOLDED,
  GRAMS,
  MARKS,
  MARKS_END,
  PAIRS,
  PLACES,
  RECORDS,
  REGISTERS,
  SLOTS,
} from './memory'

// As in `grams.ts` and `suspects.ts`.
const COLUMN_BITS: i32 = 6
const GRAM_MASK: i32 = (1 << (3 * COLUMN_BITS)) - 1
const SLOT_BITS: i32 = 14
const HASH_FACTOR: i32 = 0x9e3779b1
const BEHIND: i32 = 4
const BEFORE: i32 = 8
const ASKED: i32 = 4
const IS_LITERAL_PUNCTUATION: i32 = 8
const LENGTH: i32 = 12
const CORE_END: i32 = 16
const TEXT: i32 = 20
const RECORD: i32 = 24

/** Where the value begins that was looked at last; 0 if its bytes may be others now, or there were too many marks. */
const LOOKED_FROM: i32 = REGISTERS + 20

// A mark's words: the place from the value's beginning, ascending; who is woken there; who is asked; and where what wakes them begins
// and ends.
export const WAKES: i32 = 4
export const ASKS: i32 = 8
/** Bytes from its beginning to the place, bytes behind the place << 8, and whether it is a byte << 16 or punctuation << 17. */
export const EXTENT: i32 = 12
export const MARK: i32 = 16
export const IS_BYTE: i32 = 1 << 16
export const IS_PUNCTUATION: i32 = 1 << 17

/** Stands behind the last mark. */
const NOWHERE: i32 = 0x7fffffff

/** Where the literals' bytes begin. */
let literals: i32 = 0

/** @param at where the literals' bytes begin */
export function begin(at: i32): void {
  literals = at
}

// Of the look that is under way, or was the last: the value, and for whom it is.
let textFrom: i32 = 0
let textTo: i32 = 0
let lookedFor: i32 = 0
/** They, and who is of interest in a part of it. */
let wanted: i32 = 0
/** Where the next mark goes; behind the last. */
export let marksEnd: i32 = 0
/** Everybody who is woken, and who is asked. */
export let woken: i32 = 0
export let asked: i32 = 0

/** What was looked at last has other bytes now. */
export function forgetLook(): void {
  store<i32>(LOOKED_FROM, 0)
}

/** Whether this value was looked at last. */
export function isLooked(from: i32, to: i32, wanting: i32): bool {
  return load<i32>(LOOKED_FROM) === from && textTo === to && lookedFor === wanting
}

/**
 * Marks the places in a value.
 * @param wanting whoever is of interest, a bit for each
 * @returns false if there are too many marks
 */
export function look(from: i32, to: i32, wanting: i32): bool {
  return isLooked(from, to, wanting) || lookAgain(from, to, wanting, 0)
}

/** The same of a value that was not looked at before. @param besides who is of interest in a part of it */
export function lookAgain(from: i32, to: i32, wanting: i32, besides: i32): bool {
  textFrom = from
  textTo = to
  lookedFor = wanting
  wanted = wanting | besides
  woken = 0
  asked = 0
  marksEnd = MARKS
  const last = find(from, to)
  for (let place = PLACES; place < last; place += 4) {
    if (marksEnd > MARKS_END) {
      forgetLook()
      return false
    }
    markAt(load<i32>(place))
  }
  store<i32>(marksEnd, NOWHERE)
  store<i32>(LOOKED_FROM, from)
  return true
}

/** Writes down every byte that ends a gram whose bit is set. */
function find(start: i32, end: i32): i32 {
  let gram: i32 = 0
  let place = PLACES
  for (let at = start; at < end; at++) {
    gram = (gram << COLUMN_BITS) | <i32>load<u8>(<i32>load<u8>(at), COLUMNS)
    store<i32>(place, at)
    // No branch: which byte it will be, nobody can foretell.
    place += ((load<i32>((gram >>> 3) & ((GRAM_MASK >>> 3) & ~3), GRAMS) >>> gram) & 1) << 2
  }
  return place
}

/** Marks who is woken, or asked, by the byte at `at` or a literal whose core ends with it. */
function markAt(at: i32): void {
  const byte = (<i32>load<u8>(at)) << 2
  mark(at, load<i32>(byte, ALARMS) & wanted, load<i32>(byte, ASKED_ALARMS) & wanted, IS_BYTE)
  const c = <i32>load<u8>(<i32>load<u8>(at), FOLDED)
  const pair = ((<i32>load<u8>(<i32>load<u8>(at - 1), FOLDED)) << 8) | c
  if (((<i32>load<u8>(pair >>> 3, PAIRS) >>> (pair & 7)) & 1) !== 0) markLiterals(slotOf(pair), at)
  const slot = slotOf(((<i32>load<u8>(<i32>load<u8>(at - 2), FOLDED)) << 16) | pair)
  const behind = load<i32>(slot, BEHIND) >>> <i32>load<u8>(at + 1)
  const before = load<i32>(slot, BEFORE) >>> <i32>load<u8>(at - 3)
  if ((behind & before & 1) !== 0) markLiterals(slot, at)
}

function mark(at: i32, wakes: i32, asks: i32, extent: i32): void {
  if ((wakes | asks) === 0) return
  woken |= wakes
  asked |= asks
  store<i32>(marksEnd, at - textFrom)
  store<i32>(marksEnd, wakes, WAKES)
  store<i32>(marksEnd, asks, ASKS)
  store<i32>(marksEnd, extent, EXTENT)
  marksEnd += MARK
}

function slotOf(core: i32): i32 {
  return ((((core + 1) * HASH_FACTOR) >>> (32 - SLOT_BITS)) << 4) + SLOTS
}

/** Marks the literals of a slot's list that stand at their core, which ends with the byte at `at`. */
function markLiterals(slot: i32, at: i32): void {
  for (let record = (load<i32>(slot) << 2) + RECORDS; load<i32>(record, LENGTH) !== 0; record += RECORD) {
    const length = load<i32>(record, LENGTH)
    const wakes = load<i32>(record) & wanted
    const asks = load<i32>(record, ASKED) & wanted
    if ((wakes | asks) === 0) continue
    const back = load<i32>(record, CORE_END) - 1
    const from = at - back
    if (from < textFrom || from + length > textTo) continue
    if (stands(literals + load<i32>(record, TEXT), length, from))
      mark(at, wakes, asks, back | ((length - back - 1) << 8) | (load<i32>(record, IS_LITERAL_PUNCTUATION) << 17))
  }
}

/** Whether a literal stands at `from`, in any case: sixteen bytes at once, since nobody can foretell which of them differs. */
function stands(literal: i32, length: i32, from: i32): bool {
  for (let i: i32 = 0; i < length; i += 16) {
    const bytes = v128.load(from + i)
    const isCapital = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x41)), i8x16.splat(26))
    const folded = v128.or(bytes, v128.and(isCapital, i8x16.splat(0x20)))
    const same = i8x16.bitmask(i8x16.eq(folded, v128.load(literal + i)))
    if ((~same & ((1 << min(16, length - i)) - 1)) !== 0) return false
  }
  return true
}
