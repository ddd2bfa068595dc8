import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RawClient } from './raw-client.ts'

/** What an upstream's own log says of one request. */
export interface Arrival {
  readonly target: string
  readonly bytes: number
  /** Complete as HTTP: all of its length, or the last chunk. */
  readonly complete: boolean
  readonly sha256: string
}

/** An upstream that counts and hashes uploads of any size, complete or not, and answers those that are complete. */
export class CountingUpstream {
  readonly arrivals: Arrival[] = []
  /** Bytes of bodies so far, of all requests. */
  bytes = 0
  /** Called for each request as soon as its head has come; an answer of its own takes the place of ours. */
  onRequest: (req: IncomingMessage, res: ServerResponse) => void = () => {}
  readonly #server: Server
  #waiting: (() => void)[] = []

  private constructor() {
    this.#server = createServer((req, res) => this.#serve(req, res))
  }

  static async start(): Promise<CountingUpstream> {
    const upstream = new CountingUpstream()
    upstream.#server.listen(0, '127.0.0.1')
    await once(upstream.#server, 'listening')
    return upstream
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves when the condition holds; looked at after each chunk and each end. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** What became of the request for a target, once it has ended. */
  async arrival(target: string): Promise<Arrival> {
    const find = () => this.arrivals.find((arrival) => arrival.target === target)
    await this.until(() => find() !== undefined)
    return find() as Arrival
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(req: IncomingMessage, res: ServerResponse): void {
    const hash: Hash = createHash('sha256')
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
      this.bytes += chunk.length
      this.#tell()
    })
    req.once('end', () => {
      if (!res.headersSent) res.end('ok')
    })
    req.once('close', () => {
      this.arrivals.push({ target: req.url as string, bytes, complete: req.complete, sha256: hash.digest('hex') })
      this.#tell()
    })
    req.on('error', () => {})
    this.onRequest(req, res)
  }

  #tell(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

export interface UploadRequest {
  readonly target: string
  readonly type: string
  readonly fields?: string
  readonly chunked?: boolean
  /** The pieces of the body; they go out one by one, each after the one before was taken. */
  readonly pieces: () => Iterable<Buffer>
}

/** Size and hash of the body that pieces make. */
export function digestOf(pieces: Iterable<Buffer>): { size: number; sha256: string } {
  const hash = createHash('sha256')
  let size = 0
  for (const piece of pieces) {
    hash.update(piece)
    size += piece.length
  }
  return { size, sha256: hash.digest('hex') }
}

/** Writes a whole request, with the back-pressure of the socket, and only then reads the answer. */
export async function upload(port: number, request: UploadRequest): Promise<{ status: number; body: string }> {
  const client = new RawClient(port)
  try {
    await send(client, request)
    return await client.response()
  } finally {
    client.close()
  }
}

/** Writes a whole request; ends early if the peer has closed the connection. */
export async function send(
  client: RawClient,
  { target, type, fields = '', chunked, pieces }: UploadRequest,
): Promise<void> {
  const framing = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${digestOf(pieces()).size}`
  const write = (bytes: Buffer) => new Promise<void>((resolve) => client.socket.write(bytes, () => resolve()))
  await write(Buffer.from(`POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n${fields}${framing}\r\n\r\n`))
  for (const piece of pieces()) {
    if (client.socket.destroyed) return
    if (chunked)
      await write(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]))
    else await write(piece)
  }
  if (chunked) await write(Buffer.from('0\r\n\r\n'))
}
