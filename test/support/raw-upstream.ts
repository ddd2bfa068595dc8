import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'

/** A request as it arrived at the upstream. */
export interface Received {
  readonly requestLine: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
  /** Whether it was complete as HTTP: all of its length, or the last chunk. */
  readonly complete: boolean
  header(name: string): string | undefined
}

type Respond = (request: Received, socket: Socket) => string | Buffer | undefined

const DEFAULT = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/**
 * An upstream on a bare socket that keeps every request byte for byte, complete or not. Reads one request at a time per
 * connection.
 */
export class RawUpstream {
  readonly requests: Received[] = []
  connections = 0
  #respond: Respond = () => DEFAULT
  /** Called with the head as soon as it has come, before the body. */
  onHead: ((head: string, socket: Socket) => void) | undefined
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #waiting: (() => void)[] = []

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async start(port = 0): Promise<RawUpstream> {
    const upstream = new RawUpstream()
    upstream.#server.listen(port, '127.0.0.1')
    await once(upstream.#server, 'listening')
    return upstream
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Sets the answer to every request from now on; undefined from it answers nothing. */
  respond(respond: Respond | string): void {
    this.#respond = typeof respond === 'string' ? () => respond : respond
  }

  /** The next request that arrives, or breaks off, from now on. */
  async next(): Promise<Received> {
    const count = this.requests.length
    while (this.requests.length === count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.requests[count] as Received
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  async close(): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #serve(socket: Socket): void {
    this.connections++
    this.#sockets.add(socket)
    let buffer = Buffer.alloc(0)
    let announced = false
    const done = (head: string, body: Buffer, complete: boolean) => {
      const request = parseHead(head, body, complete)
      this.requests.push(request)
      announced = false
      const answer = complete ? this.#respond(request, socket) : undefined
      if (answer !== undefined) socket.write(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer)
      for (const wake of this.#waiting.splice(0)) wake()
    }
    socket.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk])
      for (;;) {
        const headEnd = buffer.indexOf('\r\n\r\n')
        if (headEnd < 0) return
        const head = buffer.toString('latin1', 0, headEnd)
        if (!announced) {
          announced = true
          this.onHead?.(head, socket)
        }
        const rest = buffer.subarray(headEnd + 4)
        const message = takeBody(head, rest)
        if (!message) return
        buffer = rest.subarray(message.length)
        done(head, message.body, true)
      }
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#sockets.delete(socket)
      const headEnd = buffer.indexOf('\r\n\r\n')
      if (headEnd >= 0) done(buffer.toString('latin1', 0, headEnd), buffer.subarray(headEnd + 4), false)
    })
  }
}

function parseHead(head: string, body: Buffer, complete: boolean): Received {
  const [requestLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return {
    requestLine,
    headers,
    body,
    complete,
    header: (name) => headers.find(([key]) => key.toLowerCase() === name)?.[1],
  }
}

/** The decoded body and the bytes that it took; undefined if it isn't complete. */
function takeBody(head: string, rest: Buffer): { body: Buffer; length: number } | undefined {
  if (/^transfer-encoding: *chunked$/im.test(head)) return takeChunked(rest)
  const length = Number(/^content-length: *(\d+)$/im.exec(head)?.[1] ?? 0)
  return rest.length < length ? undefined : { body: rest.subarray(0, length), length }
}

function takeChunked(rest: Buffer): { body: Buffer; length: number } | undefined {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(rest.toString('latin1', at, lineEnd), 16)
    at = lineEnd + 2
    if (rest.length < at + size + 2) return undefined
    if (size === 0) return { body: Buffer.concat(parts), length: at + 2 }
    parts.push(rest.subarray(at, at + size))
    at += size + 2
  }
}
