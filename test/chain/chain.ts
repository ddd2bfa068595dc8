import { join } from 'node:path'
import { expect } from 'vitest'
import { Command } from '../support/program.ts'
import { makePlaces } from './places.ts'
import type { ChainResult } from './run.ts'

/**
 * HAProxy → two Sluices → nginx, under mixed traffic for so long, while one Sluice after the other is terminated and replaced:
 * no request fails, no event is lost, and who asked is known at the end.
 */
export async function staysWholeFor(seconds: number): Promise<void> {
  const places = makePlaces()
  try {
    const { hub, of, isIsolated } = places
    const args = ['--places', JSON.stringify({ hub, of, isIsolated }), '--seconds', String(seconds)]
    const run = new Command([...hub.prefix, process.execPath, join(import.meta.dirname, 'run.ts'), ...args])
    expect([await run.exited, run.output.at(-1)]).toEqual([0, expect.stringMatching(/^\{"counts"/)])
    const result = JSON.parse(run.output.at(-1) as string) as ChainResult
    console.log(`${isIsolated ? 'network namespaces' : 'loopback'}, ${seconds} s: ${JSON.stringify(result)}`)
    expect(result.failures).toEqual([])
    expect(Math.min(...Object.values(result.counts))).toBeGreaterThan(10)
    expect(Object.keys(result.counts)).toHaveLength(6)
    expect(result.replaced).toBeGreaterThan(1)
    expect(result.exits.every((code) => code === 0)).toBe(true)
    expect(result.blockedEvents).toBe(result.counts['an attack'])
    expect(result.forwardedFor).toEqual([`${of.client.address}, ${of.balancer.address}`])
  } finally {
    places.remove()
  }
}
