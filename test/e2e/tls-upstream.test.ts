import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'

const folder = join(import.meta.dirname, '../support/tls')
const caFile = join(folder, 'ca.pem')
const seen: { name: string | false | null | undefined; host: string | undefined }[] = []
let server: Server
let url: string

beforeAll(async () => {
  server = createServer(
    { key: readFileSync(join(folder, 'server.key')), cert: readFileSync(join(folder, 'server.pem')) },
    (socket) => {
      socket.on('error', () => {})
      socket.on('data', (bytes) => {
        seen.push({ name: socket.servername, host: /^host: (.*)$/im.exec(String(bytes))?.[1]?.trim() })
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret')
      })
    },
  )
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const ask = (port: number, host: string) =>
  exchange(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)

test('the name asked for and verified is ours, the Host is the client’s, whatever it is', async () => {
  const sluice = await startSluice(url, { upstream: { tlsServerName: 'kong.internal', caFile } })
  for (const host of ['api.example', 'other.example:8443', '127.0.0.1']) {
    expect((await ask(sluice.port, host)).body).toBe('secret')
    expect(seen.at(-1)).toEqual({ name: 'kong.internal', host })
  }
  await sluice.stop()
})

test.each([
  ['an authority that nobody vouches for', { tlsServerName: 'kong.internal' }],
  ['another name than the certificate’s', { tlsServerName: 'evil.internal', caFile }],
  ['an address that the certificate does not name', { caFile }],
])('%s: 502, and nothing is sent', async (_what, upstream) => {
  const sluice = await startSluice(url, { upstream })
  const before = seen.length
  expect((await ask(sluice.port, 'kong.internal')).status).toBe(502)
  expect(seen.length).toBe(before)
  await sluice.stop()
})
