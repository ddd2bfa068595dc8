import { BlockList, isIPv6 } from 'node:net'
import { addRange } from '../../config/address-range.ts'
import type { Head } from '../../engine/canonical/head.ts'

/** The peers whose forwarding headers are believed. */
export class TrustedProxies {
  readonly #list = new BlockList()
  readonly #any: boolean

  /** @param ranges addresses and CIDR ranges, validated */
  constructor(ranges: readonly string[]) {
    this.#any = ranges.length > 0
    for (const range of ranges) addRange(this.#list, range)
  }

  has(address: string): boolean {
    return this.#any && this.#list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  }

  /**
   * The client's address: from the right of X-Forwarded-For past every trusted proxy; what an untrusted peer says about
   * itself is not believed.
   */
  clientAddress(peer: string, head: Head): string {
    if (!this.has(peer)) return peer
    const chain: string[] = []
    for (let i = 0; i < head.names.length; i++) {
      if (head.names[i] === 'x-forwarded-for') chain.push(...(head.rawHeaders[2 * i + 1] as string).split(','))
    }
    let client = peer
    for (let i = chain.length - 1; i >= 0; i--) {
      const address = plainAddress((chain[i] as string).trim())
      if (address === undefined) break
      client = address
      if (!this.has(address)) break
    }
    return client
  }
}

/** An IPv4-mapped address (`::ffff:10.0.0.1`) as the IPv4 address that it is. */
export function normaliseAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
}

/** An entry of X-Forwarded-For without its port; undefined if it isn't an address. */
function plainAddress(entry: string): string | undefined {
  const bracketed = /^\[([0-9a-fA-F:.]{2,45})\](:\d{1,5})?$/.exec(entry)
  if (bracketed) return bracketed[1]
  const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(:\d{1,5})?$/.exec(entry)
  if (v4) return v4[1]
  return isIPv6(entry) ? normaliseAddress(entry) : undefined
}
