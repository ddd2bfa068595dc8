import { type BlockList, isIP } from 'node:net'

/** Adds an address or a CIDR range to a list; false if it is neither. */
export function addRange(list: BlockList, range: string): boolean {
  const [address, prefix, ...rest] = range.split('/')
  const version = isIP(address as string)
  if (version === 0 || rest.length > 0) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (prefix === undefined) {
    list.addAddress(address as string, family)
    return true
  }
  const bits = Number(prefix)
  if (!/^\d{1,3}$/.test(prefix) || bits > (version === 4 ? 32 : 128)) return false
  list.addSubnet(address as string, bits, family)
  return true
}
