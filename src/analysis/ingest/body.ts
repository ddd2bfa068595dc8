import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Problem } from '../api/problem.ts'

/** Bounds the body as sent and as decompressed, each on its own. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024
/** How long the rest of a refused body is read and thrown away: a sender that is still writing would miss the answer. */
const DISCARD_MS = 5_000

/** Reads a body of events, at most `maxBytes` of it. Bytes are counted as they come out, whatever any header promised. */
export async function readEventBody(
  source: Readable,
  encoding: string,
  maxBytes: number = MAX_BODY_BYTES,
): Promise<Buffer> {
  const gzip = encoding === 'gzip'
  if (!gzip && encoding !== 'identity') throw new Problem(415, 'Content-Encoding may be gzip or absent.')
  const decoded: Readable = gzip ? source.pipe(createGunzip()) : source
  const tooLarge = new Problem(413, `A body of events has at most ${maxBytes} bytes, as sent and decompressed.`)

  // pipe() passes on neither the source's failure nor its early end, and empty gzip members never come out at all.
  let sent = 0
  const onSourceEnd = () => {
    if (!source.readableEnded) decoded.destroy(new Problem(400, 'The body ended too early.'))
  }
  const onSourceData = (chunk: Buffer) => {
    sent += chunk.length
    if (sent > maxBytes) decoded.destroy(tooLarge)
  }
  if (gzip) source.once('close', onSourceEnd).on('data', onSourceData)

  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of decoded.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length
      if (size > maxBytes) throw tooLarge
      chunks.push(chunk as Buffer)
    }
    return Buffer.concat(chunks, size)
  } catch (error) {
    if (gzip) {
      source.unpipe()
      decoded.destroy()
    }
    await discard(source)
    if (error instanceof Problem) throw error
    throw new Problem(400, gzip ? 'The body isn’t valid gzip.' : 'The body ended too early.')
  } finally {
    source.off('close', onSourceEnd).off('data', onSourceData)
  }
}

function discard(source: Readable): Promise<void> {
  if (source.readableEnded || source.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, DISCARD_MS)
    source.once('end', done).once('close', done).resume()
  })
}
