/** The lists that words are on, a bit for each: what is asked about ordinary words is asked by them. */

/** Before an operand of SQL: what follows tells. */
export const PREFIX: i32 = 1
/** Operators between operands that are prose as well. */
export const OPERATOR: i32 = 2
/** Behind a quote that the value leaves. */
export const CONTINUES: i32 = 4
/** Behind an operand that ends a condition, or ORDER BY. */
export const ENDS: i32 = 8
/** `and`, `or`, `xor` */
export const LOGIC: i32 = 16
/** `like`, `in`, `is`, `between` */
export const COMPARES: i32 = 32
/** `null` and its like. */
export const NULLS: i32 = 64
/** UNION, its like, and what may stand behind them. */
export const JOINS: i32 = 128
/** Begins a query that isn't SELECT. */
export const QUERIES: i32 = 256
/** Behind SELECT. */
export const READS: i32 = 512
/** Behind a list of columns. */
export const ENDS_LIST: i32 = 1024
/** `not` */
export const NOT: i32 = 2048
/** `if` */
export const IF: i32 = 4096
/** The name of a command. */
export const COMMAND: i32 = 8192
/** One that is a word as well, and takes no words for arguments. */
export const PROSE_COMMAND: i32 = 16384
/** Behind a command's first hyphen: `apt-get`, `Get-ChildItem`. */
export const COMMAND_PART: i32 = 32768
/** `as` */
export const NAMES: i32 = 65536
/** Begins a statement behind a semicolon. */
export const STATEMENT: i32 = 131072

/** Places of the lexicon, of which half are used at most. */
export const LEXICON_SLOTS: i32 = 4096
