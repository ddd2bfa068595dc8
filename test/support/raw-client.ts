import { connect, type Socket } from 'node:net'

/** A response as it stood on the wire. */
export interface RawResponse {
  readonly status: number
  readonly statusLine: string
  readonly headers: readonly (readonly [string, string])[]
  /** The decoded body: chunks joined. */
  readonly body: string
  readonly trailers: readonly (readonly [string, string])[]
  header(name: string): string | undefined
}

/** A TCP client that sends bytes as they are and reads HTTP/1.1 responses. */
export class RawClient {
  readonly socket: Socket
  /** The peer has ended or reset the connection. */
  readonly closed: Promise<void>
  #buffer = Buffer.alloc(0)
  #ended = false
  #wake: (() => void) | undefined

  constructor(port: number, host = '127.0.0.1') {
    this.socket = connect({ port, host, noDelay: true })
    this.socket.on('data', (chunk) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk as Buffer])
      this.#wake?.()
    })
    this.socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => {
        this.#ended = true
        this.#wake?.()
        resolve()
      })
      this.socket.once('end', () => {
        this.#ended = true
        this.#wake?.()
      })
    })
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Reads one response; interim ones (1xx) count as responses of their own. @param head the request was HEAD */
  async response(head = false): Promise<RawResponse> {
    const text = await this.#headText()
    const [statusLine = '', ...lines] = text.split('\r\n')
    const headers = lines.map(field)
    const header = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1]
    const status = Number(statusLine.split(' ')[1])
    let body = ''
    let trailers: (readonly [string, string])[] = []
    const bodiless = head || status < 200 || status === 204 || status === 304
    if (!bodiless) {
      if (header('transfer-encoding') === 'chunked') [body, trailers] = await this.#chunked()
      else if (header('content-length') !== undefined)
        body = (await this.#take(Number(header('content-length')))).toString('latin1')
      else body = await this.#toEnd()
    }
    return { status, statusLine, headers, body, trailers, header }
  }

  /** Reads at least this many bytes of whatever comes. */
  async bytes(count: number): Promise<Buffer> {
    return this.#take(count)
  }

  close(): void {
    this.socket.destroy()
  }

  async #headText(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n')
      if (end >= 0) {
        const text = this.#buffer.toString('latin1', 0, end)
        this.#buffer = this.#buffer.subarray(end + 4)
        return text
      }
      await this.#more('a response head')
    }
  }

  async #chunked(): Promise<[string, (readonly [string, string])[]]> {
    let body = ''
    for (;;) {
      const size = Number.parseInt(await this.#line(), 16)
      if (size === 0) break
      body += (await this.#take(size)).toString('latin1')
      await this.#line()
    }
    const trailers: (readonly [string, string])[] = []
    for (let line = await this.#line(); line !== ''; line = await this.#line()) trailers.push(field(line))
    return [body, trailers]
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n')
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end)
        this.#buffer = this.#buffer.subarray(end + 2)
        return line
      }
      await this.#more('a line')
    }
  }

  async #take(count: number): Promise<Buffer> {
    while (this.#buffer.length < count) await this.#more(`${count} bytes`)
    const bytes = this.#buffer.subarray(0, count)
    this.#buffer = this.#buffer.subarray(count)
    return bytes
  }

  async #toEnd(): Promise<string> {
    while (!this.#ended) await this.#more('the end').catch(() => {})
    return this.#buffer.toString('latin1')
  }

  async #more(what: string): Promise<void> {
    if (this.#ended)
      throw new Error(`the connection ended before ${what}; got ${JSON.stringify(this.#buffer.toString('latin1'))}`)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }
}

function field(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon), line.slice(colon + 1).trim()]
}

/** Sends one request on a connection of its own and reads the answer. @param silenceMs gives up after that long without a byte */
export async function exchange(port: number, request: string | Buffer, silenceMs = 0): Promise<RawResponse> {
  const client = new RawClient(port)
  client.socket.setTimeout(silenceMs, () => client.close())
  try {
    client.send(request)
    return await client.response(String(request).startsWith('HEAD'))
  } finally {
    client.close()
  }
}
