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
  ['dd', /^\s{1,4}(?:if|of)=\/\w/],
  ['reg', /^\s{1,4}(?:add|query|save|export|delete|load|copy)\s{1,4}"?hk(?:lm|cu|cr|u|ey_\w{4,16})(?:\\|$)/i],
  [
    'sc',
    /^\s{1,4}(?:\\\\\S{1,32}\s)?(?:query(?:ex)?$|(?:create|config|stop|start|delete|qc|failure)\s{1,4}[\w.-]{1,32}(?:\s{1,4}\w{3,12}=|$))/i,
  ],
  ['arp', /^\s{1,4}-a$/],
  ['route', /^\s{1,4}(?:print|-n)$/],
  ['del', /^\s{1,4}(?:\/[fsqa]\s{1,4}){1,4}\S/i],
  ['erase', /^\s{1,4}(?:\/[fsqa]\s{1,4}){1,4}\S/i],
  ['rd', /^\s{1,4}(?:\/[sq]\s{1,4}){1,2}\S/i],
  ['rmdir', /^\s{1,4}(?:\/[sq]\s{1,4}){1,2}\S/i],
  ['start', /^\s{1,4}\/(?:b|min|max|wait)\s{1,4}\S/i],
  ['copy', /^\s{1,4}\\\\[\w.-]{1,64}\\\S/i],
  ['attrib', /^\s{1,4}(?:[+-][rhsa]\s{1,4}){1,4}\S/i],
  ['vssadmin', /^\s{1,4}(?:delete|list|resize)\s{1,4}shadow/i],
  ['wbadmin', /^\s{1,4}(?:delete|start|get)\s{1,4}(?:catalog|systemstatebackup|backup|versions)/i],
  ['wevtutil', /^\s{1,4}(?:cl|clear-log|el|qe|gl)(?:\s|$)/i],
  ['for', /^\s{1,4}\/[flrd]\s{1,4}(?:"[^"]{1,48}"\s{1,4})?%{1,2}\w\s{1,4}in\s{0,4}\(/i],
  ['ftp', /^\s{1,4}-s:\S/i],
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
