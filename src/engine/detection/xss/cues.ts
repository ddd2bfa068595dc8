/**
 * What wakes the detector: markup, the names of handlers and of functions where they are called, and schemes. Brackets, colons
 * and equals signs alone stand in every User-Agent and URL. `detect` looks for nothing that isn't announced here; tests hold it
 * to that.
 */
import { events, sinks } from './names.ts'

/** Called as methods only. */
const methods: ReadonlySet<string> = new Set(['sort', 'map', 'find', 'every', 'call', 'apply'])

/** What may stand between a function's name and its arguments. */
const calls = ['(', ' (', '\t(', '\n(', '\r(', ')', '?.']

/** Inside a scheme browsers skip white space and control characters; these stand in no ordinary text. */
const controls = Array.from({ length: 0x0e }, (_, code) => String.fromCharCode(code)).filter(
  (c) => !'\t\n\r'.includes(c),
)

export const bytes = `<\`${controls.join('')}`

export const cues: readonly string[] = [
  ...events.map((event) => `on${event}`),
  ...[...sinks].flatMap((name) => calls.map((call) => (methods.has(name) ? '.' : '') + name.toLowerCase() + call)),
  // `top['alert'](1)`
  '](',
  '] (',
  ']\t(',
  ']\n(',
  ']\r(',
  '])',
  ']?.',
  'constructor',
  'script',
  't:',
  'data:',
  'data\t',
  'data\n',
  'data\r',
  'a:',
  'document.',
  'window.',
  '-moz-binding',
  // Code of brackets only.
  '[]',
  // Brackets that become `<`.
  '\uff1c',
  '\u00bc',
  '\ufe64',
]
