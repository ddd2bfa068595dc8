/** Those whose `tells` the screen's module knows, by numbers of theirs. `assembly/tellers.ts` has what they say. */

/** Anybody else: the module leaves it to them. */
export const UNKNOWN: i32 = 0
export const SQLI: i32 = 1
export const COMMANDS: i32 = 2
export const PATHS: i32 = 3
export const SSRF: i32 = 4
export const XSS: i32 = 5
export const CODE: i32 = 6
export const TEMPLATES: i32 = 7
export const PERCENT: i32 = 8
export const SIGNATURES: i32 = 9
