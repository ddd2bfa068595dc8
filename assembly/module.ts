export { begin, noise, walk } from './json'
export { look } from './look'
export {
  ALARMS,
  ASKED_ALARMS,
  COLUMNS,
  ENTRIES,
  FOLDED,
  GRAMS,
  HEX_DIGITS,
  INPUT,
  LEVELS,
  MARKS,
  MARKS_END,
  MAX_LEVELS,
  OPENERS,
  PAIRS,
  REACH,
  RECORDS,
  REGISTERS,
  SEXTETS,
  SLOTS,
} from './memory'
