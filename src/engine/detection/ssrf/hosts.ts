import { type Network, networkOfIpv4, networkOfIpv6, parseIpv4, parseIpv6 } from './addresses.ts'

/** What a host stands for, and whether it is spelt so that a filter misses it. */
export interface Target {
  readonly network: Network
  readonly isOdd: boolean
  /** A word that is a host in a URL only. */
  readonly isWord?: boolean
}

/** Names that only a cloud's machine can resolve. */
const METADATA_NAMES = new Set([
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'instance-data',
  'instance-data.ec2.internal',
  'rancher-metadata',
  'metadata',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'consul.service.consul',
])
/** Names of this machine in hosts files and containers. */
const LOCAL_ALIASES = new Set(['ip6-localhost', 'ip6-loopback', 'localhost6', 'host.docker.internal'])
/** Names of hosts files that nobody opens a page by. */
const NEVER_SHOWN = new Set(['ip6-localhost', 'ip6-loopback', 'localhost6'])
/** The third byte of `127.0.0.x`, `127.0.1.x`. */
const USUAL_LOOPBACK = new Set([0, 1])
/** Public names that resolve to this machine. */
const LOOPBACK_NAMES =
  /^(?:.{0,80}\.)?(?:localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|yoogle\.com|localho\.st|local\.sisteminha\.com|spoofed\.burpcollaborator\.net)$/
/** Public zones whose names resolve to the address that stands in them: `127.0.0.1.nip.io`, `7f000001.nip.io`. */
const MIRROR = /^(.{1,80})\.(?:nip\.io|sslip\.io|xip\.io|traefik\.me|backname\.io)$/
const EMBEDDED_DOTTED = /(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})$/
const EMBEDDED_HEX = /(?:^|[.-])([0-9a-f]{8})$/

/** What a URL's host stands for; undefined if nothing is to be said of it. */
export function targetOf(host: string): Target | undefined {
  // `[::]` is the shortest in brackets.
  if (host === '' || (host.startsWith('[') && host.length < 4)) return undefined
  // Full-width and encircled letters and digits are what IDNA makes of them.
  const isPlain = /^[\x20-\x7e]*$/.test(host) && !host.includes('%')
  const name = (
    isPlain
      ? host
      : spelt(host)
          .normalize('NFKC')
          .replace(/[。．]/g, '.')
  ).toLowerCase()
  if (name.startsWith('[')) {
    const groups = parseIpv6(name.slice(1, name.indexOf(']')))
    return groups && { network: networkOfIpv6(groups), isOdd: true }
  }
  const ipv4 = parseIpv4(name)
  if (ipv4 !== undefined)
    return { network: networkOfIpv4(ipv4.value), isOdd: ipv4.isOdd || !isPlain || isRareLoopback(ipv4.value) }
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  if (METADATA_NAMES.has(bare)) return { network: 'metadata', isOdd: false, isWord: !bare.includes('.') }
  if (
    bare === 'localhost' ||
    LOCAL_ALIASES.has(bare) ||
    bare.endsWith('.localhost') ||
    bare === 'localhost.localdomain'
  ) {
    return { network: 'loopback', isOdd: !isPlain || name === 'localhost.' || NEVER_SHOWN.has(bare) }
  }
  if (LOOPBACK_NAMES.test(bare)) return { network: 'loopback', isOdd: true }
  const [, mirrored] = MIRROR.exec(bare) ?? []
  return mirrored === undefined ? undefined : mirror(mirrored)
}

/** `127.8.9.10`; what resolvers, containers and hosts files use is ordinary. */
function isRareLoopback(value: number): boolean {
  return Math.floor(value / 2 ** 24) === 127 && !USUAL_LOOPBACK.has(Math.floor((value % 2 ** 24) / 256))
}

/** The host without its escapes: `127.0.0.%31`. */
function spelt(host: string): string {
  return host.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function mirror(name: string): Target | undefined {
  const dotted = EMBEDDED_DOTTED.exec(name)
  const hex = EMBEDDED_HEX.exec(name)
  const value = dotted
    ? parseIpv4(dotted.slice(1).join('.'))?.value
    : hex
      ? Number.parseInt(hex[1] as string, 16)
      : undefined
  return value === undefined ? undefined : { network: networkOfIpv4(value), isOdd: true }
}
