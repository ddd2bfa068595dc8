import type { Head } from '../../engine/canonical/head.ts'
import { FewNames } from '../few-names.ts'

/** Fields that belong to one connection (RFC 9110 §7.6.1), and `Expect`, which only we answer. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'expect',
])
/**
 * Fields that a client can't have dropped by naming them in `Connection`: the inspected request would change meaning, or
 * the trail of the load balancer would go.
 */
const NEVER_DROPPED = /^(?:host|authorization|cookie|forwarded|x-real-ip|content-.*|x-forwarded-.*)$/

const OWN = 'x-request-id'

/** What the listener saw of the client's connection. */
export interface Hop {
  /** Address of the peer. */
  readonly peer: string
  readonly trusted: boolean
  /** Port of our listener. */
  readonly port: number
  readonly requestId: string
}

/** The names that `Connection` lists, lower-case; undefined if it lists none but close and keep-alive. */
export function connectionTokens(names: readonly string[], raw: readonly string[]): Set<string> | undefined {
  let tokens: Set<string> | undefined
  for (let i = 0; i < names.length; i++) {
    if (names[i] !== 'connection') continue
    const value = (raw[2 * i + 1] as string).toLowerCase()
    if (value === 'keep-alive' || value === 'close') continue
    tokens ??= new Set()
    for (const token of value.split(',')) {
      const name = token.trim()
      if (!NEVER_DROPPED.test(name)) tokens.add(name)
    }
  }
  return tokens
}

/**
 * The fields that go upstream, names and values in turn, in the client's order and case. What the client lists in
 * `Connection` is dropped before our own fields are added, or it could have those dropped.
 * @param isAnswerRead the answer must come as it is, without a content encoding
 */
export function upstreamHeaders(head: Head, hop: Hop, isAnswerRead = false): string[] {
  const { names, rawHeaders: raw } = head
  const dropped = connectionTokens(names, raw)
  const out: string[] = []
  let forwardedFor = ''
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    const value = raw[2 * i + 1] as string
    switch (name) {
      case 'x-forwarded-for':
        if (!dropped?.has(name)) forwardedFor = forwardedFor === '' ? value : `${forwardedFor}, ${value}`
        continue
      case 'x-forwarded-proto':
      case 'x-forwarded-port':
      case 'x-forwarded-host':
        if (!hop.trusted) continue
        break
      case 'x-request-id':
        continue
      case 'accept-encoding':
        if (isAnswerRead) continue
    }
    if (HOP_BY_HOP.has(name) || dropped?.has(name)) continue
    out.push(raw[2 * i] as string, value)
  }
  out.push('X-Forwarded-For', forwardedFor === '' ? hop.peer : `${forwardedFor}, ${hop.peer}`)
  if (!hop.trusted || !has(out, 'x-forwarded-proto')) out.push('X-Forwarded-Proto', 'http')
  if (!hop.trusted || !has(out, 'x-forwarded-port')) out.push('X-Forwarded-Port', String(hop.port))
  if (!hop.trusted || !has(out, 'x-forwarded-host')) if (head.host !== '') out.push('X-Forwarded-Host', head.host)
  out.push('X-Request-Id', hop.requestId)
  return out
}

function has(headers: readonly string[], name: string): boolean {
  for (let i = 0; i < headers.length; i += 2) if ((headers[i] as string).toLowerCase() === name) return true
  return false
}

/**
 * The fields of the upstream's answer that go to the client, and our request id.
 * @param raw names and values in turn
 */
export function clientHeaders(raw: readonly string[], requestId: string): string[] {
  const dropped = namedByConnection(raw)
  const out: string[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    if (dropped === undefined ? isOfOneHop(name) : isOfOneHop(name) || dropped.has(name.toLowerCase())) continue
    out.push(name, raw[i + 1] as string)
  }
  out.push('x-request-id', requestId)
  return out
}

/** The trailers of the upstream's answer that go to the client, name and value each. */
export function clientTrailers(raw: readonly string[]): [string, string][] {
  const out: [string, string][] = []
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    if (!isOfOneHop(name)) out.push([name, raw[i + 1] as string])
  }
  return out
}

/** Fields of an answer that stay with one hop. */
const ofOneHop = new FewNames([...HOP_BY_HOP, OWN])

function isOfOneHop(name: string): boolean {
  return ofOneHop.find(name) !== undefined
}

/** What the `Connection` fields of an answer name; undefined if nothing but close and keep-alive. */
function namedByConnection(raw: readonly string[]): Set<string> | undefined {
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue
    const names: string[] = []
    for (let j = 0; j < raw.length; j += 2) names.push((raw[j] as string).toLowerCase())
    return connectionTokens(names, raw)
  }
  return undefined
}
