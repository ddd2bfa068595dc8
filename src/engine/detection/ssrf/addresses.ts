/** An IPv4 address as C's `inet_aton` reads it, which most HTTP clients use. */
export interface Ipv4 {
  /** 0–2³²−1 */
  readonly value: number
  /** Not four decimal numbers without leading zeros: spelt so that a filter misses it. */
  readonly isOdd: boolean
}

/** Digits of a number of an address: `0x7f`, `0177`, `127`, and any number of zeros before them. */
const MAX_DIGITS = 40

/**
 * Reads `127.0.0.1`, `127.1`, `0x7f.1`, `0177.0.0.01`, `2130706433`: one to four numbers in base 8, 10 or 16, the last of
 * which fills what is left (POSIX inet_addr). Numbers that overflow are read as clients do that cut them to 32 bits.
 */
export function parseIpv4(host: string): Ipv4 | undefined {
  const parts = (host.endsWith('.') ? host.slice(0, -1) : host).split('.', 5)
  if (parts.length > 4) return undefined
  const numbers: number[] = []
  let isOdd = parts.length < 4 || host.endsWith('.')
  for (const part of parts) {
    const number = parseNumber(part)
    if (number < 0) return undefined
    if (part.length > 1 && part.startsWith('0')) isOdd = true
    numbers.push(number)
  }
  let value = 0
  for (const number of numbers.slice(0, -1)) {
    if (number > 255) isOdd = true
    value = value * 256 + (number & 255)
  }
  const room = 2 ** (8 * (5 - numbers.length))
  const last = numbers.at(-1) as number
  if (last >= room) isOdd = true
  return { value: value * room + (last % room), isOdd }
}

function parseNumber(text: string): number {
  const isHex = /^0x[0-9a-f]*$/i.test(text)
  if (!isHex && !/^[0-9]+$/.test(text)) return -1
  const base = isHex ? 16 : text.length > 1 && text.startsWith('0') && /^[0-7]+$/.test(text) ? 8 : 10
  const digits = text.replace(/^0x?0*/i, '')
  if (digits.length > MAX_DIGITS) return -1
  let value = 0
  for (const digit of digits) value = (value * base + Number.parseInt(digit, 16)) % 2 ** 40
  return value
}

/** The eight groups of an IPv6 address as it stands between brackets, zone left out; undefined if it is none. */
export function parseIpv6(text: string): readonly number[] | undefined {
  const zone = text.indexOf('%')
  let host = zone < 0 ? text : text.slice(0, zone)
  const tail = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(host.slice(0, 64))
  if (tail) {
    const embedded = parseIpv4(tail[2] as string)
    if (embedded === undefined) return undefined
    host = `${tail[1]}${Math.floor(embedded.value / 65_536).toString(16)}:${(embedded.value % 65_536).toString(16)}`
  }
  const halves = host.split('::', 3)
  if (halves.length > 2) return undefined
  const [head, rest] = halves.map((half) => (half === '' ? [] : half.split(':', 9))) as [string[], string[] | undefined]
  const missing = 8 - head.length - (rest?.length ?? 0)
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array(rest === undefined ? 0 : missing).fill('0'), ...(rest ?? [])]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return groups.map((group) => Number.parseInt(group, 16))
}

/**
 * The IPv4 address within an IPv6 one: mapped (`::ffff:1.2.3.4`), compatible (`::1.2.3.4`), NAT64 (`64:ff9b::`) or
 * 6to4 (`2002::`), RFC 4291, 6052 and 3056. @returns undefined if there is none
 */
export function embeddedIpv4(groups: readonly number[]): number | undefined {
  const at = (i: number) => groups[i] as number
  const value = (i: number) => at(i) * 65_536 + at(i + 1)
  const isZero = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0)
  if (isZero(0, 5) && (at(5) === 0xffff || at(5) === 0)) return at(5) === 0 && value(6) < 2 ? undefined : value(6)
  if (at(0) === 0x64 && at(1) === 0xff9b && isZero(2, 6)) return value(6)
  if (at(0) === 0x2002) return value(1)
  return undefined
}

/** What an address belongs to. */
export type Network = 'metadata' | 'loopback' | 'private' | 'public'

const address = (text: string): number => (parseIpv4(text) as Ipv4).value
/**
 * Where clouds answer for the machine itself: AWS, Azure, Google, DigitalOcean and OpenStack; ECS tasks and EKS pods;
 * Alibaba; Oracle; Tencent; and AWS's time and name servers on the link.
 */
const METADATA = new Set(
  [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '100.100.100.200',
    '192.0.0.192',
    '169.254.0.23',
    '168.63.129.16',
  ].map(address),
)
/** First address and number of bits. */
const PRIVATE: readonly (readonly [number, number])[] = [
  [address('10.0.0.0'), 8],
  [address('172.16.0.0'), 12],
  [address('192.168.0.0'), 16],
  [address('169.254.0.0'), 16],
  [address('100.64.0.0'), 10],
]

export function networkOfIpv4(value: number): Network {
  if (METADATA.has(value)) return 'metadata'
  if (value < 2 ** 24 || Math.floor(value / 2 ** 24) === 127) return 'loopback'
  const isPrivate = PRIVATE.some(
    ([from, bits]) => Math.floor(value / 2 ** (32 - bits)) === Math.floor(from / 2 ** (32 - bits)),
  )
  return isPrivate ? 'private' : 'public'
}

export function networkOfIpv6(groups: readonly number[]): Network {
  const [first = 0] = groups
  const isZero = groups.slice(0, 7).every((group) => group === 0)
  if (isZero && (groups[7] as number) < 2) return 'loopback'
  const embedded = embeddedIpv4(groups)
  if (embedded !== undefined) return networkOfIpv4(embedded)
  // fd00:ec2::254 and fd00:ec2::23 answer as 169.254.169.254 does; fd20:ce::254 is Google's.
  if ((first === 0xfd00 && groups[1] === 0xec2) || (first === 0xfd20 && groups[1] === 0xce)) return 'metadata'
  return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80 ? 'private' : 'public'
}
