/**
 * What wakes the detector: markup, the names of handlers and of functions where they are called, and schemes. Brackets, colons
 * and equals signs alone stand in every User-Agent and URL. `detect` looks for nothing that isn't announced here; tests hold it
 * to that. What stands in ordinary text as well is `asked`: `tells` looks around it.
 */
import { encoderCues } from './bracket-code.ts'
import { eventBeginnings } from './event-names.ts'
import { callers, loud, sinks } from './names.ts'

/** What may stand between a function's name and its arguments. */
const calls = ['(', ' (', '\t(', '\n(', '\r(', ')', '?.']

/** Inside a scheme browsers skip white space and control characters; these stand in no ordinary text. */
const controls = Array.from({ length: 0x0e }, (_, code) => String.fromCharCode(code)).filter(
  (c) => !'\t\n\r'.includes(c),
)

export const bytes = `<\`${controls.join('')}`

/** Handlers and attributes: an equals sign follows the name. */
export const assigned: readonly string[] = [
  ...eventBeginnings.map((event) => `on${event}`),
  'formaction',
  'srcdoc',
  'location',
]

/** Objects of the page: a member follows. */
export const objects: readonly string[] = ['document.', 'window.']

/** A member that is computed: an object stands before the bracket. */
export const computed: readonly string[] = ['["', "['", '[/', '[(', '[+']

/** The ends of schemes: what stands before a colon decides. */
export const schemes: readonly string[] = ['t:', 'a:']

/** A computed name that is called. */
const computedCalls = ['](', '] (', ']\t(', ']\n(', ']\r(', '])', ']?.']

/** Another name for a function. */
export const aliases: readonly string[] = ['alert', 'confirm', 'prompt', 'eval'].flatMap((name) => [
  `=${name}`,
  `:${name}`,
])

export const asked: ReadonlySet<string> = new Set([
  ...assigned,
  ...objects,
  ...computed,
  ...schemes,
  ...computedCalls,
  '[]',
])

export const cues: readonly string[] = [
  ...asked,
  ...aliases,
  ...[...sinks].flatMap((name) => calls.map((call) => (callers.has(name) ? '.' : '') + name.toLowerCase() + call)),
  // A comment or a list around a function.
  ...[...loud].flatMap((name) => [`${name.toLowerCase()}/*`, `${name.toLowerCase()}][`, `*/${name.toLowerCase()}`]),
  'constructor',
  '__proto__',
  'getprototypeof',
  'script\t',
  'script\n',
  'script\r',
  'data\t',
  'data\n',
  'data\r',
  '-moz-binding',
  ' cdata ',
  '-->',
  ...encoderCues,
  // UTF-7.
  '+adw',
  '+adx',
  '+aciap',
  '+accap',
  '&#000',
  '&#x000',
  '&{',
  '\\u00',
  '\\u{',
  // Brackets that become `<`.
  '\uff1c',
  '\u00bc',
  '\ufe64',
  '\ufffd',
]
