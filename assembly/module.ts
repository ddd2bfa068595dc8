export { walkForm } from './form'
export { undoEscapes, undoPercent, walk } from './json'
export { begin, look } from './look'
export {
  ALARMS,
  ASKED_ALARMS,
  BESIDE,
  COLUMNS,
  ENTRIES,
  ESCAPES,
  FIELDS,
  FOLDED,
  FORM_PAIRS,
  GRAMS,
  HEX_DIGITS,
  INPUT,
  LEVELS,
  LEXICON,
  MARKS,
  MARKS_END,
  MAX_FIELDS,
  MAX_FORM_PAIRS,
  MAX_LEVELS,
  OPENERS,
  PAIRS,
  REACH,
  RECORDS,
  REGISTERS,
  SEXTETS,
  SLOTS,
  STRUCTURED_ALARMS,
  TELLERS_OF,
  WORD_CODES,
} from './memory'
export { firstLoud, isPlain } from './plain'
export { isAscii } from './quiet'
