import type { FastifyRequest } from 'fastify'
import { describe, expect, it } from 'vitest'
import { fromOwnPage, hostCheck } from './origin.ts'

describe('hostCheck', () => {
  const allowed = (bound: string, allowedHosts: string[] | undefined, hosts: (string | undefined)[]) =>
    hosts.filter(hostCheck(bound, allowedHosts))

  it('on loopback: loopback names, and those allowed besides', () => {
    const hosts = [
      '127.0.0.1:8090',
      'localhost',
      '[::1]:1',
      'console.example.com',
      'evil.example',
      '10.0.0.1',
      undefined,
    ]
    expect(allowed('127.0.0.1', undefined, hosts)).toEqual(hosts.slice(0, 3))
    expect(allowed('::1', ['Console.example.com'], hosts)).toEqual(hosts.slice(0, 4))
  })

  it('elsewhere: the allowed ones alone, or any', () => {
    const hosts = ['console.example.com:443', 'localhost', '10.0.0.1', '[2001:db8::1]:80']
    expect(allowed('0.0.0.0', ['console.example.com'], hosts)).toEqual(hosts.slice(0, 1))
    expect(allowed('0.0.0.0', [], hosts)).toEqual([])
    expect(allowed('10.0.0.1', undefined, hosts)).toEqual(hosts)
  })

  it('never what is no host at all', () => {
    const hosts = [undefined, '', 'a b', 'a/b', 'user@host', 'host:', 'host:123456', 'a,b', '[::1', '::1']
    expect(allowed('0.0.0.0', undefined, hosts)).toEqual([])
  })
})

describe('fromOwnPage', () => {
  const ask = (headers: Record<string, string>) =>
    fromOwnPage({ headers: { host: 'localhost:8090', ...headers } } as unknown as FastifyRequest)
  it('believes Sec-Fetch-Site, then Origin, and lets programs pass', () => {
    expect(ask({ 'sec-fetch-site': 'same-origin', origin: 'http://evil.example' })).toBe(true)
    expect(ask({ 'sec-fetch-site': 'same-site', origin: 'http://localhost:8090' })).toBe(false)
    expect(ask({ origin: 'http://localhost:8090' })).toBe(true)
    expect(ask({ origin: 'http://localhost:8091' })).toBe(false)
    expect(ask({ origin: 'null' })).toBe(false)
    expect(ask({})).toBe(true)
  })
})
