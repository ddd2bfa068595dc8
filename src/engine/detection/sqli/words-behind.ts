/** Words that a statement goes on with behind a finished expression, or that join operands in one dialect only. */

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** A clause, or the rest of an operator, begins with the word; the last ones in Cypher, CQL and AQL, which know AND and OR as well. */
const clauses = setOf(`window connect for option fetch escape tablesample qualify lock start prefetch at overlaps
  return allow let remove detach unwind skip`)

/** Words that stand in expressions and clauses. */
const parts = setOf(
  `to of operator member overlaps array interval date time timestamp day hour minute second month year notnull isnull
  similar first next rows row only json xml auto path raw share skip locked nowait prior level over partition unbounded
  symmetric ordinality zone`,
)

const postfixes = setOf('notnull isnull')
const joints = setOf('operator member overlaps')

function wordOf(text: string, start: number, end: number): string {
  return end - start > 12 ? '' : text.slice(start, end).toLowerCase()
}

/** The word of `text` begins a clause that may stand behind a condition. */
export function beginsClause(text: string, start: number, end: number): boolean {
  return clauses.has(wordOf(text, start, end))
}

/** The word belongs to SQL's expressions or clauses. */
export function isPart(text: string, start: number, end: number): boolean {
  const word = wordOf(text, start, end)
  return parts.has(word) || clauses.has(word)
}

/** `1 notnull` */
export function isPostfix(text: string, start: number, end: number): boolean {
  return postfixes.has(wordOf(text, start, end))
}

/** `operator(…)`, `member of(…)`, `(…) overlaps (…)` */
export function isJoint(text: string, start: number, end: number): boolean {
  return joints.has(wordOf(text, start, end))
}

/** `array[…]` */
export function isArray(text: string, start: number, end: number): boolean {
  return wordOf(text, start, end) === 'array' && text.charCodeAt(end) === 0x5b
}
