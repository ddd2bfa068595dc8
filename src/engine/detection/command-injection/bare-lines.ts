/** Command lines of ordinary words that are a whole value: told by what only their program takes. */
import type { FieldInfo } from '../../types.ts'
import { terse } from './commands.ts'

/** What stands behind the name, wherever the value stands. */
const lines: ReadonlyMap<string, RegExp> = new Map([
  ['kill', /^\s{1,4}-(?:9|15|kill|term|hup)\s{1,4}-?\d/i],
  ['shutdown', /^\s{1,4}-[hrp]\b/i],
  ['find', /^\s{1,4}[/.~][\w/.-]{0,32}\s{1,4}-(?:i?name|perm|type|exec|user|size|newer|delete)\b/],
  ['tar', /^\s{1,4}-?[cxt][zjv]{0,3}f[zjv]{0,3} \/(?:tmp|var|root|home|opt)\b/i],
  ['openssl', /^\s{1,4}(?:s_client|s_server|enc)\s{1,4}-[a-z]/],
  ['sudo', /^\s{1,4}(?:id|ls|ps|su|cat|sh|bash|env)$/],
])
/** What people search for as well. */
const asked: ReadonlyMap<string, RegExp> = new Map([
  ['kubectl', /^\s(?:get|exec|apply|delete|describe|cp|logs|run|proxy|auth|create|edit)\s[a-z-]{2,24}/],
  ...['useradd', 'userdel', 'usermod', 'adduser', 'deluser', 'groupadd', 'chpasswd', 'passwd'].map(
    (name) => [name, /^\s[a-z_][\w.-]{0,31}$/] as const,
  ),
])
/** Parameters that hold a program's line if any do. */
const running =
  /^(?:cmd|command|exec|execute|run|shell|code|host|ip|ping|addr(?:ess)?|arg|args|target|domain|process|do|func|option|daemon|dir|log|cli|payload)$/

const secret = /(?:\s\/(?:etc|proc)| \/(?:root|var\/log))\/\w/

const LONGEST = 96
const REACH = 64

/** The value, which begins with the command that ends at `end`, is one of its lines. */
export function isBareLine(text: string, end: number, name: string, field: FieldInfo): boolean {
  if (text.length > LONGEST) return false
  const rest = text.slice(end, end + REACH)
  if (lines.get(name)?.test(rest) === true) return true
  // `grep root /etc/passwd`
  if (terse.has(name) && name !== 'who' && secret.test(rest)) return true
  return field.where === 'query' && running.test(field.name) && asked.get(name)?.test(rest) === true
}
