/** Bytes in the screen's module, and what it does for those who read them, far faster than byte by byte: `assembly/`. */
export interface Loaded {
  /** What is told to the module, and by it. */
  readonly registers: Int32Array
  /** Four numbers for each open container, the outermost first: `LEVEL_…`. */
  readonly levels: Int32Array
  /** Containers in each other that the walk through JSON follows. */
  readonly maxLevels: number
  /** The module's memory, in which a text lies that stands with escapes in the bytes. */
  readonly memory: Buffer
  /** Where a head's fields are told to the module: `HEAD_FIELD_SIZE` numbers each, see `firstLoud`. */
  readonly headFields: Int32Array
  readonly maxHeadFields: number
  /** The place of the chunk's first byte, which itself may not have been taken in. */
  input: number
  /**
   * Passes over the parts of JSON in which nothing can be found. It stops at a string in which something may be, and before whatever isn't as plain as can be.
   * @returns the place at which it has stopped
   */
  walk(start: number, end: number): number
  /**
   * Passes over fields of a head in which nothing can be found. Of each it is told where the value begins and ends, and what it is; of cookies it
   * tells where the first begins in which something could be found.
   * @param wanted whoever looks at them: a bit for each
   * @param inCookies whoever looks at cookies' values
   * @returns the first from `first` on that isn't plain; `count` if all are
   */
  firstLoud(first: number, count: number, wanted: number, inCookies: number): number
  /**
   * Puts the text of a string with escapes into the memory, at `TEXT` up to `TEXT_END`.
   * @param start behind its opening quote
   * @returns where its closing quote is; 0 if it isn't wholly there, not plain, or too long
   */
  undoEscapes(start: number, end: number): number
  /**
   * The same for a name or a value of a form, and its percent sequences and plus signs.
   * @returns where it ends: at `&`, `;`, a name's `=`, or at `end`; 0 if it isn't well formed, or too long
   */
  undoPercent(start: number, end: number, isName: boolean): number
  /** Where the pairs of a form are told that were passed over: `FORM_PAIR_SIZE` numbers each. */
  readonly formPairs: Int32Array
  /** Pairs that `walkForm` passes over at once. */
  readonly maxFormPairs: number
  /**
   * Passes over the pairs of a form in which nothing can be found, `PAIRS_PASSED` of them.
   * @param start where a pair begins
   * @param isWhole the last pair ends at `end`
   * @returns where a pair begins that has to be read; `end` if none has
   */
  walkForm(start: number, end: number, isWhole: boolean): number
}

// Registers.
export const STATE = 0
export const DEPTH = 1
/** An array's comma was the last that was read. */
export const AFTER_COMMA = 2
/** The outermost container in which a key was read, or that was opened. */
export const LOWEST = 3
/** Bytes of the strings that were passed over. */
export const WORK = 4
/** Where the value begins that was looked at last; 0 if none was, or it holds too much. */
export const LOOKED_FROM = 5
export const MAX_LEVELS_ALLOWED = 6
export const MAX_ENTRIES = 7
export const MAX_ELEMENTS = 8
export const MAX_NAME = 9
export const MAX_STRING = 10
/** Where the string ends at whose beginning it has stopped; 0 if it hasn't stopped at one. */
export const STRING_END = 11
/** Whoever looks at names, and at values: a bit for each. */
export const IN_NAMES = 12
export const IN_VALUES = 13
/** Containers in each other in which it stops where a value begins that may be meant for a GraphQL server, until the next of the root's entries. */
export const ENTRY_DEPTH = 14
/** 1: it has stopped at one, behind the key. */
export const AT_ENTRY = 15
/** Where the text of the string begins and ends at which it has stopped: behind its quote, or elsewhere in the memory if it holds escapes. */
export const TEXT = 16
export const TEXT_END = 17
/** Who looks at the names and values that the module keeps of what was taken in; 0 if it keeps none. */
export const KEPT_FOR = 18
/** 1: it was a head that was taken in, whose tokens the module reads. */
export const READS_TOKENS = 19
/** Pairs of a form that were passed over. */
export const PAIRS_PASSED = 20
/** Registers there are. */
export const REGISTERS = 21

// A container's numbers: whether it is an array, how many commas were read in it, and where its last key stands.
export const LEVEL_IS_ARRAY = 0
export const LEVEL_INDEX = 1
export const LEVEL_KEY_START = 2
export const LEVEL_KEY_END = 3
export const LEVEL_SIZE = 4

/** Numbers of a head's field: where its value begins and ends, and one of the following. */
export const HEAD_FIELD_SIZE = 3
export const HEAD_FIELD_ANY = 0
/** Its grammar consists of tokens, parameters and quoted strings. */
export const HEAD_FIELD_STRUCTURED = 1
export const HEAD_FIELD_COOKIES = 2

// Numbers of a form's pair: where its name begins and ends, and how many bytes its value has, decoded.
export const PAIR_NAME_START = 0
export const PAIR_NAME_END = 1
export const PAIR_VALUE_BYTES = 2
export const FORM_PAIR_SIZE = 3
