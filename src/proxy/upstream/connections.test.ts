import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RawUpstream } from '../../../test/support/raw-upstream.ts'
import { loadConfig } from '../../config/load.ts'
import type { Connection, RequestBody, UpstreamRequest } from './connection.ts'
import { Connections } from './connections.ts'
import { createConnect } from './connector.ts'
import { upstreamErrorCode } from './upstream-error.ts'

let upstream: RawUpstream
let connections: Connections

beforeEach(async () => {
  upstream = await RawUpstream.start()
  connections = open()
})
afterEach(async () => {
  connections.close()
  await upstream.close()
})

function open(options: object = {}): Connections {
  const config = { ...loadConfig({ flags: { upstream: upstream.url } }).upstream, ...options }
  return new Connections(config, createConnect(config, new URL(config.url)))
}

/** One request, and all that is told of it. */
class Ask implements UpstreamRequest {
  isWanted = true
  readonly isHead: boolean
  endsConnection = false
  readonly headText: string
  readonly #body: RequestBody
  readonly bodyLength: number
  readonly told: string[] = []
  connection: Connection | undefined
  onHeadCome: (() => void) | undefined
  unread = 0
  /** Resolves with the body of the answer, or with its failure: the answer of ours, `stale` if it may be sent again. */
  readonly over: Promise<string>
  #resolve: (end: string) => void = () => {}
  #text = ''

  constructor(method = 'GET', body: RequestBody = null, bodyLength = 0) {
    this.isHead = method === 'HEAD'
    const framing = bodyLength < 0 ? 'Transfer-Encoding: chunked' : `Content-Length: ${bodyLength}`
    this.headText = `${method} /${method} HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n`
    this.#body = body
    this.bodyLength = bodyLength
    this.over = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  takeBody(): RequestBody {
    return this.#body
  }
  onConnection(connection: Connection): void {
    this.connection = connection
  }
  onInformation(status: number): void {
    this.told.push(String(status))
  }
  onHead(status: number): void {
    this.told.push(String(status))
    this.onHeadCome?.()
  }
  onData(bytes: Buffer, start: number, end: number): void {
    this.#text += bytes.latin1Slice(start, end)
  }
  onEnd(): void {
    this.told.push('end')
    this.#resolve(this.#text)
  }
  onError(error: Error, isStale: boolean): void {
    this.told.push('error')
    this.#resolve(`${upstreamErrorCode(error)}${isStale ? ', stale' : ''}`)
  }
  onUnread(): void {
    this.unread++
    this.connection?.abort()
  }
}

const ask = (...[method, body, length]: ConstructorParameters<typeof Ask>): Ask => {
  const request = new Ask(method, body, length)
  connections.send(request)
  return request
}
const sized = (body: string, fields = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${fields}\r\n${body}`
/** Resolves when the upstream's end of a connection has been closed. */
const closed = (socket: Socket) => (socket.destroyed ? Promise.resolve([]) : once(socket, 'close'))

/** Answers with what is given, and says over which socket. */
function answering(answer: string | ((socket: Socket) => string | undefined)): Promise<Socket> {
  return new Promise((resolve) => {
    upstream.respond((_request, socket) => {
      resolve(socket)
      return typeof answer === 'string' ? answer : answer(socket)
    })
  })
}

async function* pieces(...parts: (string | Promise<unknown> | Error)[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    if (typeof part === 'string') yield Buffer.from(part)
    else await part
  }
}

describe('a connection serves again', () => {
  test('after an answer that is complete, the one used last first', async () => {
    expect(await ask().over).toBe('ok')
    expect(await ask().over).toBe('ok')
    expect(await Promise.all([ask().over, ask('HEAD').over])).toEqual(['ok', ''])
    expect([upstream.connections, connections.idle, connections.open]).toEqual([2, 1, 1])
  })

  test('but not after a request whose body the upstream may take for the next one', async () => {
    const request = new Ask('GET', Buffer.from('hi'), 2)
    request.endsConnection = true
    connections.send(request)
    expect(await request.over).toBe('ok')
    expect(await ask().over).toBe('ok')
    expect([upstream.connections, connections.idle]).toEqual([2, 1])
  })

  test('after a request with a body of any kind, as it was announced', async () => {
    const big = 'x'.repeat(40_000)
    for (const [body, length] of [
      [Buffer.from('hello'), 5],
      [Buffer.from('hello'), -1],
      [Buffer.from(''), -1],
      [Buffer.from(big), big.length],
      [Buffer.from(big), -1],
      [pieces('a', '', big), big.length + 1],
      [pieces('a', '', big), -1],
      [pieces(), -1],
    ] as const) {
      const arrived = upstream.next()
      const whole = body instanceof Buffer ? body.toString() : undefined
      expect(await ask('POST', body, length).over).toBe('ok')
      const received = await arrived
      const sent = whole ?? received.body.toString()
      expect(received.body.toString()).toBe(sent)
      expect(received.header(length < 0 ? 'transfer-encoding' : 'content-length')).toBe(
        length < 0 ? 'chunked' : String(length),
      )
    }
    expect(upstream.connections).toBe(1)
    expect(upstream.requests.map(({ body }) => body.length)).toEqual([5, 5, 0, 40_000, 40_000, 40_001, 40_001, 0])
  })

  test.each([
    ['says that it closes', sized('ok', 'Connection: close\r\n')],
    ['speaks HTTP/1.0', sized('ok').replace('1.1', '1.0')],
    ['keeps it for no longer than the margin', sized('ok', 'Keep-Alive: timeout=1\r\n')],
    ['sends more than the answer', `${sized('ok')}${sized('poison')}`],
    ['sends one byte more', `${sized('ok')}\n`],
  ])('but not if the upstream %s', async (_what, answer) => {
    const socket = answering(answer)
    expect(await ask().over).toBe('ok')
    expect([connections.idle, connections.open]).toEqual([0, 0])
    await closed(await socket)
    upstream.respond(sized('mine'))
    expect(await ask().over).toBe('mine')
    expect(upstream.connections).toBe(2)
  })

  test('and not if something comes while nobody waits: it is for nobody', async () => {
    const socket = answering(sized('ok'))
    expect(await ask().over).toBe('ok')
    expect(connections.idle).toBe(1)
    ;(await socket).write(sized('poison'))
    await closed(await socket)
    upstream.respond(sized('mine'))
    expect(await ask().over).toBe('mine')
    expect(upstream.connections).toBe(2)
  })

  test('what has come over it before the next request goes out is not the answer to that request', async () => {
    const socket = answering(sized('ok'))
    expect(await ask().over).toBe('ok')
    ;(await socket).write(sized('poison'))
    // The bytes lie in the kernel, and the loop does not look there before the request is given.
    await new Promise(setImmediate)
    expect(connections.idle).toBe(1)
    upstream.respond(sized('mine'))
    expect(await ask().over).toBe('mine')
  })

  test('idle ones are closed in time, the earlier the upstream says, and the clock stops', async () => {
    connections.close()
    connections = open({ keepAliveTimeoutMs: 50 })
    const socket = answering(sized('ok'))
    expect(await ask().over).toBe('ok')
    await closed(await socket)
    connections = open({ keepAliveTimeoutMs: 3_600_000 })
    const hinted = answering(sized('ok', 'Keep-Alive: timeout=2\r\n'))
    expect(await ask().over).toBe('ok')
    expect(connections.idle).toBe(1)
    await closed(await hinted)
    expect([connections.idle, connections.open]).toEqual([0, 0])
  })

  test('the oldest idle one can be closed', async () => {
    await Promise.all([ask().over, ask().over])
    connections.closeOldest()
    expect([connections.idle, connections.open]).toEqual([1, 1])
    expect(await ask().over).toBe('ok')
    expect(upstream.connections).toBe(2)
  })
})

describe('an answer', () => {
  test('that comes before the request is complete is delivered, and the request never completed', async () => {
    upstream.onHead = (_head, socket) => socket.write(sized('early'))
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    const broken = upstream.next()
    expect(await ask('POST', pieces('abc', held, 'def'), 6).over).toBe('early')
    expect([connections.idle, connections.open]).toEqual([0, 0])
    go()
    const received = await broken
    expect([received.complete, received.body.toString()]).toEqual([false, 'abc'])
  })

  test('that begins early may go on with the request', async () => {
    let wire: Socket | undefined
    upstream.onHead = (_head, socket) => {
      wire = socket
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')
    }
    upstream.respond('cd')
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    const request = new Ask('POST', pieces('abc', held, 'def'), 6)
    request.onHeadCome = go
    connections.send(request)
    expect(await request.over).toBe('abcd')
    expect(upstream.requests.at(-1)?.body.toString()).toBe('abcdef')
    expect([wire?.destroyed, connections.idle]).toEqual([false, 1])
  })

  test('ends with the connection if it has no length, and breaks off if it has', async () => {
    const ending = (answer: string) =>
      answering((socket) => {
        socket.end(Buffer.from(answer))
        return undefined
      })
    void ending('HTTP/1.1 200 OK\r\n\r\nall of it')
    expect(await ask().over).toBe('all of it')
    void ending('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall')
    const half = ask()
    expect(await half.over).toBe('upstream_reset')
    expect(half.told).toEqual(['200', 'error'])
    expect(connections.open).toBe(0)
  })

  test.each([
    ['a reset within it', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall', ['200', 'error']],
    ['a reset within an unlimited one', 'HTTP/1.1 200 OK\r\n\r\nall', ['200', 'error']],
    ['a reset before it', '', ['error']],
  ])('%s is a failure', async (_what, begun, told) => {
    const socket = answering(begun === '' ? () => undefined : begun)
    const request = ask()
    const wire = await socket
    if (begun !== '')
      await new Promise<void>((resolve) => {
        request.onHeadCome = resolve
      })
    wire.resetAndDestroy()
    expect(await request.over).toBe('upstream_reset')
    expect(request.told).toEqual(told)
  })

  test('that is not HTTP is a failure, and its connection is closed', async () => {
    for (const answer of [
      'SMTP ready\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ]) {
      const socket = answering(answer)
      const request = ask()
      expect(await request.over).toBe('upstream_invalid')
      expect(request.told).toEqual(['error'])
      await closed(await socket)
    }
  })

  test('may be paused, and comes to its end afterwards', async () => {
    const body = 'x'.repeat(3_000_000)
    upstream.respond(sized(body))
    const request = new Ask()
    const paused = new Promise<void>((resolve) => {
      request.onHeadCome = () => {
        request.connection?.pause()
        resolve()
      }
    })
    connections.send(request)
    await paused
    request.connection?.resume()
    expect((await request.over).length).toBe(body.length)
    expect(await ask().over).toBe(body)
    expect(upstream.connections).toBe(1)
  })
})

describe('a request', () => {
  test('on a connection that was closed while it waited is stale; one that an answer has begun for is not', async () => {
    expect(await ask().over).toBe('ok')
    upstream.respond((_request, socket) => {
      socket.destroy()
      return undefined
    })
    expect(await ask().over).toBe('upstream_reset, stale')
    // A new connection has not waited.
    expect(await ask().over).toBe('upstream_reset')
    upstream.respond(sized('ok'))
    expect(await ask().over).toBe('ok')
    upstream.respond((_request, socket) => {
      socket.end('H')
      return undefined
    })
    expect(await ask().over).toBe('upstream_reset')
  })

  test('that is given up closes its connection, and is told so once', async () => {
    const socket = answering(() => undefined)
    const request = ask()
    await socket
    request.connection?.abort()
    request.connection?.abort()
    await request.over
    expect([request.told, connections.open]).toEqual([['error'], 0])
    await closed(await socket)
  })

  test('that is given up while its connection is being opened is never sent', async () => {
    const request = new Ask()
    const begun = new Promise<void>((resolve) => {
      const { onConnection } = request
      request.onConnection = (connection) => {
        onConnection.call(request, connection)
        resolve()
      }
    })
    connections.send(request)
    await begun
    request.connection?.abort()
    await request.over
    expect([request.told, connections.open, upstream.requests.length]).toEqual([['error'], 0, 0])
  })

  test('that is not wanted any more before it goes out takes no connection', async () => {
    const request = ask()
    request.isWanted = false
    await request.over
    expect([request.told, connections.open, upstream.connections]).toEqual([['error'], 0, 0])
  })

  test.each([
    ['less', ['ab']],
    ['more', ['ab', 'cde']],
  ])('whose body is %s than was announced is never complete', async (_what, parts) => {
    const broken = upstream.next()
    expect(await ask('POST', pieces(...parts), 4).over).not.toBe('ok')
    const received = await broken
    expect([received.complete, received.body.toString()]).toEqual([false, 'ab'])
    await ask('POST', Buffer.from('abc'), 4).over
    expect(upstream.requests.length).toBe(1)
  })

  test('whose body fails is never complete, chunked or not', async () => {
    for (const length of [4, -1]) {
      const broken = upstream.next()
      await ask('POST', pieces('ab', new Error('the client left')), length).over
      expect((await broken).complete).toBe(false)
    }
  })

  test('waits for an upstream that reads slowly, without taking memory for it', async () => {
    let asked = 0
    const total = 400
    async function* endless(): AsyncGenerator<Buffer> {
      for (; asked < total; asked++) yield Buffer.alloc(65_536)
    }
    const stalled = new Promise<Socket>((resolve) => {
      upstream.onHead = (_head, socket) => {
        socket.pause()
        resolve(socket)
      }
    })
    connections.close()
    connections = open({ headersTimeoutMs: 200 })
    const request = ask('POST', endless(), total * 65_536)
    await stalled
    // An upstream that reads nothing has its time, as one that does not answer.
    expect(await request.over).toBe('upstream_timeout')
    expect(asked).toBeLessThan(total)
  })
})

describe('time-outs', () => {
  beforeEach(() => {
    connections.close()
    connections = open({ headersTimeoutMs: 100, bodyTimeoutMs: 100 })
  })

  test('the head, which interim answers and parts of it do not delay', async () => {
    for (const begun of ['', 'HTTP/1.1 103 Early\r\n\r\n', 'HTTP/1.1 200 OK\r\nX: ']) {
      const socket = answering((wire) => {
        const drip = setInterval(() => wire.write(begun.endsWith(' ') ? 'x' : begun), 20)
        wire.once('close', () => clearInterval(drip))
        return begun
      })
      expect(await ask().over).toBe('upstream_timeout')
      await closed(await socket)
    }
  })

  test('the body', async () => {
    const socket = answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
    const request = ask()
    expect(await request.over).toBe('upstream_timeout')
    expect(request.told).toEqual(['200', 'error'])
    await closed(await socket)
  })

  test('an answer that is paused is not silent, and its reader is told instead', async () => {
    upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
    const request = new Ask()
    request.onHeadCome = () => request.connection?.pause()
    connections.send(request)
    expect(await request.over).not.toBe('upstream_timeout')
    expect(request.unread).toBe(1)
  })

  test('a client that does not send its body has all its time', async () => {
    const held = new Promise<void>((resolve) => setTimeout(resolve, 400))
    expect(await ask('POST', pieces('ab', held, 'cd'), 4).over).toBe('ok')
  })
})

test('closing fails what is under way, and all that comes after', async () => {
  const socket = answering(() => undefined)
  const request = ask()
  await socket
  connections.close()
  expect(await request.over).toBe('upstream_reset')
  expect(await ask().over).toBe('unavailable')
  expect(connections.open).toBe(0)
})

test('an upstream that is not there', async () => {
  await upstream.close()
  const request = ask()
  expect(await request.over).toBe('upstream_refused')
  expect(connections.open).toBe(0)
  upstream = await RawUpstream.start()
})
