import { execFileSync } from 'node:child_process'
import { isInstalled } from '../support/installed.ts'

// Each program of the chain has an address of its own: in a network namespace where the machine lets us make some, else on
// the loopback interface.

export const ROLES = ['client', 'balancer', 'sluice-1', 'sluice-2', 'gateway'] as const
export type Role = (typeof ROLES)[number]

/** Where a program runs. */
export interface Place {
  readonly address: string
  /** What its command begins with. */
  readonly prefix: readonly string[]
}

export interface Places {
  readonly isIsolated: boolean
  /** Where those run who watch. */
  readonly hub: Place
  readonly of: Readonly<Record<Role, Place>>
  remove(): void
}

const BRIDGE = 'chain'
const ip = (...args: readonly string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })

/** Makes the places; namespaces are named after this process, so that two chains don't meet. */
export function makePlaces(): Places {
  return process.getuid?.() === 0 && isInstalled('ip') ? makeNamespaces() : onLoopback()
}

function onLoopback(): Places {
  const place = (address: string): Place => ({ address, prefix: [] })
  return {
    isIsolated: false,
    hub: place('127.0.0.1'),
    of: Object.fromEntries(ROLES.map((role, i) => [role, place(`127.77.0.${10 + i}`)])) as Record<Role, Place>,
    remove() {},
  }
}

function makeNamespaces(): Places {
  const name = (role: string) => `chain-${process.pid}-${role}`
  const made: string[] = []
  const remove = () => {
    for (const namespace of made.splice(0)) ip('netns', 'del', namespace)
  }
  const make = (role: string): string => {
    const namespace = name(role)
    ip('netns', 'add', namespace)
    made.push(namespace)
    ip('-n', namespace, 'link', 'set', 'lo', 'up')
    return namespace
  }
  try {
    const hub = make('hub')
    ip('-n', hub, 'link', 'add', BRIDGE, 'type', 'bridge')
    ip('-n', hub, 'addr', 'add', '10.77.0.1/24', 'dev', BRIDGE)
    ip('-n', hub, 'link', 'set', BRIDGE, 'up')
    const place = (namespace: string, address: string): Place => ({
      address,
      prefix: ['ip', 'netns', 'exec', namespace],
    })
    const of = Object.fromEntries(
      ROLES.map((role, i) => {
        const namespace = make(role)
        const address = `10.77.0.${10 + i}`
        const port = `port-${i}`
        ip('-n', hub, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
        ip('-n', hub, 'link', 'set', port, 'master', BRIDGE, 'up')
        ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
        ip('-n', namespace, 'link', 'set', 'eth0', 'up')
        return [role, place(namespace, address)]
      }),
    ) as Record<Role, Place>
    return { isIsolated: true, hub: place(hub, '10.77.0.1'), of, remove }
  } catch (error) {
    remove()
    throw error
  }
}
