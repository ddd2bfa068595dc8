import { METHODS } from 'node:http'
import { maskHeader } from './header.ts'
import type { SecretNames } from './names.ts'
import { shapeOf } from './shape-of.ts'
import { maskTarget } from './target.ts'

/** Units of a packet that are looked at. */
const MAX_PACKET = 4_096
const MAX_VALUE = 256

const METHOD = new Set(METHODS)
const REQUEST_LINE = /^([A-Z-]{3,32}) ([\x21-\x7e\x80-\xff]+) (HTTP\/\d\.\d)$/
const FIELD = /^([A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}):[ \t]*([\x20-\x7e\x80-\xff\t]*)$/

/**
 * What the HTTP parser refused, as it came from the socket. It may be the middle of anything, so that it is shown only
 * where there is no doubt: a request line, and the fields behind it. The rest shows its shape, a body not even that.
 */
export function maskPacket(packet: string, names: SecretNames): string {
  const lines = packet.slice(0, MAX_PACKET).split('\n')
  // A line that is cut may have lost what gives a secret away.
  if (packet.length > MAX_PACKET) lines.pop()
  const [first = '', ...rest] = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  const [, method, target, version] = REQUEST_LINE.exec(first) ?? []
  // Without a request line this is a value, a body or whatever else was cut where a packet ended.
  if (!method || !METHOD.has(method)) return [first, ...rest].map(shapeOf).join('\n')
  const blank = rest.indexOf('')
  const fields = blank < 0 ? rest : rest.slice(0, blank)
  const masked = fields.map((line) => {
    const [, name, value] = FIELD.exec(line) ?? []
    return name === undefined ? shapeOf(line) : `${name}: ${maskHeader(name, value as string, names, MAX_VALUE)}`
  })
  return [`${method} ${maskTarget(target as string, names, MAX_VALUE)} ${version}`, ...masked].join('\n')
}
