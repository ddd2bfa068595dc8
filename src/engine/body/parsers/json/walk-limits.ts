import type { Budget } from '../../../limits/budget.ts'
import { type Loaded, MAX_ELEMENTS, MAX_ENTRIES, MAX_LEVELS_ALLOWED, MAX_NAME, MAX_STRING } from '../../../loaded.ts'
import { WINDOW_BYTES } from '../../../windows.ts'

/** Stands for a limit that isn't set: the highest number that a register holds. */
const ANY_NUMBER = 0x7fffffff

/** Tells the walk through JSON what a request may hold. What the walk doesn't pass over the parser judges. */
export function tellLimits({ registers, maxLevels }: Loaded, max: Budget['max']): void {
  registers[MAX_LEVELS_ALLOWED] = Math.min(max['json.max_container_depth'], maxLevels)
  registers[MAX_ENTRIES] = Math.min(max['json.max_object_entry_count'], ANY_NUMBER)
  registers[MAX_ELEMENTS] = Math.min(max['json.max_array_element_count'], ANY_NUMBER)
  registers[MAX_NAME] = Math.min(max['json.max_object_entry_name_length'], WINDOW_BYTES)
  registers[MAX_STRING] = Math.min(max['json.max_string_value_length'], WINDOW_BYTES)
}
