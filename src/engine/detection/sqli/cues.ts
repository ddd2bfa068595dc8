/**
 * What wakes the detector. Outside a quote an injection needs a word of SQL or an operator's symbols: the cues are those
 * words with what may stand beside them, so that User-Agents, URLs and most prose wake nobody. `detect` looks for nothing that
 * isn't announced here; tests hold it to that.
 */
import { environment, openings, readers } from './catalogues.ts'
import { wideQuotes } from './characters.ts'
import { wordsOf } from './keywords.ts'
import { probes } from './probe.ts'
import { stackedQueries } from './second-query.ts'
import { T } from './token-kinds.ts'

const each = (heads: readonly string[], tails: readonly string[]): string[] =>
  heads.flatMap((head) => tails.map((tail) => head + tail))

/** Control characters are white space to some server, and stand in no ordinary text. */
const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)).filter(
  (c) => !'\t\n\r'.includes(c),
)

export const bytes = `'"\`\x7f${controls.join('')}`

/** White space that is neither a comment nor a control character, which wake by themselves. */
const spaces = [' ', '\t', '\n', '\r', '\r\n']
/** What may stand between two words; comments of the form `/*…*​/` are cues of their own. */
const gaps = [' ', '\t', '\n', '\r', '#', '--']
/** The same where a single space is too common to be telling: what may follow it, so that it isn't single. */
const longSpaces = ['\t', '\n', '\r', '  ', ' \t', ' \n', ' \r']
const longGaps = [...longSpaces, '#', '--', ' #', ' --']
/** How an operand begins that may stand right behind a word. */
const operands = [
  "'",
  '"',
  '`',
  '(',
  '+',
  '-',
  '~',
  '!',
  '@',
  '\\',
  '{',
  ...Array.from('0123456789', (digit) => `.${digit}`),
]

/** What tells by what it is attached to: comments as attackers write them, conditions of their own, a bracket that is left. */
export const attached: readonly string[] = [
  '-- -',
  '--+',
  ')--',
  ';--',
  ';#',
  ...each(['if('], [...'0123456789']),
  ...openings.flatMap((opening) => readers.map((name) => `if${opening}${name}(`)),
  'iif(',
  'exp(~',
  // Another row of an INSERT.
  "),('",
  "), ('",
  ...each([')'], ['like', '+like', ...each(spaces, ['like'])]),
]

/** How a statement begins that is a whole value. */
export const statementHeads: readonly string[] = [
  ...each(
    ['alter', 'create', 'drop', 'truncate'],
    each(spaces, ['table', 'database', 'function', 'user', 'login', 'procedure']),
  ),
  'attach database',
  'exec(@',
  ...each(['do'], each(spaces, ['$'])),
  ...each(['from', 'to'], each(spaces, ['program'])),
]

/** How a statement begins behind a semicolon. */
export const statements: readonly string[] = wordsOf(
  T.drop,
  T.insert,
  T.update,
  T.delete,
  T.exec,
  T.declare,
  T.shutdown,
  T.call,
  T.begin,
  T.verb,
  T.set,
).concat('if')

const connected = each(['and', 'or', ...wordsOf(T.limit)], [...gaps, ...operands])
const wide = wideQuotes.flatMap(([, spellings]) => [...spellings])
/** What prose holds as well. */
const words = wordsOf(T.where, T.having, T.when, T.select, T.setOperator)
const stacked = each([';'], longSpaces)
const ordered = each(['order', 'group'], [' by', '+by'])
/** MySQL's swallowed exponent. */
const glue = ['.e(', '.e.']
export const asked: ReadonlySet<string> = new Set([
  ...connected,
  ...ordered,
  ...words,
  ...stacked,
  ...glue,
  ...'\'"`',
  ...wide,
])

export const cues: readonly string[] = [
  '||',
  '&&',
  '/*',
  '*/',
  ...probes,
  // `and` ends many a word and `or` too, but not before these.
  ...each(wordsOf(T.logic), [...gaps, ...operands]),
  ...words,
  ...wordsOf(T.waitfor, T.procedure, T.outfile, T.infile, T.declare),
  ...wordsOf(T.danger, T.package, T.extended, T.sleep, T.native, T.catalogue),
  ...ordered,
  ...each(['order', 'group'], longGaps),
  ...each(wordsOf(T.limit), [...gaps, ...operands]),
  // A second statement. `;` alone stands in every User-Agent.
  ...each([';'], longGaps),
  ...each([';', '; '], statements),
  ...stackedQueries,
  ...attached,
  // What a server knows of itself.
  '@@',
  ...environment.map((name) => `${name}()`),
  ...statementHeads,
  ...glue,
  // NEL, white space to some.
  '\u0085',
  ...wide,
]
