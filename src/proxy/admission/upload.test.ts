import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Upload, type UploadEvents, type UploadOptions } from './upload.ts'
import { UploadWatch } from './upload-watch.ts'

class Told implements UploadEvents {
  hasRoomToStream = true
  streamsWhenExhausted = false
  readonly calls: string[] = []
  inspects: (chunk: Buffer) => void | Promise<void> = () => {}

  onChunk(chunk: Buffer): void | Promise<void> {
    return this.inspects(chunk)
  }
  onEnd(): void {
    this.calls.push('end')
  }
  onWhole(bytes: Buffer): void {
    this.calls.push(`whole ${bytes.length}`)
  }
  onStream(): void {
    this.calls.push('stream')
  }
  onTooLarge(): boolean {
    this.calls.push('too large')
    return true
  }
  onSlow(message: string): void {
    this.calls.push(message)
  }
  onExhausted(): boolean {
    this.calls.push('exhausted')
    return this.streamsWhenExhausted
  }
}

const DEFAULTS: UploadOptions = {
  holdBytes: 100,
  holdMs: 1_000,
  holdsWhole: false,
  length: -1,
  idleTimeoutMs: 5_000,
  minBytesPerSecond: 10,
  abandonMs: 60_000,
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => vi.useRealTimers())

function begin(over: Partial<UploadOptions> = {}, watch = new UploadWatch(1_000, () => {})) {
  const req = new PassThrough()
  const told = new Told()
  const upload = new Upload(req as never, { ...DEFAULTS, ...over }, watch, told)
  /** Sends bytes and lets them arrive. */
  const send = async (length: number) => {
    req.write(Buffer.alloc(length, 'a'))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const end = async () => {
    req.end()
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { req, told, upload, send, end, watch }
}

describe('the hold', () => {
  test('ends with the body: the last size that fits', async () => {
    const { told, send, end, watch } = begin()
    await send(100)
    expect([told.calls, watch.bytes]).toEqual([[], 100])
    await end()
    expect([told.calls, watch.bytes]).toEqual([['end', 'whole 100'], 0])
  })

  test('ends at its size: one byte more streams', async () => {
    const { told, send, watch } = begin()
    await send(101)
    expect([told.calls, watch.bytes]).toEqual([['stream'], 0])
  })

  test('ends after a silence of holdMs, not before, and not while no place is free to stream', async () => {
    const { told, send } = begin()
    await send(10)
    vi.advanceTimersByTime(900)
    expect(told.calls).toEqual([])
    await send(10)
    told.hasRoomToStream = false
    vi.advanceTimersByTime(1_200)
    expect(told.calls).toEqual([])
    told.hasRoomToStream = true
    vi.advanceTimersByTime(100)
    expect(told.calls).toEqual(['stream'])
  })

  test('of a whole body ends with it alone: a silence does not end it, a byte too many refuses it', async () => {
    const { told, send } = begin({ holdsWhole: true })
    await send(100)
    vi.advanceTimersByTime(2_000)
    expect(told.calls).toEqual([])
    await send(1)
    expect(told.calls).toEqual(['too large'])
  })

  test('at the bound on all of them the longest holder streams, and no other', async () => {
    let shortened = 0
    const watch = new UploadWatch(150, () => {
      shortened++
    })
    const [first, second, third] = [begin({}, watch), begin({}, watch), begin({}, watch)]
    await first.send(60)
    await second.send(60)
    await third.send(30)
    expect(watch.bytes).toBe(150)
    await third.send(1)
    expect([first.told.calls, second.told.calls, third.told.calls]).toEqual([['stream'], [], []])
    expect([shortened, watch.bytes]).toEqual([1, 91])
  })

  test('where nobody may stop holding, the body that does not fit is told so', async () => {
    const watch = new UploadWatch(150, () => {})
    const [first, second] = [begin({ holdsWhole: true }, watch), begin({ holdsWhole: true }, watch)]
    await first.send(90)
    await second.send(60)
    await second.send(1)
    expect([first.told.calls, second.told.calls]).toEqual([[], ['exhausted']])
    second.upload.discard()
    first.upload.discard()
    first.upload.discard()
    expect(watch.bytes).toBe(0)
  })
})

describe('what stays back of a streamed body', () => {
  const take = async (upload: Upload) => (await upload.next()).value?.length

  test('a window while more arrives; all that is known not to be the end when the client pauses', async () => {
    const { upload, send, end } = begin({ length: 40_010 })
    await send(23_616)
    await send(16_383)
    const first = take(upload)
    await send(1)
    expect(await first).toBe(23_616)
    const waiting = take(upload)
    vi.advanceTimersByTime(1_100)
    expect(await waiting).toBe(16_383)
    expect(await take(upload)).toBe(1)
    await send(10)
    const last = take(upload)
    vi.advanceTimersByTime(1_100)
    expect(await last).toBe(9)
    await end()
    expect(await take(upload)).toBe(1)
    expect(await upload.next()).toEqual({ done: true, value: undefined })
  })

  test('no more of a chunk than has to, once the client would have to wait for it', async () => {
    const { upload, send, end } = begin()
    await send(147_455)
    const waiting = take(upload)
    await send(1)
    expect(await waiting).toBe(131_072)
    await end()
    expect(await take(upload)).toBe(16_383)
  })

  test('of a chunked body nothing but its end', async () => {
    const { upload, send, end } = begin()
    await send(200)
    const waiting = take(upload)
    vi.advanceTimersByTime(1_100)
    expect(await waiting).toBe(200)
    const ended = upload.next()
    await end()
    expect(await ended).toEqual({ done: true, value: undefined })
  })

  test('nothing where nothing is held', async () => {
    const { upload, send } = begin({ holdBytes: -1 })
    await send(5)
    expect(await take(upload)).toBe(5)
  })
})

describe('a body that comes', () => {
  test('not at all for longer than the time-out', async () => {
    const { told, send } = begin({ holdsWhole: true })
    await send(100)
    vi.advanceTimersByTime(4_900)
    expect(told.calls).toEqual([])
    vi.advanceTimersByTime(100)
    expect(told.calls).toEqual(['the body stopped arriving'])
  })

  test('more slowly than it should, from ten seconds on', async () => {
    const { told, send } = begin({ holdsWhole: true })
    for (let second = 0; second < 10; second++) {
      await send(9)
      expect(told.calls).toEqual([])
      vi.advanceTimersByTime(1_000)
    }
    expect(told.calls).toEqual(['the body arrives at less than 10 bytes a second'])
    const fast = begin({ holdsWhole: true, holdBytes: 1_000 })
    for (let second = 0; second < 20; second++) {
      await fast.send(11)
      vi.advanceTimersByTime(1_000)
    }
    expect(fast.told.calls).toEqual([])
  })

  test('is not to blame for the time that inspection takes', async () => {
    const { told, req } = begin({ idleTimeoutMs: 2_000 })
    let inspected = () => {}
    told.inspects = () =>
      new Promise((resolve) => {
        inspected = resolve
      })
    req.write('a')
    await new Promise((resolve) => setImmediate(resolve))
    vi.advanceTimersByTime(20_000)
    expect(told.calls).toEqual([])
    inspected()
  })

  test('whose connection closes before its end is over', async () => {
    const { upload, req, send, watch } = begin()
    await send(50)
    req.destroy()
    await expect(upload.next()).rejects.toThrow('the client left')
    expect(watch.bytes).toBe(0)
  })
})

describe('what is left of a body can be taken at once', () => {
  test('when all of it has arrived, and then only once', async () => {
    const { upload, send, end } = begin({ holdBytes: -1 })
    await send(10)
    expect(upload.takeRest()).toBeUndefined()
    expect((await upload.next()).value?.length).toBe(10)
    await send(20)
    await send(5_000)
    await end()
    expect(upload.takeRest()?.length).toBe(5_020)
    expect(upload.takeRest()?.length).toBe(0)
    expect(await upload.next()).toEqual({ done: true, value: undefined })
  })

  test('not before its end has been judged', async () => {
    const { told, upload, send, end } = begin({ holdBytes: 5 })
    let judged = () => {}
    told.inspects = () =>
      new Promise<void>((resolve) => {
        judged = resolve
      })
    await send(10)
    await end()
    expect(upload.takeRest()).toBeUndefined()
    judged()
    await end()
    expect(upload.takeRest()?.length).toBe(10)
  })

  test('not when nobody wants it any more', async () => {
    const { upload, send, end } = begin({ holdBytes: -1 })
    await send(10)
    await end()
    upload.discard()
    expect(upload.takeRest()).toBeUndefined()
    await expect(upload.next()).rejects.toThrow(/not wanted/)
  })
})
