/**
 * SQL injection: does the value, read as the continuation of a statement, leave its place and change the statement?
 * The value is read as standing after nothing or a number and, for each quote that it holds, inside that quote. README.md
 * says what is judged and what is let pass.
 */
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { T } from './token-kinds.ts'
import { plainQuote, scanner } from './tokeniser.ts'

/** How sure we are that what we read continues the application's statement. */
const dead = 0
/** The value began with words: a query language's text or prose may do so too. */
const weak = 1
/** The value closed a quote or a bracket, began with a number, or began with an operator. */
const solid = 2

/** What an operand is. */
const none = 0
const literal = 1
const name = 2
const call = 3
/** A call of one of SQL's own functions, or a subquery. */
const sqlCall = 4

/** Which SELECT we are in. */
const noSelect = 0
const unionSelect = 1
const looseUnion = 2
const subSelect = 3
const wholeStatement = 4

const brackets = new Uint8Array(64)

export const sqli: Detector = {
  name: 'sqli',
  bytes: '\'"`=<>(;',
  cues: [
    '--',
    '||',
    '&&',
    '/*',
    'union',
    'select',
    'order by',
    'group by',
    'having',
    'like',
    'between',
    'waitfor',
    'outfile',
    'dumpfile',
    'analyse',
    'exec',
    'regexp',
    'xp_',
    '.e.',
    '1#',
    ' or ',
    '\u2019',
    '\u2018',
    '\u201d',
    '\u201c',
    '\uff07',
    '\uff02',
  ],
  detect(text: string, _field: FieldInfo, report: Report): void {
    scanner.typographic = holdsTypographicQuote(text)
    if (judge(text, 0, 0, report)) return
    const single = leavingQuote(text, 0x27, "'")
    if (single !== -1 && judge(text, single, 0x27, report)) return
    const double = leavingQuote(text, 0x22, '"')
    if (double !== -1 && judge(text, double, 0x22, report)) return
    const tick = leavingQuote(text, 0x60, '`')
    if (tick !== -1) judge(text, tick, 0x60, report)
  },
}

/** Where the value leaves a string that `quote` opened before it; -1 if it doesn't. */
function leavingQuote(text: string, quote: number, spelling: string): number {
  const last = text.length - 1
  let i = scanner.typographic ? nextQuote(text, quote, 0) : text.indexOf(spelling)
  while (i > 0 && i + 1 < last && text.charCodeAt(i + 1) === text.charCodeAt(i)) {
    // A doubled quote in a string is a quote.
    const after = text.charCodeAt(i + 2)
    if (after === 0x20 || after === 0x29 || after === 0x3b) break
    i = scanner.typographic ? nextQuote(text, quote, i + 2) : text.indexOf(spelling, i + 2)
  }
  return i
}

function nextQuote(text: string, quote: number, from: number): number {
  for (let i = from; i < text.length; i++) if (plainQuote(text.charCodeAt(i)) === quote) return i
  return -1
}

const typographicQuotes = ['\u2018', '\u2019', '\u201c', '\u201d', '\uff07', '\uff02', '\u02bc', '\u2032']

function holdsTypographicQuote(text: string): boolean {
  if (text.length < 256) {
    for (let i = 0; i < text.length; i++)
      if (text.charCodeAt(i) > 0xff && plainQuote(text.charCodeAt(i)) !== 0) return true
    return false
  }
  // V8 knows without a look that a Latin-1 string holds none.
  for (const quote of typographicQuotes) if (text.includes(quote)) return true
  return false
}

/**
 * Reads the tokens from `at`: after the closing quote if `quoted`, else from the value's start. Reports and returns true
 * at the first critical finding.
 */
function judge(text: string, at: number, quoted: number, report: Report): boolean {
  scanner.reset(text, quoted === 0 ? at : at + 1)
  let alive: number = quoted === 0 ? dead : solid
  /** An operand has to come next. */
  let expect = quoted === 0
  let started = quoted !== 0
  /** The chain holds a logical operator · any operator. */
  let logic = false
  let operator = false
  let chainStart = at
  let operand = quoted === 0 ? none : literal
  /** A comparison that waits for its right side: 1 symbol, 2 word. */
  let comparing = 0
  let compareKind = 0
  let leftSide: number = none
  let leftStart = 0
  let operandStart = 0
  /** Two constants were compared: critical if the expression ends here. */
  let tautology = false
  /** Becomes critical if the rest of the statement is cut off. */
  let soft = false
  let softer = false
  let alias = false
  let depth = 0
  let select = noSelect
  let selectStart = 0
  /** Tokens since SELECT that decide whether a select list follows: 0 decided. */
  let listing = 0
  let listName = false
  let selectSeen = false
  let whole = false
  /** A statement word after `;`, or after the value was left. */
  let statement = 0
  let statementStart = 0
  let statementSure = false
  let stacked = false
  let orderBy = 0
  let declared = false
  let before = T.eof as number
  let before2 = T.eof as number
  let tokens = 0
  let unsure = ''
  let unsureStart = 0
  let unsureEnd = 0
  const s = scanner

  for (;;) {
    if (
      alive === dead &&
      tokens > 1 &&
      !logic &&
      !selectSeen &&
      !tautology &&
      statement === 0 &&
      !alias &&
      quietAfter(before)
    ) {
      const last = s.idle()
      before2 = T.eof
      before = last
      comparing = 0
      softer = soft = false
    }
    const kind = s.next()
    const { start } = s
    tokens++

    // Two constants compared, and nothing that would make it prose follows.
    if (tautology) {
      if (
        kind !== T.identifier &&
        kind !== T.other &&
        kind !== T.number &&
        kind !== T.dot &&
        kind !== T.brace &&
        !(kind === T.arithmetic && quoted === 0 && text.charCodeAt(start) === 0x25)
      ) {
        report('critical', chainStart, start, 'adds a condition that compares constants')
        return true
      }
      tautology = false
    }

    if (s.glued) {
      report('critical', start, s.end, "glues tokens with a number's empty exponent")
      return true
    }

    // What follows SELECT decides whether it is one.
    if (listing > 0) {
      let plausible = false
      let sure = false
      if (listing === 1) {
        if (kind === T.all || kind === T.not || kind === T.plus || kind === T.binary) {
          // SELECT DISTINCT, SELECT ALL …
        } else if (kind === T.identifier || kind === T.schema || kind === T.object || kind === T.delay) {
          listing = 2
          listName = true
        } else {
          listing = 0
          sure =
            kind === T.number ||
            kind === T.string ||
            kind === T.open ||
            kind === T.variable ||
            kind === T.systemVariable ||
            kind === T.literal ||
            kind === T.star ||
            kind === T.left ||
            kind === T.case ||
            kind === T.danger ||
            kind === T.package ||
            kind === T.sleep ||
            kind === T.extended ||
            (kind === T.arithmetic && text.charCodeAt(start) !== 0x25)
          if (kind === T.function || kind === T.bare) {
            listing = 3
            sure = false
          }
          if (kind === T.eof || kind === T.comment) sure = select === unionSelect && s.clean
        }
      } else {
        const fn = listing === 3
        listing = 0
        sure = fn && kind === T.left
        plausible =
          kind === T.comma ||
          kind === T.from ||
          kind === T.left ||
          kind === T.dot ||
          kind === T.logic ||
          kind === T.plus ||
          kind === T.right ||
          kind === T.star ||
          (kind === T.comment && s.clean) ||
          (kind === T.eof && listName && select !== unionSelect)
      }
      if (sure || plausible) {
        if (select === unionSelect && (sure || alive === solid || kind === T.comma)) {
          report('critical', selectStart, s.end, 'adds a UNION SELECT')
          return true
        }
        if (select === looseUnion && sure && !whole) {
          report('critical', selectStart, s.end, 'adds a UNION SELECT')
          return true
        }
        if (select === subSelect) {
          report('critical', selectStart, s.end, stacked ? 'adds a SELECT statement' : 'adds a subquery')
          return true
        }
        if (select !== wholeStatement && unsure === '') {
          unsure = 'looks like a UNION SELECT'
          unsureStart = selectStart
          unsureEnd = s.end
        }
      }
    }

    // The word after a statement's first tells whether it is one.
    if (statement !== 0) {
      const first = statement
      statement = 0
      let found = false
      let wait = false
      switch (first) {
        case T.drop:
          found = kind === T.object || kind === T.procedure
          wait = kind === T.logic || kind === T.insert || kind === T.all
          break
        case T.insert:
          found = kind === T.into
          break
        case T.update:
          wait =
            kind === T.identifier || kind === T.dot || kind === T.catalogue || kind === T.schema || kind === T.object
          found = kind === T.set
          break
        case T.delete:
          found = kind === T.from
          break
        case T.exec:
          found = kind === T.string || kind === T.open || kind === T.left || kind === T.extended || kind === T.variable
          if (kind === T.schema) found = true
          if (kind === T.identifier) {
            statement = T.call
          }
          break
        case T.call:
          wait = kind === T.identifier && before === T.call
          found =
            kind === T.left || kind === T.dot || kind === T.string || kind === T.open || (kind === T.comment && s.clean)
          if (kind === T.function || kind === T.danger || kind === T.package) found = true
          break
        case T.declare:
          found = kind === T.variable
          wait = kind === T.identifier
          break
        case T.shutdown:
          found = kind === T.eof || kind === T.comment || kind === T.semicolon
          break
        case T.begin:
          wait = kind !== T.eof && tokens < 64
          found = kind === T.semicolon
          break
        case T.function:
          // IF( … , IF NOT( …
          found = kind === T.left || kind === T.not || kind === T.exists
          break
        default:
          break
      }
      if (wait) statement = first
      if (found) {
        if (statementSure) {
          report('critical', statementStart, s.end, 'adds a statement')
          return true
        }
        softer = true
        if (unsure === '') {
          unsure = 'looks like a second statement'
          unsureStart = statementStart
          unsureEnd = s.end
        }
      }
    }

    const after = before
    if (alias) {
      alias = false
      if (kind === T.identifier || kind === T.number || kind === T.string || kind === T.function || kind === T.delay) {
        before2 = before
        before = kind
        continue
      }
      if (kind === T.left) {
        expect = true
        continue
      }
    }

    let value = none
    switch (kind) {
      case T.eof:
      case T.comment: {
        if (quoted !== 0 && tokens === 2 && before === T.semicolon && isWordBefore(text, at)) {
          report('critical', at, s.end, 'closes a quote and ends the statement')
          return true
        }
        if (kind === T.comment && s.clean && alive !== dead) {
          if (quoted !== 0 && (tokens === 1 || (operand === literal && !operator && onlyBrackets(text, at, start)))) {
            if (text.charCodeAt(start) !== 0x23 || s.spaced || start === at + 1) {
              if (!(tokens === 1 && after === T.eof && quoted === 0x60)) {
                report('critical', at, s.end, 'closes a quote and cuts off the rest of the statement')
                return true
              }
            }
          }
          if (soft || softer || (logic && !expect && (quoted !== 0 || (alive === solid && operand !== name)))) {
            report('critical', chainStart, s.end, 'changes the condition and cuts off the rest of the statement')
            return true
          }
          if (quoted !== 0 && (operator || stacked) && (!expect || logic || stacked)) {
            report('critical', at, s.end, 'leaves a quote and cuts off the rest of the statement')
            return true
          }
        }
        if (unsure === '' && alive === solid && (soft || softer || (logic && !expect && quoted !== 0))) {
          unsure = 'may continue a statement'
          unsureStart = chainStart
          unsureEnd = s.end
        }
        if (unsure !== '') report(soft && quoted !== 0 ? 'error' : 'warning', unsureStart, unsureEnd, unsure)
        else if (quoted === 0x27 && tokens === 1 && at === text.length - 1 && text.length > 1) {
          report('notice', at, text.length, 'ends with a quote', 3)
        }
        return false
      }
      case T.number:
        value = literal
        if (declared && s.end - start >= 18) {
          report('critical', 0, s.end, 'declares a variable and fills it with an encoded statement')
          return true
        }
        break
      case T.literal:
      case T.variable:
      case T.systemVariable:
        value = literal
        if (kind === T.systemVariable && select === wholeStatement && selectSeen && after === T.select) {
          report('critical', selectStart, s.end, 'reads a system variable')
          return true
        }
        break
      case T.string:
        value = literal
        break
      case T.open:
        value = literal
        if (quoted !== 0 && alive !== dead && expect && s.quote === quoted) {
          const content = text.length - start - 1
          const first = text.charCodeAt(start + 1)
          const wordy = content > 1 && !(first >= 0x30 && first <= 0x39)
          const wrapped = at === 0 && !s.spaced && content === 0 && after !== T.compare && after !== T.arithmetic
          if (comparing !== 0 && (logic || content <= 1 || first === 0x25)) {
            if (!wrapped && !(compareKind === T.compare && text.charCodeAt(at + 1) > 0x40 && leftSide === name)) {
              report('critical', at, text.length, 'leaves a quote and rejoins it in a comparison')
              return true
            }
          } else if (
            (logic || operator) &&
            !wordy &&
            !wrapped &&
            (operator || s.spaced || after !== T.logic || logic)
          ) {
            if (content <= 1 || logic) {
              report('critical', at, text.length, 'leaves a quote and rejoins it in an expression')
              return true
            }
          }
        }
        break
      case T.identifier:
      case T.bare:
      case T.object:
      case T.delay:
      case T.analyse:
      case T.begin:
      case T.set:
      case T.schema:
      case T.catalogue:
      case T.function:
      case T.sleep:
      case T.danger:
      case T.package:
      case T.extended:
        value = kind === T.function || kind >= T.danger ? sqlCall : name
        break
    }

    if (value !== none) {
      if (before === T.semicolon && kind === T.identifier) alive = dead
      if (!started) {
        started = true
        alive = value === literal ? (kind === T.number ? solid : weak) : weak
      } else if (!expect && !(before === T.string && kind === T.string) && !(before === T.dot || before === T.cast)) {
        // Two operands side by side: not an expression.
        const may = alive === solid && quoted !== 0
        if (kind === T.begin && may) {
          statement = kind
          statementStart = start
          statementSure = true
        }
        if (kind === T.function && may && (text.charCodeAt(start) | 0x20) === 0x69 && s.end - start === 2) {
          statement = kind
          statementStart = start
          statementSure = true
        }
        alive = dead
        logic = operator = soft = softer = false
        comparing = 0
        orderBy = 0
      }
      expect = false
      if (comparing !== 0) {
        const word = comparing === 2
        comparing = 0
        if (logic) {
          const constants =
            (leftSide === literal && value === literal) ||
            (leftSide === name && kind === T.identifier && sameWord(text, leftStart, start, s.end))
          if (constants && !(s.doubled && quoted === 0 && alive !== solid && compareKind === T.compare)) {
            tautology = !word || kind === T.string || kind === T.open || kind === T.literal || alive === solid
          }
          if (
            kind === T.open &&
            tautology &&
            (alive !== dead || quoted !== 0 || sameWord(text, leftStart, start, text.length)) &&
            (alive === solid || text.length - start < 24)
          ) {
            report('critical', chainStart, text.length, 'adds a condition that compares constants')
            return true
          }
          if (kind === T.open) tautology = false
          if (alive !== dead && !constants) {
            if (quoted !== 0 && (!word || kind !== T.identifier)) {
              report('critical', chainStart, s.end, 'leaves a quote and adds a condition')
              return true
            }
            if (alive === solid && (leftSide === sqlCall || value === sqlCall)) {
              report('critical', chainStart, s.end, 'adds a condition on the result of a function')
              return true
            }
            soft = true
          }
        }
      }
      operand = value
      operandStart = start
      if (orderBy === 2 && value === literal) soft = true
      if (orderBy === 2 && quoted !== 0) soft = true
    }

    switch (kind) {
      case T.left: {
        const isCall = before >= T.danger && before !== T.catalogue && before !== T.schema
        const isName = before === T.identifier || before === T.object || before === T.delay
        if (before === T.danger || before === T.sleep || before === T.extended) {
          const position = before2
          const joined =
            position === T.logic ||
            position === T.compare ||
            position === T.select ||
            position === T.by ||
            position === T.all ||
            position === T.setOperator ||
            position === T.not ||
            position === T.arithmetic ||
            position === T.semicolon ||
            position === T.when ||
            position === T.thenElse ||
            position === T.plus
          const args = text.charCodeAt(start + 1)
          const listed = position === T.left || position === T.comma
          if (
            (joined && (alive !== dead || selectSeen) && (before !== T.sleep || alive === solid || selectSeen)) ||
            (listed &&
              operator &&
              depth > 0 &&
              brackets[(depth - 1) & 63] === sqlCall &&
              args >= 0x30 &&
              args <= 0x39) ||
            (listed && (selectSeen || (alive === solid && (operator || before === T.danger)))) ||
            (quoted !== 0 && alive !== dead && args !== 0x29)
          ) {
            report('critical', chainStart, s.end, 'calls a function that waits, fails loudly or reaches out')
            return true
          }
          if (tokens === 2 && quoted === 0 && args !== 0x29 && (before === T.danger || text.length < 64)) {
            report('critical', 0, s.end, 'is a call of a function that waits, fails loudly or reaches out')
            return true
          }
          softer = true
          if (before === T.danger && unsure === '') {
            unsure = 'calls a function that injections call'
            unsureStart = start
            unsureEnd = s.end
          }
        }
        if (before === T.sleep || before === T.danger || isCall || isName) {
          brackets[depth & 63] = isCall ? sqlCall : call
        } else {
          brackets[depth & 63] = none
          if (!started) {
            started = true
            alive = weak
          } else if (!expect) {
            if (before !== T.in && !(quoted !== 0 && before === T.exists)) alive = dead
          }
        }
        depth++
        expect = true
        break
      }
      case T.right:
        if (before === T.left && select === wholeStatement && tokens === 4 && before2 === T.function) {
          report('critical', 0, s.end, 'asks the database about itself')
          return true
        }
        if (!started) {
          started = true
          alive = solid
        }
        if (depth > 0) {
          depth--
          const kindOfCall = brackets[depth & 63] as number
          if (kindOfCall !== none) operand = kindOfCall
          else if (operand !== literal) operand = sqlCall
          if (comparing !== 0) comparing = 0
        }
        expect = false
        break
      case T.comma:
        if (!started) {
          started = true
          alive = solid
        }
        if (expect && depth === 0 && orderBy === 0) alive = alive === solid && quoted === 0 ? solid : dead
        if (depth === 0 && !selectSeen && orderBy === 0) {
          logic = false
        }
        expect = true
        comparing = 0
        break
      case T.dot:
        if (before === T.package) {
          report(
            alive !== dead || selectSeen ? 'critical' : 'error',
            chainStart,
            s.end,
            'calls a package that reaches out of the database',
          )
          if (alive !== dead || selectSeen) return true
        }
        if (before === T.schema && selectSeen && (before2 === T.from || before2 === T.comma)) {
          report('critical', selectStart, s.end, "reads the database's catalogue")
          return true
        }
        expect = true
        break
      case T.cast:
        alias = true
        break
      case T.plus:
        if (!started) started = true
        else if (!expect) {
          operator = true
          expect = true
        }
        if (expect && (before === T.setOperator || before === T.logic || before === T.select || before === T.all))
          continue
        break
      case T.star:
        if (!expect) {
          operator = true
          expect = true
        } else if (selectSeen || before === T.left) expect = false
        else alive = dead
        break
      case T.arithmetic: {
        const code = text.charCodeAt(start)
        if (!expect) {
          operator = true
          expect = true
          // `"…"&name=`: a query string, not an expression.
          if (code === 0x26 && !s.spaced && s.end < text.length && (text.charCodeAt(s.end) | 0x20) > 0x60) alive = dead
        } else if (!started) {
          if (code === 0x25) {
            started = true
            alive = weak
            expect = false
          }
        } else if (code !== 0x2d && code !== 0x7e) {
          alive = dead
          logic = false
        }
        break
      }
      case T.not:
        if (!expect && text.charCodeAt(start) === 0x21) alive = dead
        else if (!expect) continue
        break
      case T.binary:
      case T.all:
        break
      case T.exists:
        expect = true
        break
      case T.logic: {
        if (compareKind === T.between && before !== T.eof && comparing === 0 && betweenOpen(compareKind, after)) {
          compareKind = 0
          comparing = 2
          expect = true
          break
        }
        if (!started) {
          started = true
          alive = solid
        } else if (expect && before !== T.plus && before !== T.eof) {
          alive = dead
        }
        if (!logic) chainStart = quoted !== 0 && alive !== dead ? at : start
        logic = true
        operator = true
        expect = true
        operand = none
        comparing = 0
        break
      }
      case T.where:
      case T.having:
      case T.when:
        if (whole || (kind === T.when && alive === dead && !selectSeen)) break
        if (!started) {
          started = true
          alive = weak
        }
        if (kind !== T.when || !logic) chainStart = start
        logic = true
        operator = true
        expect = true
        comparing = 0
        break
      case T.compare:
        if (expect && !(before === T.compare)) alive = dead
        operator = true
        comparing = expect ? 0 : 1
        compareKind = kind
        leftSide = operand
        leftStart = operandStart
        expect = true
        break
      case T.like:
      case T.in:
      case T.between:
      case T.is:
        if (!started || (expect && before !== T.not)) {
          if (!started) alive = weak
          started = true
          if (expect && tokens > 1) alive = dead
          break
        }
        operator = true
        comparing = 2
        compareKind = kind
        leftSide = operand
        expect = true
        break
      case T.semicolon:
        stacked = alive !== dead
        if (!started) {
          started = true
          alive = weak
          stacked = true
        }
        expect = true
        comparing = 0
        orderBy = 0
        break
      case T.setOperator:
        if (!started) {
          started = true
          alive = weak
        }
        selectStart = start
        expect = true
        break
      case T.select:
        selectStart = before === T.setOperator || before === T.all || before === T.left ? selectStart : start
        listName = false
        listing = 1
        if (
          before === T.setOperator ||
          (before === T.all && before2 === T.setOperator) ||
          (before === T.left && before2 === T.setOperator)
        ) {
          select = alive !== dead && !whole ? unionSelect : looseUnion
        } else if (before === T.semicolon && stacked && !whole) {
          select = subSelect
        } else if (tokens === 1 && quoted === 0) {
          select = wholeStatement
          whole = true
          alive = weak
        } else if (
          alive !== dead &&
          !whole &&
          expect &&
          (operator || quoted !== 0 || (alive === solid && before === T.left))
        ) {
          select = subSelect
          selectStart = chainStart
        } else if (alive === solid && quoted !== 0) {
          select = subSelect
          selectStart = start
        } else if (before === T.left && alive !== dead && !whole && tokens <= 3) {
          select = subSelect
        } else {
          select = wholeStatement
          selectStart = start
          if (!selectSeen && !s.commented) whole = quoted === 0
        }
        selectSeen = true
        started = true
        expect = true
        break
      case T.from:
        expect = true
        comparing = 0
        break
      case T.into:
        break
      case T.outfile:
        if (before === T.into) {
          soft = softer = true
          if (alive !== dead || selectSeen) {
            report('critical', chainStart, s.end, 'writes the result into a file')
            return true
          }
        }
        break
      case T.order:
        if (!started) {
          started = true
          alive = quoted === 0 ? solid : alive
        }
        orderBy = 1
        break
      case T.by:
        if (orderBy === 1 && before === T.order) {
          orderBy = 2
          expect = true
          comparing = 0
          if (alive !== dead && !whole) chainStart = at
        } else orderBy = 0
        break
      case T.limit:
        if (!started) {
          started = true
          alive = weak
        }
        orderBy = 2
        expect = true
        break
      case T.procedure:
        break
      case T.analyse:
        if (before === T.procedure) {
          report('critical', chainStart, s.end, 'asks the server to analyse the result')
          return true
        }
        break
      case T.catalogue:
        if (selectSeen && (before === T.from || before === T.dot || before === T.comma || before === T.left)) {
          report('critical', selectStart, s.end, "reads the database's catalogue")
          return true
        }
        break
      case T.extended:
        if (before === T.exec || before === T.dot || before === T.semicolon || (selectSeen && before === T.from)) {
          report('critical', start, s.end, 'runs an extended procedure')
          return true
        }
        break
      case T.waitfor:
        alive = alive === dead ? dead : alive
        break
      case T.delay:
        if (before === T.waitfor) {
          softer = true
          soft = true
          if (text.charCodeAt(start) !== 0x74 || alive !== dead) orderBy = 0
          statement = 0
          if (followedByString(text, s.end)) {
            report('critical', start, s.end, 'makes the server wait')
            return true
          }
        }
        break
      case T.drop:
      case T.insert:
      case T.update:
      case T.delete:
      case T.exec:
      case T.declare:
      case T.shutdown:
      case T.call:
        if (kind === T.declare && tokens === 1) declared = true
        if (before === T.semicolon && !whole) {
          statement = kind
          statementSure = stacked && alive !== dead
          statementStart = start
        } else if (quoted !== 0 && alive === solid && !expect && !operator) {
          statement = kind
          statementSure = true
          statementStart = start
        } else if (tokens === 1) {
          statement = kind
          statementSure = false
          statementStart = start
          alive = weak
          started = true
          whole = true
        } else alive = dead
        expect = true
        break
      case T.function:
        if (before === T.semicolon && stacked && !whole && s.end - start === 2) {
          statement = kind
          statementSure = true
          statementStart = start
        }
        break
      case T.begin:
        if (before === T.semicolon && stacked && !whole) {
          statement = kind
          statementSure = true
          statementStart = start
        }
        break
      case T.case:
        started = true
        expect = true
        break
      case T.thenElse:
        expect = true
        break
      case T.end:
        expect = false
        operand = sqlCall
        break
      case T.as:
        if (alive !== dead) alias = true
        break
      case T.brace:
        if (alive !== dead && expect && logic && text.charCodeAt(start) === 0x7b) alias = true
        else if (!(text.charCodeAt(start) === 0x7d && !expect && alive === solid)) {
          alive = dead
          logic = false
        }
        break
      case T.other:
        started = true
        alive = dead
        logic = false
        comparing = 0
        soft = softer = false
        break
    }
    if (s.commented && s.kind === T.select && select === looseUnion) {
      report('critical', selectStart, s.end, 'hides a UNION SELECT behind comments')
      return true
    }
    before2 = before
    before = kind
  }
}

/** After these words the next token matters. */
function quietAfter(kind: number): boolean {
  return kind !== T.setOperator && kind !== T.waitfor && kind !== T.exec && kind !== T.procedure && kind !== T.package
}

/** In BETWEEN … AND …, AND belongs to BETWEEN once its first bound is read. */
function betweenOpen(compareKind: number, before: number): boolean {
  return compareKind === T.between && before !== T.logic
}

/** The identifier from `left` is spelt like that from `start` to `end`. */
function sameWord(text: string, left: number, start: number, end: number): boolean {
  if (end - start > 32) return false
  for (let i = 0; i < end - start; i++) {
    if ((text.charCodeAt(left + i) | 0x20) !== (text.charCodeAt(start + i) | 0x20)) return false
  }
  return !(text.charCodeAt(left + end - start) > 0x2f && text.charCodeAt(left + end - start) < 0x3a)
}

/** What stands before the quote is one word: an account's name, a number. */
function isWordBefore(text: string, quote: number): boolean {
  if (quote > 64 || quote === 0) return false
  for (let i = 0; i < quote; i++) if (text.charCodeAt(i) <= 0x20) return false
  const last = text.charCodeAt(quote - 1) | 0x20
  return (last >= 0x61 && last <= 0x7a) || (last >= 0x30 && last <= 0x39)
}

/** Only closing brackets and white space stand between the quote and the comment. */
function onlyBrackets(text: string, quote: number, end: number): boolean {
  if (end - quote > 32) return false
  for (let i = quote + 1; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code !== 0x29 && code !== 0x20 && code !== 0x2b && code !== 0x25) return false
  }
  return true
}

function followedByString(text: string, from: number): boolean {
  for (let i = from; i < text.length && i < from + 64; i++) {
    const code = text.charCodeAt(i)
    if (plainQuote(code) !== 0 || code === 0x40) return true
    if (code > 0x20 && code !== 0x2f && code !== 0x2a && code !== 0x2b && code !== 0x28 && code < 128) return false
  }
  return false
}
