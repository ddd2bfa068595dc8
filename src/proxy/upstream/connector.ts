import { readFileSync } from 'node:fs'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Config } from '../../config/schema.ts'
import { UpstreamError } from './upstream-error.ts'

/** Takes what is read instead of `data` events: the bytes are `bytes` up to `length`, until it returns. */
export type OnRead = (length: number, bytes: Uint8Array) => boolean

const SHARED_BYTES = 65_536
/** What TLS decrypts at a time. */
const RECORD_BYTES = 16_384

/**
 * Opens one connection to the upstream, verified if it is TLS. The callback is told once that it stands or has failed,
 * unless the socket is destroyed before.
 */
export type Connect = (callback: (error: Error | null, socket: Socket | null) => void, onRead?: OnRead) => Socket

/** @throws if `upstream.caFile` can't be read */
export function createConnect(options: Config['upstream'], url: URL): Connect {
  const secure = url.protocol === 'https:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = Number(url.port || (secure ? 443 : 80))
  const servername = options.tlsServerName ?? host
  const ca = options.caFile === undefined ? undefined : readFileSync(options.caFile)
  // What is read from a TCP socket is dealt with before the next one is read, so that one buffer is enough.
  const shared = secure ? undefined : Buffer.allocUnsafeSlow(SHARED_BYTES)
  return (callback, onRead) => {
    const buffer = shared ?? (onRead && Buffer.allocUnsafeSlow(RECORD_BYTES))
    const read = onRead && buffer ? { onread: { buffer, callback: onRead } } : {}
    const socket = secure
      ? connectTls({
          host,
          port,
          // An address can't be a server name in TLS; the certificate is then verified for the address.
          ...(isIP(servername) ? {} : { servername }),
          ...(ca ? { ca } : {}),
          ALPNProtocols: ['http/1.1'],
          ...read,
        })
      : connectTcp({ host, port, noDelay: true, keepAlive: true, ...read })
    const timer = setTimeout(() => {
      const limit = `${options.connectTimeoutMs} ms (upstream.connectTimeoutMs)`
      socket.destroy(new UpstreamError('upstream_timeout', `no connection to the upstream within ${limit}`))
    }, options.connectTimeoutMs)
    const done = (error: Error | null) => {
      clearTimeout(timer)
      socket.off('error', done)
      callback(error, error ? null : socket)
    }
    socket.once('error', done)
    socket.once('close', () => clearTimeout(timer))
    socket.once(secure ? 'secureConnect' : 'connect', () => done(null))
    return socket
  }
}
