import { canonicalise, type Head } from '../engine/canonical/head.ts'
import { UsageError } from './command.ts'

export interface RawRequest {
  readonly head: Head
  readonly body: Buffer
}

/**
 * Reads an HTTP/1.x request as it would stand on the wire; lines may end in LF alone, as in a file made by hand. A
 * chunked body is put together. Content-Length is not held against a body that was typed.
 * @throws UsageError if there is no request line
 */
export function parseRawRequest(raw: Buffer): RawRequest {
  const text = raw.toString('latin1')
  const separator = /\r?\n\r?\n/.exec(text)
  const headEnd = separator ? separator.index : text.trimEnd().length
  const bodyStart = separator ? separator.index + separator[0].length : raw.length
  const [requestLine = '', ...lines] = text.slice(0, headEnd).split(/\r?\n/)
  const match = /^(\S+) (.*) HTTP\/(\d\.\d)$/.exec(requestLine)
  if (!match) {
    throw new UsageError(
      `the first line must be a request line such as "GET /path HTTP/1.1", not ${JSON.stringify(requestLine.slice(0, 80))}.`,
    )
  }
  const [, method, target, version] = match as unknown as [string, string, string, string]
  const rawHeaders: string[] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    rawHeaders.push(line.slice(0, colon).trim(), line.slice(colon + 1).trim())
  }
  const head = canonicalise(method, target, version, rawHeaders)
  const body = raw.subarray(bodyStart)
  return { head, body: head.bodyLength < 0 ? dechunk(body) : body }
}

/** The content of a chunked body, up to the first thing that isn't one. */
function dechunk(body: Buffer): Buffer {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = body.indexOf('\n', at)
    if (lineEnd < 0) break
    const size = Number.parseInt(body.latin1Slice(at, lineEnd), 16)
    if (!(size > 0)) break
    parts.push(body.subarray(lineEnd + 1, lineEnd + 1 + size))
    at = lineEnd + 1 + size
    while (body[at] === 0x0d || body[at] === 0x0a) at++
  }
  return Buffer.concat(parts)
}
