/** What an expression would do on the server. */
import {
  builtins,
  callbacks,
  capitals,
  classMembers,
  contexts,
  functions,
  goFunctions,
  internals,
  objects,
  receivers,
} from './names.ts'
import type { Opener } from './openers.ts'
import { isProbe } from './probe.ts'
import type { ExpressionToken, Kind } from './tokens.ts'

/** An expression and where it stands. */
export interface Place {
  readonly tokens: readonly ExpressionToken[]
  readonly opener: Opener
  /** The whole value is this one expression. */
  readonly isWhole: boolean
  readonly isClosed: boolean
}

/** Says in words what an expression does that data has no reason to do; undefined if nothing. */
export function judge(place: Place): string | undefined {
  const { tokens } = place
  if (tokens.length === 0) return undefined
  if (isProbe(place)) return 'calculates in a template'
  if (place.opener.open.startsWith('{eval')) return 'evaluates a string'
  const context = contextOf(place)
  if (context !== undefined) return `prints ${context}, which is the engine’s own`
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as ExpressionToken
    const found = judges[token.type]?.(place, i)
    if (found !== undefined) return found
  }
  return undefined
}

const judges: Partial<Record<Kind, (place: Place, at: number) => string | undefined>> = {
  name: judgeName,
  string: judgeString,
  command: judgeCommand,
  operator: judgeSign,
}

/** `{{config}}`, `{{ self }}`, `{{config|string}}` */
function contextOf({ tokens, opener, isWhole }: Place): string | undefined {
  const first = tokens[0] as ExpressionToken
  const name = first.text.toLowerCase()
  if (first.type === 'operator' && first.text === '.' && (opener.open === '${' || opener.open === '#{')) {
    const special = tokens[1]?.text.toLowerCase()
    if (special === 'version' || special === 'data_model' || special === 'globals' || special === 'main') return special
  }
  if (opener.open === '{%' && tokens.length === 1 && name === 'debug') return 'debug'
  if (first.type !== 'name' || !opener.isDouble || !contexts.has(name)) return undefined
  if (tokens.length === 1) return isWhole || name.length > 3 ? first.text : undefined
  const second = tokens[1] as ExpressionToken
  if (second.text === '|' && (name === 'config' || name === 'self' || name === 'request')) return first.text
  // `config['SECRET_KEY']`, `config.SECRET_KEY`
  const key = second.text === '.' || second.text === '[' ? tokens[2]?.text : undefined
  return key !== undefined && name === 'config' && /^[A-Z][A-Z_]+$/.test(key) ? first.text : undefined
}

/** Where requests keep what clients send. */
const inputs: ReadonlySet<string> = new Set(
  'args cookies form values headers get post query params parameters files json data environ url path'.split(' '),
)

function judgeName(place: Place, at: number): string | undefined {
  const { tokens, opener, isWhole } = place
  const token = tokens[at] as ExpressionToken
  const name = token.text.toLowerCase()
  const before = tokens[at - 1]?.text
  const after = tokens[at + 1]?.text
  if (isDunder(name) && isMember(before, after)) return `reaches for ${token.text}`
  // A name that is assigned or compared is a name of the author's.
  const isUsed = after === '.' || after === '(' || after === '[' || after === ':' || after === '-'
  if (internals.has(name) && (isUsed || before === '.' || before === '|' || before === '#' || before === ':'))
    return `reaches for ${token.text}`
  if (objects.has(name) && before !== '.') return `prints ${token.text}, which is the engine’s own`
  if (functions.has(name) && after === '(' && before !== 'new' && isCallOf(place, at)) return `calls ${token.text}`
  const member = serverMember(place, at)
  if (member !== undefined) return `calls ${token.text}.${member}`
  if (before === '?' && builtins.has(name) && (after === '(' || name !== 'new')) return `makes an object with ?${name}`
  if (callbacks.has(name) && before === '|' && opener.isDouble) return `filters through ${token.text}`
  if ((name === 'ssi' || name === 'get_admin_log') && at === 0 && opener.open === '{%') return `runs ${token.text}`
  if (name === 'attr' && before === '|' && after === '(') return 'reads an attribute by a computed name'
  // `x[request.args.a]`: the name comes with another parameter.
  if (name === 'request' && before === '[' && after === '.' && inputs.has(tokens[at + 2]?.text.toLowerCase() ?? '')) {
    return 'reads an attribute by a name of the request’s'
  }
  if (name === 'constant' && after === '(' && opener.isDouble && isWhole) return 'reads a constant of the language'
  if (goFunctions.has(name) && at === 0 && opener.isDouble && isWhole && areConstants(tokens))
    return `calls ${token.text}`
  if (name === 'smarty' && opener.open === '{$' && at === 0 && after === '.' && isWhole)
    return 'prints the engine’s own context'
  if (name === 'equation' && opener.open === '{math ' && tokens.some(({ text }) => text.includes('\\'))) {
    return 'hides a function in an equation'
  }
  if ((name === 'page' || name === 'import') && opener.open === '<%' && before === '@' && at === 1)
    return 'imports a class'
  if (name === 'class' && before === '.' && tokens[at - 2]?.type === 'string' && tokens[at - 2]?.text === '') {
    return 'reaches for a class'
  }
  if (name === 'class' && before === '.' && after === '.') {
    const isConstant = tokens[at - 2]?.type === 'string' || tokens[at - 2]?.text === ']'
    if (isConstant || classMembers.has(tokens[at + 2]?.text ?? '')) return 'reaches for a class'
  }
  if (opener.open === '${' && before === '@' && after === '(') return `calls ${token.text}`
  if (name === 't' && after === '(' && /^(?:java|javax|org|com|groovy|sun)$/.test(tokens[at + 2]?.text ?? ''))
    return 'reaches for a class'
  if (name === 'new' && /^(?:java|javax|org|com|file|processbuilder|scanner|url|groovy|freemarker)$/i.test(after ?? ''))
    return 'makes an object'
  if (
    name === 'import' &&
    tokens[at - 1]?.type !== 'string' &&
    opener.open !== '{{' &&
    tokens[at + 1]?.type === 'name' &&
    opener.open !== '${'
  )
    return 'imports a module'
  if (name === 'dict' && after === '(' && tokens.some(({ text }, i) => text === 'join' && tokens[i - 1]?.text === '|'))
    return 'puts a name together'
  if (name === 'require' && after === '(' && tokens[at + 2]?.type === 'string') return 'loads a module'
  if (name === 'require' && opener.open === '<%' && tokens[at + 1]?.type === 'string') return 'loads a module'
  if (
    name === 'class' &&
    at === 0 &&
    after === '.' &&
    /^get(?:Resource|ClassLoader|Protection)/.test(tokens[2]?.text ?? '')
  )
    return 'reaches for a class'
  if (name === 'range' && after === '(' && tokens.slice(at + 2, at + 5).some(isHuge)) return 'counts for hours'
  // `{{call .Exec "id"}}`
  if (name === 'call' && at === 0 && opener.isDouble && after === '.' && tokens.some(({ type }) => type === 'string'))
    return 'calls a method'
  if (isWhole && readsEnvironment(place, at)) return `reads ${token.text}`
  if ((name === 'include' || name === 'source' || name === 'dump') && after === '(' && isWhole && before !== '.')
    return `calls ${token.text}`
  if ((name === 'include' || name === 'fetch') && /(?:^|['"])(?:\/etc|\.\.|file:|php:)/.test(pathIn(tokens, at)))
    return 'reads a file'
  return undefined
}

/** `range(1,1000000000)` */
function isHuge({ type, text }: ExpressionToken): boolean {
  return type === 'number' && text.length >= 8
}

/** The whole value is what the process or Rails keeps secret: `<%= ENV['X'] %>`, `${process.env}`, `<%= params.inspect %>`. */
function readsEnvironment({ tokens, opener }: Place, at: number): boolean {
  const { text } = tokens[at] as ExpressionToken
  const member = tokens[at + 1]?.text === '.' ? tokens[at + 2]?.text : undefined
  if (text === 'process') return member === 'env' && (opener.open !== '${' || tokens.length === at + 3)
  const isRuby = opener.open === '<%' || opener.open === '#{'
  if (!isRuby) return false
  if (text === 'ENV') return tokens[at - 1]?.text !== '.' && (member !== undefined || tokens.length <= 6)
  if (text === 'Rails') return member === 'application' || member === 'root'
  if (text === 'inspect') return tokens[at - 1]?.text === '.' && opener.open === '<%'
  return text === 'render' && tokens[at + 1]?.text === 'inline'
}

/** The member of a receiver that reads or runs, if the name at `at` is one and is asked for it. */
function serverMember({ tokens, opener }: Place, at: number): string | undefined {
  const { text } = tokens[at] as ExpressionToken
  const name = text.toLowerCase()
  const members = receivers.get(name)
  const after = tokens[at + 1]?.text
  if (members === undefined || (after !== '.' && after !== ':' && after !== '[')) return undefined
  if (capitals.has(name) && text === name) return undefined
  const member = after === '[' ? '[' : memberOf(tokens, at + 1)
  if (member === undefined || !members.has(member)) return undefined
  const isOwn = tokens[at - 1]?.text !== '.'
  const next = tokens[at + 3]?.text
  switch (name) {
    case 'config':
      return isOwn && (next === '(' || member !== 'items') ? member : undefined
    case 'self':
      return isOwn && after === '.' ? member : undefined
    case 'request':
    case 'app':
    case 'session':
    case 'settings':
      return isOwn ? member : undefined
    case 'out':
      return opener.open === '<%' && isOwn ? member : undefined
    case 'process':
      return text === name && member === 'start' ? undefined : member
    // `${java.io.tmpdir}` is a property; a class begins with a capital.
    case 'java':
    case 'javax':
    case 'freemarker':
      return /^[A-Z]/.test(tokens[at + 4]?.text ?? '') || /^[A-Z]/.test(tokens[at + 6]?.text ?? '') ? member : undefined
    default:
      return member
  }
}

/** All arguments are strings or numbers, and there is one. */
function areConstants(tokens: readonly ExpressionToken[]): boolean {
  return tokens.length > 1 && tokens.every(({ type }, i) => i === 0 || type === 'string' || type === 'number')
}

/** What stands around a name of a member: it is reached for or reached through, not just named. */
function isMember(before: string | undefined, after: string | undefined): boolean {
  return before === '.' || before === '|' || after === '.' || after === '[' || after === '('
}

/** The call isn't the declaration of a function, and not a method that views call (`regex.exec(x)`, `db.execute(x)`). */
function isCallOf({ tokens, opener }: Place, at: number): boolean {
  const name = (tokens[at] as ExpressionToken).text.toLowerCase()
  const before = tokens[at - 1]?.text
  const argument = tokens[at + 2]
  if (before === 'function' || before === 'def') return false
  if (name === 'exec' && before === '.') return argument?.type === 'string' || opener.open !== '${'
  if (name === 'execute' && before === '.') return tokens[at - 2]?.type === 'string'
  if (name === 'sleep' || name === 'evaluate' || name === 'eval') return before !== '.' || argument?.type === 'string'
  return true
}

function judgeString(place: Place, at: number): string | undefined {
  const { tokens, opener } = place
  const text = joined(tokens, at)
  const name = text.toLowerCase()
  const before = tokens[at - 1]?.text
  if (isDunder(name) && (before !== '=' || opener.isDouble)) return `reaches for ${text}`
  if (internals.has(name) && (before === '[' || before === '(' || opener.isDouble)) return `reaches for ${text}`
  if (
    callbacks.has((tokens[at] as ExpressionToken).text.toLowerCase()) &&
    opener.isDouble &&
    (before === '(' || before === ',' || before === '[')
  )
    return `names ${text} as a function to call`
  if (
    /freemarker\.template\.utility|java\.lang\.(?:runtime|process|class)|javax\.script|child_process|os\.popen/.test(
      name,
    )
  )
    return `names ${text}`
  if (/\brequire\s?\(|process\.mainmodule|return\s+(?:this|global|process)/.test(name)) return 'runs a string'
  const after = tokens[at + 1]?.text
  if (after === '.' && tokens[at + 2]?.type === 'name' && tokens[at + 3]?.text === '(' && opener.open !== '<%')
    return opener.isDouble || place.isWhole || tokens[at + 2]?.text === 'execute'
      ? 'calls a method of a constant'
      : undefined
  // `''[request.args.x]`
  if (after === '[' && tokens[at + 2]?.type === 'name') return 'reads an attribute by a computed name'
  return undefined
}

/** Ruby and PHP run what stands in backticks. */
function judgeCommand({ opener, isWhole }: Place): string | undefined {
  const runs = opener.open === '<%' || opener.open.startsWith('{php') || (opener.open === '#{' && isWhole)
  return runs ? 'runs a command' : undefined
}

function judgeSign({ tokens, opener, isWhole }: Place, at: number): string | undefined {
  const { text } = tokens[at] as ExpressionToken
  const next = tokens[at + 1]
  const afterNext = tokens[at + 2]?.text
  // OGNL: `@java.lang.Runtime@getRuntime()`, `#context[…]`, `(#a=…)`
  if (text === '@' && /^(?:java|javax|org|com|ognl)$/.test(next?.text ?? '') && afterNext === '.')
    return 'reaches for a class'
  if (text === '#' && next?.type === 'name' && opener.open !== '<%') {
    const name = next.text.toLowerCase()
    if (afterNext === '=' && (opener.open === '%{' || opener.open === '${')) return 'assigns a variable of OGNL'
    if ((name === 'context' || name === 'session' || name === 'application') && afterNext === '[')
      return `reads #${name}`
  }
  if (text === '.' && next?.text === 'data_model' && (at === 0 || tokens[at - 1]?.text === 'list'))
    return 'prints the data model'
  // `<%! … %>` of JSP and Mako declares what is there from then on.
  if (text === '!' && at === 0 && opener.open === '<%' && next?.type === 'name') return 'declares code'
  // Ruby: `%x(id)`
  if (text === '%' && next?.text === 'x' && (afterNext === '(' || afterNext === '|' || afterNext === '{'))
    return 'runs a command'
  // Go: `{{ .System "ls" }}`
  if (text === '.' && at === 0 && opener.isDouble && isWhole && tokens[2]?.type === 'string') return 'calls a method'
  return undefined
}

/** `__class__`, also `_class__` as mangled by Python. */
function isDunder(name: string): boolean {
  return name.length > 5 && name.startsWith('__') && name.endsWith('__')
}

/** Strings that stand beside each other are one: `'__cla' ~ 'ss__'`. */
function joined(tokens: readonly ExpressionToken[], at: number): string {
  let text = (tokens[at] as ExpressionToken).text
  const isFirst = tokens[at - 1]?.type !== 'string' && !isJoin(tokens[at - 1]?.text)
  if (!isFirst) return text
  for (let i = at + 1; text.length < 64; ) {
    if (isJoin(tokens[i]?.text)) i++
    const next = tokens[i]
    if (next?.type !== 'string') break
    text += next.text
    i++
  }
  return text
}

function isJoin(text: string | undefined): boolean {
  return text === '+' || text === '~' || text === ','
}

/** The name behind `.`, `::` or `->`. */
function memberOf(tokens: readonly ExpressionToken[], at: number): string | undefined {
  const next = tokens[at + 1]?.text === ':' ? tokens[at + 2] : tokens[at + 1]
  return next?.type === 'name' || next?.type === 'number' ? next.text.toLowerCase() : undefined
}

function pathIn(tokens: readonly ExpressionToken[], at: number): string {
  return tokens
    .slice(at + 1, at + 6)
    .map(({ type, text }) => (type === 'string' ? `'${text}` : ''))
    .join('')
}
