/**
 * A 32-bit integer. Files that use it are compiled for the screen's module as well as for JavaScript: functions over such integers
 * and booleans, without objects, closures, regular expressions or texts; see `scripts/assembly.ts`.
 */
type i32 = number
