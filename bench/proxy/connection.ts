import { connect, type Socket } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')

/** An answer at the start of a buffer: its status, its length, and whether the connection stays; undefined: more to come. */
function readAnswer(bytes: Buffer): { status: number; length: number; closes: boolean } | undefined {
  const headEnd = bytes.indexOf(HEAD_END)
  if (headEnd < 0) return undefined
  const head = bytes.latin1Slice(0, headEnd).toLowerCase()
  const bodyStart = headEnd + HEAD_END.length
  const status = Number(head.slice(9, 12))
  const closes = head.includes('\r\nconnection: close')
  const at = head.indexOf('\r\ncontent-length:')
  const length = at >= 0 ? bodyStart + Number.parseInt(head.slice(at + 17), 10) : endOfChunks(bytes, bodyStart)
  return length < 0 || length > bytes.length ? undefined : { status, length, closes }
}

/** Where a chunked body ends; -1 if it isn't all there. */
function endOfChunks(bytes: Buffer, start: number): number {
  let at = start
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return -1
    const size = Number.parseInt(bytes.latin1Slice(at, lineEnd), 16)
    at = lineEnd + 2 + size + 2
    if (size === 0) return at <= bytes.length ? at : -1
    if (at > bytes.length) return -1
  }
}

export interface ConnectionOptions {
  readonly port: number
  /** One of the loopback's addresses; left out, the system chooses. */
  readonly localAddress?: string
  readonly onAnswer: (connection: Connection, status: number) => void
  /** It ended, failed or broke the protocol; may come more than once. */
  readonly onGone: (connection: Connection, error: Error) => void
  readonly onOpen?: (connection: Connection) => void
  /** An answer after which the proxy closes; left out, that breaks the protocol of keep-alive. */
  readonly onClosing?: (connection: Connection, status: number) => void
}

/** A keep-alive connection; it outlives a run, so that no round pays for opening it again. */
export class Connection {
  readonly #socket: Socket
  readonly #onAnswer: (connection: Connection, status: number) => void
  readonly #onGone: (connection: Connection, error: Error) => void
  readonly #onClosing: ConnectionOptions['onClosing']
  #rest: Buffer | undefined
  /** The request in flight: its number and when it was sent. */
  index = 0
  sentAt = 0

  constructor({ port, localAddress, onAnswer, onGone, onOpen, onClosing }: ConnectionOptions) {
    this.#onAnswer = onAnswer
    this.#onGone = onGone
    this.#onClosing = onClosing
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    if (onOpen) this.#socket.once('connect', () => onOpen(this))
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    this.#socket.on('error', (error) => onGone(this, error))
    this.#socket.on('close', () => onGone(this, new Error('the proxy closed a connection')))
  }

  /** The port on our side; 0 before it is open. */
  get localPort(): number {
    return this.#socket.localPort ?? 0
  }

  /** Ends it without a word to `onGone`. */
  close(): void {
    this.#socket.removeAllListeners()
    this.#socket.destroy()
  }

  send(index: number, bytes: Buffer): void {
    this.index = index
    this.sentAt = performance.now()
    this.#socket.write(bytes)
  }

  #onData(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk])
    const answer = readAnswer(bytes)
    if (answer === undefined) {
      this.#rest = bytes
      return
    }
    this.#rest = undefined
    if (answer.length < bytes.length) this.#onGone(this, new Error('bytes after an answer'))
    else if (answer.closes && this.#onClosing) this.#onClosing(this, answer.status)
    else if (answer.closes) this.#onGone(this, new Error('an answer with connection: close'))
    else this.#onAnswer(this, answer.status)
  }
}
