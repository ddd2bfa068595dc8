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
/** What `jndi:` may be followed by: the schemes of its providers, or a name in the server's own tree. */
const PROVIDERS = /jndi:(?:ldaps?|rmi|dns|nis|nds|iiop|corba|corbaname|iiopname|https?|java):/

export const jndi: Detector = {
  name: 'jndi',
  bytes: '',
  cues: ['${', 'jndi:'],
  detect(text: string, _field: FieldInfo, report: Report): void {
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
      if (isHidden || name === 'java') report('error', start, end, message)
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

/** A lookup came out of the evaluation of others: Log4j evaluates what it has replaced once more. */
function holdsLookup(value: string): boolean {
  return value.includes('${') ? fold(value).includes('${jndi:') : value.length > 4 && /^\$?\{jndi:/.test(fold(value))
}

/** `${lower:j}`, `${::-j}`: nobody who has something to say writes it like that. */
function isDisguise({ name, key, fallback }: Lookup): boolean {
  if (CASES.has(name)) return key.length > 0 && key.length <= 12
  return name === '' && key === '' && fallback !== undefined && fallback.length > 0 && fallback.length <= 12
}
