/**
 * Where things lie in the module's memory: addresses in bytes. The host reads them from the module's exports, so that they
 * stand here alone.
 */

import { LEXICON_SLOTS } from '../src/engine/asking/lists'
import { PIECE_BYTES, WINDOW_BYTES } from '../src/engine/windows'

/** Bytes of the input at most. */
export const REACH: i32 = PIECE_BYTES
/** Where the input begins. What stands before it, or behind its end, may be read and means nothing. */
export const INPUT: i32 = 1_024
/** A byte for each byte: ASCII capitals as small letters. */
export const FOLDED: i32 = INPUT + REACH + 1_024
/** A byte for each byte: the way in which the look sees it. */
export const COLUMNS: i32 = FOLDED + 256
/** A word for each byte: whom it wakes. */
export const ALARMS: i32 = COLUMNS + 256
/** A word for each byte: who is asked about it. */
export const ASKED_ALARMS: i32 = ALARMS + 1_024
/** A word for each byte: whom it wakes where punctuation is ordinary. */
export const STRUCTURED_ALARMS: i32 = ASKED_ALARMS + 1_024
/** A byte for each byte: what a value that begins with it may hold; see `openers.ts`. */
export const OPENERS: i32 = STRUCTURED_ALARMS + 1_024
/** A byte for each byte: what it stands for in base64; 64 for the padding, 255 for what has no place in it. */
export const SEXTETS: i32 = OPENERS + 256
/** A byte for each byte: the value of a hexadecimal digit, or 255. */
export const HEX_DIGITS: i32 = SEXTETS + 256
/** A byte for each key's mark: 1 for those that a GraphQL server asks for; see `markOf` in `json.ts`. */
export const ENTRIES: i32 = HEX_DIGITS + 256
/** A byte for each byte: what it stands for behind a backslash; 0 for nothing. */
export const ESCAPES: i32 = ENTRIES + 256
/** Registers of the walk through JSON; see `json.ts`. */
export const REGISTERS: i32 = ESCAPES + 256
/** The register that holds whoever looks at names, a bit for each. */
export const IN_NAMES: i32 = REGISTERS + 48
/** The register that holds whoever looks at values. */
export const IN_VALUES: i32 = REGISTERS + 52
/** The register that says whether the input is a head, whose tokens are read here. */
export const READS_TOKENS: i32 = REGISTERS + 76
export const QUIET_STRINGS_BYTES: i32 = 2_048
/** Sixteen bytes for each of the input's keys in which nothing was found; see `kept.ts`. */
export const QUIET_KEYS: i32 = REGISTERS + 256
/** The same of its values. */
export const QUIET_VALUES: i32 = QUIET_KEYS + QUIET_STRINGS_BYTES
/** Four words for each open container. */
export const LEVELS: i32 = QUIET_VALUES + QUIET_STRINGS_BYTES
/** Containers in each other that the walk follows. */
export const MAX_LEVELS: i32 = 64
/** A bit for each three columns in a row. */
export const GRAMS: i32 = LEVELS + MAX_LEVELS * 16
/** A bit for each two bytes. */
export const PAIRS: i32 = GRAMS + 32_768
/** Four words for each slot. */
export const SLOTS: i32 = PAIRS + 8_192
/** Words and the lists that they are on; see `src/engine/asking/`. */
export const LEXICON: i32 = SLOTS + 262_144
/** A byte for the bit of each who may be asked: the number by which the module knows what they say. */
export const TELLERS_OF: i32 = LEXICON + 8 * LEXICON_SLOTS
/** A byte for each byte: as a word has it, or 0; see `src/engine/asking/value.ts`. */
export const WORD_CODES: i32 = TELLERS_OF + 64
/** Three words for each field of a head; see `plain.ts`. */
export const FIELDS: i32 = WORD_CODES + 256
/** Fields that stand there at most. */
export const MAX_FIELDS: i32 = 64
/** Three words for each pair of a form that was passed over; see `form.ts`. */
export const FORM_PAIRS: i32 = FIELDS + 12 * MAX_FIELDS
/** Pairs that stand there at most. */
export const MAX_FORM_PAIRS: i32 = 64
/** The addresses of bytes of a value that a closer look is due at. */
export const PLACES: i32 = FORM_PAIRS + 12 * MAX_FORM_PAIRS
/** What that look has found: four words each, see `look.ts`. */
export const MARKS: i32 = PLACES + 4 * (REACH + 1) + 60
/** No place begins behind it: one has a few at most. */
export const MARKS_END: i32 = MARKS + 16 * REACH
/** Text that stands with escapes in the input, without them. What stands before it, or behind its end, may be read and means nothing. */
export const BESIDE: i32 = MARKS_END + 4_096 + 64
/** Bytes of the longest such text. */
export const BESIDE_REACH: i32 = WINDOW_BYTES
/** What a part of a token stands for. What stands behind its end may be read and means nothing. */
export const TOKEN: i32 = BESIDE + BESIDE_REACH + 1_024
/** Bytes of the longest such part, in base64. */
export const TOKEN_REACH: i32 = 8_192
/** Six words for each literal, then the literals' bytes. */
export const RECORDS: i32 = TOKEN + TOKEN_REACH + 64
