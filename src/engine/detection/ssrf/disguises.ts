/** Ways to write a URL so that whoever checks it and whoever fetches it read two different hosts. */
import type { FieldInfo } from '../../types.ts'
import { type Target, targetOf } from './hosts.ts'
import type { Url } from './urls.ts'

/** What is looked at to each side of a host. */
const NEAR = 128
/** What clients take for HTTP. */
const WEB = /^(?:https?|wss?|ftp)$/i

/** `#@`, `\@`, `%2f@` behind a host: for some parsers another host follows. */
const SECOND_HOST = /^(?::[^\s/@]{0,16})?(?:[#?\\&]|%(?:23|2f|3f|5c|40))[^\s/@]{0,16}@[\w[]/i
/** `127.0.0.1#shop.example`: the end of the name that a list of allowed ones holds. */
const ALLOWED_NAME = /^(?::\d{1,5})?[#?\\](?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?:$|[/\s])/i
/** A host where a user's name stands; a password makes it a user. */
const HOST_AS_USER = /^(?:[a-z0-9-]{1,63}\.){1,5}[a-z0-9-]{1,63}[.&#?\\]{0,2}$/i
const ESCAPED_END = /%(?:23|2f|3f|5c|40)/i
const TWO_PORTS = /^:\d{1,5}:\d/

/** The URL, whose host is the `target`, is written like that. */
export function isDisguised(
  { start, schemeEnd, hostStart, hostEnd, isBare }: Url,
  text: string,
  target: Target,
): boolean {
  if (schemeEnd === start || isBare || !WEB.test(text.slice(start, schemeEnd))) return false
  const before = text.slice(schemeEnd, Math.min(hostStart, schemeEnd + NEAR))
  const user = /^:[/\\]{0,8}(.*)@$/s.exec(before)?.[1]
  const rest = text.slice(hostEnd, hostEnd + NEAR)
  if (SECOND_HOST.test(rest)) return true
  if (target.network === 'public') return user !== undefined && isInnerUser(user)
  if (user === undefined ? before !== '://' : HOST_AS_USER.test(user)) return true
  // Java opens `url:http://…` as well.
  if (/\burl:$/i.test(text.slice(Math.max(0, start - 5), start))) return true
  return ALLOWED_NAME.test(rest) || TWO_PORTS.test(rest)
}

/** `127.0.0.1@`, `localhost%2f@`: an inner host in front of one that anybody may own. */
function isInnerUser(user: string): boolean {
  const end = user.search(ESCAPED_END)
  const host = (end === -1 ? user : user.slice(0, end)).replace(/:\d{1,5}$/, '')
  const target = targetOf(host)
  return target !== undefined && target.network !== 'public' && (end !== -1 || /^[\d.]+$/.test(host))
}

/** Parameters in which clients name a page of their own, on the developer's machine as well. */
const OWN_PAGE =
  /redir|callback|return|origin|refer|next|state|continue|goto|success|cancel|fail|location|base|home|page|^d[lr]$|^ru$|^rurl$/
const PLAIN_PORT = /^(?::(?:\d{1,3}|10[01]\d|102[0-3]))?(?:[/?#]|$)/

/** The whole value is a URL of this machine where a server listens: no client means its own. */
export function isFetched({ start, hostEnd }: Url, text: string, field: FieldInfo): boolean {
  if (field.where !== 'query' || field.isName || start !== 0 || OWN_PAGE.test(field.name)) return false
  return !/\s/.test(text.slice(0, NEAR)) && PLAIN_PORT.test(text.slice(hostEnd, hostEnd + 8))
}
