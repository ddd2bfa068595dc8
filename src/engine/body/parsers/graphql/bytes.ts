/** What a byte can begin outside of strings and comments. */
export const INVALID = 0
/** White space, line ends and commas, which all mean nothing. */
export const BLANK = 1
/** A letter or `_`. */
export const LETTER = 2
export const PUNCTUATOR = 3
/** A digit or `-`. */
export const NUMBER = 4
export const QUOTES = 5
export const COMMENT = 6
export const DOTS = 7
/** The first byte of U+FEFF, which is blank wherever it stands. */
export const MARK = 8

export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const DOT = 0x2e
export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d
export const TAB = 0x09
export const SPACE = 0x20

export const BANG = 0x21
export const DOLLAR = 0x24
export const PAREN_OPEN = 0x28
export const PAREN_CLOSE = 0x29
export const COLON = 0x3a
export const EQUALS = 0x3d
export const AT = 0x40
export const BRACKET_OPEN = 0x5b
export const BRACKET_CLOSE = 0x5d
export const BRACE_OPEN = 0x7b
export const BRACE_CLOSE = 0x7d

/** By byte: what it begins. */
export const BEGINS = new Uint8Array(256)
/** By byte: 1 if it may stand within a name. */
export const IN_NAME = new Uint8Array(256)
for (let code = 0; code < 26; code++) BEGINS[0x41 + code] = BEGINS[0x61 + code] = LETTER
BEGINS[0x5f] = LETTER
for (let code = 0x30; code <= 0x39; code++) BEGINS[code] = NUMBER
for (let code = 0; code < 256; code++) IN_NAME[code] = BEGINS[code] === LETTER || BEGINS[code] === NUMBER ? 1 : 0
for (const character of '\t\n\r ,') BEGINS[character.charCodeAt(0)] = BLANK
for (const character of '!$&():=@[]{|}') BEGINS[character.charCodeAt(0)] = PUNCTUATOR
BEGINS[0x2d] = NUMBER
BEGINS[QUOTE] = QUOTES
BEGINS[0x23] = COMMENT
BEGINS[DOT] = DOTS
BEGINS[0xef] = MARK
