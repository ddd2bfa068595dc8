/** What a set operator joins to the statement, if it isn't SELECT: TABLE, VALUES, WITH. */
import { found, going, reading as r, solid } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'

/** How a second statement begins that is a query of this kind. */
export const stackedQueries: readonly string[] = [';with', ';table', ';values']

/** What has been read of the second query. */
const nothing = 0
const operator = 1
/** The state in which any query may follow. */
export const expectedQuery = operator
const table = 2
const tableName = 3
const values = 4
const row = 5
const rows = 6
const withs = 7
const withName = 8
const withColumns = 9
const withAs = 10

/** A set operator stands behind an operand of a statement that goes on. */
export function expectQuery(): void {
  r.query = r.alive === solid && !r.expect ? operator : nothing
}

/** Asked of each token behind the operator until it is no query. */
export function secondQuery(kind: number): number {
  const state = next(r.query, kind)
  r.query = state === found ? nothing : Math.abs(state)
  return state === found ? r.critical(r.selectStart, scanner.end, 'adds the rows of a second query') : going
}

/** The state behind this token; `found` if it is a query. States are negated to tell them from `found`. */
function next(state: number, kind: number): number {
  const isName = kind === T.identifier
  switch (state) {
    case operator:
      if (kind === T.all || kind === T.left || kind === T.plus) return -operator
      if (kind === T.object && scanner.is('table')) return -table
      if (isName && scanner.is('values')) return -values
      return isName && scanner.is('with') ? -withs : nothing
    case table:
      if (kind === T.string || kind === T.other) return found
      return isName || (kind >= T.object && kind <= T.native) ? -tableName : nothing
    case tableName:
      return endsTable(kind) ? found : nothing
    case values:
      if (kind === T.left) return -rows
      return scanner.is('row') ? -row : nothing
    case row:
      return kind === T.left ? found : nothing
    case rows:
      return isValue(kind) ? found : nothing
    case withs:
      if (!isName) return nothing
      return scanner.is('recursive') ? -withs : -withName
    case withName:
      if (kind === T.left) return -withColumns
      return kind === T.as ? -withAs : nothing
    case withColumns:
      if (isName || kind === T.comma) return -withColumns
      return kind === T.right ? -withName : nothing
    case withAs:
      if (kind === T.left) return found
      return kind === T.not || isName ? -withAs : nothing
  }
  return nothing
}

/** Behind TABLE name. A value that left a quote has to deal with the quote that follows it. */
function endsTable(kind: number): boolean {
  switch (kind) {
    case T.eof:
      return r.quoted === 0
    case T.comment:
    case T.dot:
    case T.semicolon:
    case T.right:
    case T.setOperator:
    case T.order:
    case T.limit:
    case T.into:
      return true
  }
  return false
}

function isValue(kind: number): boolean {
  switch (kind) {
    case T.number:
    case T.string:
    case T.open:
    case T.literal:
    case T.variable:
    case T.systemVariable:
    case T.left:
    case T.select:
    case T.function:
    case T.native:
    case T.danger:
    case T.sleep:
      return true
  }
  return false
}
