/** Log4Shell and its siblings: see GRAMMAR.md. */
import type { Detector, FieldInfo, Report, Token } from '../../types.ts'
import { evaluate, fold, type Lookup } from './interpreter.ts'

const MAX_TOKENS = 64
/** Lookups that no other syntax of placeholders has. */
const CASES: ReadonlySet<string> = new Set(['lower', 'upper'])
/** Lookups that tell of the server. */
const LEAKS: ReadonlySet<string> = new Set([
  'env',
  'sys',
  'ctx',
  'bundle',
  'docker',
  'web',
  'k8s',
  'kubernetes',
  'spring',
  'main',
  'map',
  'sd',
  'event',
])
/** Where nobody sends configuration. */
const BARE: ReadonlySet<string> = new Set(['header', 'cookie', 'path'])
/** Text4Shell: what Commons Text does with a key, in the form that it asks for. */
const INTERPOLATORS: ReadonlyMap<string, RegExp> = new Map([
  ['script', /^(?:js|javascript|ecmascript|nashorn|rhino|groovy|jexl|jython|jruby|python|ruby):/],
  ['url', /^[a-z][a-z0-9_-]{2,20}:\s?(?:https?|ftp|file|jar):/],
  ['dns', /^(?:address|name|canonical)\|/],
  ['file', /^(?:utf-?(?:8|16)|us-ascii|iso-8859-1):/],
  ['xml', /^[^:]{1,80}:\//],
  ['const', /^(?:java|javax|org|com|sun)\./],
  ['bundle', /(?:passw|secret|datasource)/],
])

/** What `jndi:` may be followed by: the schemes of its providers, or a name in the server's own tree. */
const PROVIDERS = /jndi:(?:ldaps?|rmi|dns|nis|nds|iiop|corba|corbaname|iiopname|https?|java):/

export const jndi: Detector = {
  name: 'jndi',
  bytes: '',
  cues: ['${', 'jndi:'],
  detect(text: string, field: FieldInfo, report: Report): void {
    let leak: Lookup | undefined
    let isHidden = false
    let isFound = false
    evaluate(text, (lookup) => {
      const { name, key, fallback, start, end } = lookup
      if (name === 'jndi' || holdsLookup(key) || holdsLookup(fallback ?? '')) {
        report('critical', start, end, 'a lookup that makes Log4j load what a directory answers')
        isFound = true
      } else if (isDisguise(lookup)) {
        report('critical', start, end, 'a lookup of Log4j that only hides a letter')
        isFound = true
      } else if (interpolates(lookup)) {
        report('critical', start, end, `a lookup of ${name} that runs or reads, as Commons Text replaces it`)
        isFound = true
      } else if (name === 'java' || LEAKS.has(name)) {
        leak ??= lookup
        isHidden ||= fallback?.length === 1
      }
      return isFound
    })
    if (isFound) return
    const plain = PROVIDERS.exec(fold(text))
    if (plain !== null) {
      report('critical', plain.index, plain.index + plain[0].length, 'a name for JNDI to look up in a directory')
    } else if (leak !== undefined) {
      const { name, start, end } = leak
      const message = `a lookup of ${name}, as Log4j replaces them`
      // Configuration is sent in bodies, and asked for in queries.
      if (BARE.has(field.where)) report('critical', start, end, message)
      else if (isHidden || name === 'java') report('error', start, end, message)
      else report('error', start, end, message, 2)
    }
  },
  explain(text: string): readonly Token[] {
    const tokens: Token[] = []
    evaluate(text, ({ name, start, end }) => {
      tokens.push({ type: name === '' ? 'lookup' : name, start, end })
      return tokens.length === MAX_TOKENS
    })
    return tokens
  },
}

/** `${script:js:…}`, `${url:utf-8:http://…}`, and what `${base64:…}` hides. */
function interpolates({ name, key }: Lookup): boolean {
  if (name === 'base64' || name === 'base64decoder')
    return /jndi:|script:/.test(fold(Buffer.from(key, 'base64').toString('latin1')))
  return INTERPOLATORS.get(name)?.test(fold(key)) === true
}

/** A lookup came out of the evaluation of others: Log4j evaluates what it has replaced once more. */
function holdsLookup(value: string): boolean {
  return value.includes('${') ? fold(value).includes('${jndi:') : value.length > 4 && /^\$?\{jndi:/.test(fold(value))
}

/** `${lower:j}`, `${::-j}`: nobody who has something to say writes it like that. */
function isDisguise({ name, key, fallback }: Lookup): boolean {
  if (CASES.has(name)) return key.length > 0 && key.length <= 12
  return name === '' && key === '' && fallback !== undefined && fallback.length > 0 && fallback.length <= 12
}
