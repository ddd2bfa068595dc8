/** The clauses of a statement, and what only attackers ask a server for. */
import { isSpace, plainQuote } from './characters.ts'
import { dead, going, reading as r, solid, weak } from './reading.ts'
import { T } from './token-kinds.ts'
import { scanner } from './tokeniser.ts'
import { isCopy } from './whole.ts'

/** INTO OUTFILE. */
export function outfile(): number {
  if (r.before !== T.into) return going
  r.soft = r.softer = true
  if (r.alive === dead && !r.selectSeen) return going
  return r.critical(r.expressionStart, scanner.end, 'writes the result into a file')
}

/** ORDER, GROUP. */
export function order(): number {
  if (!r.started) r.begin(r.quoted === 0 ? solid : r.alive)
  r.orderBy = 1
  return going
}

export function by(): number {
  if (r.orderBy === 1 && r.before === T.order) {
    r.orderBy = 2
    r.expect = true
    r.comparing = 0
    if (r.alive !== dead && !r.whole) r.expressionStart = r.at
  } else r.orderBy = 0
  return going
}

/** LIMIT, OFFSET. */
export function limit(): number {
  if (r.text.charCodeAt(scanner.end) === 0x2c) return going
  r.begin(weak)
  r.orderBy = 2
  r.expect = true
  return going
}

/** PROCEDURE ANALYSE. */
export function analyse(): number {
  if (r.before !== T.procedure) return going
  return r.critical(r.expressionStart, scanner.end, 'asks the server to analyse the result')
}

export function catalogue(): number {
  const { before } = r
  const read = before === T.from || before === T.dot || before === T.comma || before === T.left
  if (!r.selectSeen || !read) return going
  return r.critical(r.selectStart, scanner.end, "reads the database's catalogue")
}

/** INTO @x */
export function into(): number {
  if (r.alive !== dead) r.expect = true
  return going
}

/** LOAD DATA INFILE '…' */
export function infile(): number {
  if (!isBeforeString(r.text, scanner.end)) return going
  return r.isStatement(r.expressionStart, scanner.end, 'loads a file into a table')
}

/** COPY … FROM PROGRAM '…' */
export function program(): number {
  if (!(isCopy() || r.stacked) || !isBeforeString(r.text, scanner.end)) return going
  return r.isStatement(r.expressionStart, scanner.end, 'runs a program')
}

/** xp_cmdshell and its kin. */
export function extended(): number {
  const { before } = r
  const runs = before === T.exec || before === T.dot || before === T.semicolon || (r.selectSeen && before === T.from)
  return runs ? r.critical(scanner.start, scanner.end, 'runs an extended procedure') : going
}

/** WAITFOR DELAY, WAITFOR TIME. */
export function delay(): number {
  if (r.before !== T.waitfor) return going
  r.softer = true
  r.soft = true
  if (r.text.charCodeAt(scanner.start) !== 0x74 || r.alive !== dead) r.orderBy = 0
  r.statement = 0
  return isBeforeString(r.text, scanner.end) && !isPhraseEnd(r.text, scanner.end)
    ? r.critical(scanner.start, scanner.end, 'makes the server wait')
    : going
}

/** `"waitfor delay" as they say`: the quote closes what somebody cites. */
function isPhraseEnd(text: string, at: number): boolean {
  return plainQuote(text.charCodeAt(at)) !== 0 && /^ [a-z]/i.test(text.slice(at + 1, at + 3))
}

/** A string or a variable stands at `from`, behind no more than white space, brackets and comments. */
function isBeforeString(text: string, from: number): boolean {
  let i = from
  while (i < text.length) {
    const code = text.charCodeAt(i)
    if (plainQuote(code) !== 0 || code === 0x40) return true
    if (code === 0x2f && text.charCodeAt(i + 1) === 0x2a) {
      const close = text.indexOf('*/', i + 2)
      if (close === -1) return false
      i = close + 2
    } else if (isSpace(code) || code === 0x2b || code === 0x28) i++
    else return false
  }
  return false
}
