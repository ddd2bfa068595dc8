/**
 * A walk through JSON that stops only at what the parser has to see: a string in which something may be found, and whatever is
 * not as plain as can be. `src/engine/body/parsers/json/parser.ts` reads what it stops at, and all of it where there is no module.
 */

import { besideEnd, endsIn, putBeside, putFormBeside } from './escapes'
import { isTextQuiet } from './kept'
import { BESIDE, ENTRIES, LEVELS, MAX_LEVELS, REGISTERS } from './memory'
import { isAscii } from './quiet'

// What the next byte may be, as in the parser.
const VALUE: i32 = 0
const VALUE_OR_END: i32 = 1
const KEY: i32 = 2
const KEY_OR_END: i32 = 3
const COLON: i32 = 4
const AFTER_VALUE: i32 = 5
const DONE: i32 = 10

// Registers: what the parser tells, and is told.
const STATE: i32 = REGISTERS
const DEPTH: i32 = REGISTERS + 4
const AFTER_COMMA: i32 = REGISTERS + 8
/** The outermost container in which a key was read, or that was opened, since the parser looked last. */
const LOWEST: i32 = REGISTERS + 12
/** Bytes of the strings that were passed over. */
const WORK: i32 = REGISTERS + 16
const MAX_DEPTH: i32 = REGISTERS + 24
const MAX_ENTRIES: i32 = REGISTERS + 28
const MAX_ELEMENTS: i32 = REGISTERS + 32
const MAX_NAME: i32 = REGISTERS + 36
const MAX_STRING: i32 = REGISTERS + 40
/** Where the string ends at whose beginning the walk has stopped; 0 if it hasn't stopped at a whole string. */
const STRING_END: i32 = REGISTERS + 44
/** Containers in each other in which it stops where a value begins that may be meant for a GraphQL server, until the next of the root's entries. */
const ENTRY_DEPTH: i32 = REGISTERS + 56
const ANY_DEPTH: i32 = 0x7fffffff
/** 1: it has stopped at one. */
const AT_ENTRY: i32 = REGISTERS + 60
/** Where the text of the string begins and ends at which the walk has stopped: in the input, or beside it if it holds escapes. */
const TEXT: i32 = REGISTERS + 64
const TEXT_END: i32 = REGISTERS + 68
// A level's words.
const IS_ARRAY: i32 = 0
const INDEX: i32 = 4
const KEY_START: i32 = 8
const KEY_END: i32 = 12

const QUOTE: i32 = 0x22
const COMMA: i32 = 0x2c
const TRUE: i32 = 0x65757274
const FALS: i32 = 0x736c6166
const NULL: i32 = 0x6c6c756e

/**
 * Puts the text of a string beside the input, though nobody looks at it there.
 * @param from behind its opening quote
 * @returns where its closing quote is; see `putBeside`
 */
export function undoEscapes(from: i32, end: i32): i32 {
  return undone(putBeside(from, end))
}

/** The same for a name or a value of a form. @returns where it ends; see `putFormBeside` */
export function undoPercent(from: i32, end: i32, isName: bool): i32 {
  return undone(putFormBeside(from, end, isName))
}

function undone(to: i32): i32 {
  store<i32>(TEXT, BESIDE)
  store<i32>(TEXT_END, besideEnd)
  return to
}

/**
 * Walks from `start` on. Stops at `end`, and before what is not wholly there, not plain, over a limit, or not quiet.
 * @returns where it has stopped
 */
export function walk(start: i32, end: i32): i32 {
  let at = start
  let state = load<i32>(STATE)
  let depth = load<i32>(DEPTH)
  let afterComma = load<i32>(AFTER_COMMA)
  let level = LEVELS + ((depth - 1) << 4)
  let entryDepth = load<i32>(ENTRY_DEPTH)
  store<i32>(STRING_END, 0)
  while (at < end) {
    const byte = <i32>load<u8>(at)
    if (byte === QUOTE) {
      const isKey = state === KEY || state === KEY_OR_END
      if (!isKey && state !== VALUE && state !== VALUE_OR_END) break
      const from = at + 1
      // A body that is one string may be a document.
      if (depth === 0 && entryDepth !== 0) break
      const to = stringEnd(from, end)
      if (to === 0 || textEnd - textStart > load<i32>(isKey ? MAX_NAME : MAX_STRING)) break
      const isBeside = textStart === BESIDE
      if (isKey && (isBeside || (state === KEY_OR_END && load<i32>(MAX_ENTRIES) === 0))) break
      if (state === VALUE_OR_END && load<i32>(MAX_ELEMENTS) === 0) break
      if (textEnd > textStart) {
        if (!isTextQuiet(textStart, textEnd, isAsciiText, isKey)) {
          store<i32>(STRING_END, to)
          store<i32>(TEXT, textStart)
          store<i32>(TEXT_END, textEnd)
          break
        }
      }
      store<i32>(WORK, load<i32>(WORK) + textEnd - textStart)
      at = to + 1
      if (isKey) {
        store<i32>(level, from, KEY_START)
        store<i32>(level, to, KEY_END)
        touch(depth - 1)
        if (depth <= entryDepth && (!isAsciiText || load<u8>(markOf(from, to), ENTRIES))) {
          store<i32>(AT_ENTRY, 1)
          state = COLON
          break
        }
        if (at < end && load<u8>(at) === 0x3a) {
          at++
          state = VALUE
        } else state = COLON
      } else state = depth === 0 ? DONE : AFTER_VALUE
      afterComma = 0
      continue
    }
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      at++
      continue
    }
    if (state === AFTER_VALUE) {
      const inArray = load<i32>(level, IS_ARRAY)
      if (byte === COMMA) {
        const index = load<i32>(level, INDEX) + 1
        if (index >= load<i32>(inArray ? MAX_ELEMENTS : MAX_ENTRIES)) break
        store<i32>(level, index, INDEX)
        state = inArray ? VALUE : KEY
        afterComma = inArray
        at++
        continue
      }
      if (byte !== (inArray ? 0x5d : 0x7d)) break
    } else if (state === VALUE || state === VALUE_OR_END) {
      if (byte === 0x7b || byte === 0x5b) {
        if (depth === MAX_LEVELS || depth >= load<i32>(MAX_DEPTH)) break
        if (state === VALUE_OR_END && load<i32>(MAX_ELEMENTS) === 0) break
        touch(depth)
        depth++
        level += 16
        store<i32>(level, byte === 0x5b ? 1 : 0, IS_ARRAY)
        store<i32>(level, 0, INDEX)
        store<i32>(level, 0, KEY_START)
        store<i32>(level, 0, KEY_END)
        state = byte === 0x5b ? VALUE_OR_END : KEY_OR_END
        afterComma = 0
        at++
        continue
      }
      if (byte !== 0x5d || state === VALUE) {
        if (state === VALUE_OR_END && load<i32>(MAX_ELEMENTS) === 0) break
        const to = scalarEnd(at, end, byte)
        if (to === 0) break
        at = to
        state = depth === 0 ? DONE : AFTER_VALUE
        afterComma = 0
        continue
      }
    } else if (state === COLON) {
      if (byte !== 0x3a) break
      state = VALUE
      at++
      continue
    } else if (state !== KEY_OR_END || byte !== 0x7d) break
    // A closing bracket of the right kind.
    depth--
    level -= 16
    if (depth === 1 && entryDepth !== 0) entryDepth = ANY_DEPTH
    state = depth === 0 ? DONE : AFTER_VALUE
    at++
  }
  store<i32>(STATE, state)
  store<i32>(DEPTH, depth)
  store<i32>(AFTER_COMMA, afterComma)
  return at
}

/** Walks through a document that is all there. @returns where it has stopped */
export function walkWhole(start: i32, end: i32): i32 {
  store<i32>(STATE, VALUE)
  store<i32>(DEPTH, 0)
  store<i32>(AFTER_COMMA, 0)
  store<i32>(ENTRY_DEPTH, 0)
  return walk(start, end)
}

/** Whether the document that was walked through is complete. */
export function isDone(): bool {
  return load<i32>(STATE) === DONE
}

function touch(depth: i32): void {
  if (depth < load<i32>(LOWEST)) store<i32>(LOWEST, depth)
}

/** What a key has in common with few others, whatever its case: its length, its first letter and its last. */
function markOf(from: i32, to: i32): i32 {
  return ((to - from) * 37 + (load<u8>(from) & 0x1f) * 7 + (load<u8>(to - 1) & 0x1f)) & 0xff
}

// Of the string whose end was found last: where its text lies, in the input or beside it, and whether all of it is ASCII.
let textStart: i32 = 0
let textEnd: i32 = 0
let isAsciiText: bool = true

/** Where the string that begins at `from` ends; 0 if it holds what isn't plain, or doesn't end. */
function stringEnd(from: i32, end: i32): i32 {
  let highs: i32 = 0
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at)
    const high = i8x16.bitmask(bytes)
    const ends = endsIn(bytes)
    if (ends !== 0) {
      const to = at + ctz(ends)
      if (to >= end) return 0
      if (load<u8>(to) === 0x5c) return escapedEnd(from, end)
      // Of those before the end.
      isAsciiText = (highs | (high & (ends - 1) & ~ends)) === 0
      textStart = from
      textEnd = to
      return load<u8>(to) === 0x22 ? to : 0
    }
    highs |= high
  }
  return 0
}

/** The same for a string that holds escapes: its text is put beside the input. */
function escapedEnd(from: i32, end: i32): i32 {
  const to = putBeside(from, end)
  textStart = BESIDE
  textEnd = besideEnd
  isAsciiText = isAscii(textStart, textEnd)
  return to
}

/** Where a number or a word ends; 0 if it isn't one, or may go on behind `end`. */
function scalarEnd(start: i32, end: i32, first: i32): i32 {
  if (first > 0x39) {
    const length = first === 0x66 ? 5 : 4
    if (start + length > end) return 0
    const word = load<i32>(start)
    if (first === 0x66) return word === FALS && load<u8>(start + 4) === 0x65 ? start + 5 : 0
    return word === TRUE || word === NULL ? start + 4 : 0
  }
  let at = start
  if (first === 0x2d) at++
  if (at < end && load<u8>(at) === 0x30) at++
  else {
    const to = digitsEnd(at, end)
    if (to === at) return 0
    at = to
  }
  if (at < end && load<u8>(at) === 0x2e) {
    const to = digitsEnd(at + 1, end)
    if (to === at + 1) return 0
    at = to
  }
  if (at < end && (load<u8>(at) | 0x20) === 0x65) {
    at++
    if (at < end && (load<u8>(at) === 0x2b || load<u8>(at) === 0x2d)) at++
    const to = digitsEnd(at, end)
    if (to === at) return 0
    at = to
  }
  return at < end ? at : 0
}

function digitsEnd(start: i32, end: i32): i32 {
  let at = start
  while (at < end && <u8>(load<u8>(at) - 0x30) <= 9) at++
  return at
}
