import { invalid } from './upstream-error.ts'

/** Where the body of an answer ends, and whether its connection may serve again. */
export interface AnswerFraming {
  /** Bytes of the body; -1: it is chunked; -2: it ends with the connection. */
  length: number
  /** The upstream wants to close the connection, or can't keep it. */
  closes: boolean
  /** What the upstream says how long it keeps an idle connection, in milliseconds; -1: nothing. */
  keepAliveMs: number
}

export const CHUNKED = -1
export const UNTIL_CLOSE = -2

/** More digits can't be told from a number that is rounded. */
const MAX_LENGTH_DIGITS = 16

/**
 * What the fields of a head say of its framing. Two ways to read them are none.
 * @param fields names and values in turn
 * @param isHead the request was HEAD: whatever they say, no body follows
 * @throws UpstreamError
 */
export function framingOf(
  status: number,
  minor: number,
  fields: readonly string[],
  isHead: boolean,
  framing: AnswerFraming,
): void {
  let length = -1
  let isChunked = false
  framing.closes = minor === 0
  framing.keepAliveMs = -1
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    switch (name.length) {
      case 10:
        framingOfConnection(name.toLowerCase(), fields[i + 1] as string, framing)
        break
      case 14:
        if (name.toLowerCase() !== 'content-length') break
        if (length >= 0) throw invalid('two Content-Length fields')
        length = contentLength(fields[i + 1] as string)
        break
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break
        if (isChunked) throw invalid('two Transfer-Encoding fields')
        if ((fields[i + 1] as string).toLowerCase() !== 'chunked')
          throw invalid('a Transfer-Encoding other than exactly chunked')
        isChunked = true
        break
    }
  }
  if (isChunked && length >= 0) throw invalid('Content-Length with Transfer-Encoding')
  if (isChunked && minor === 0) throw invalid('Transfer-Encoding in HTTP/1.0')
  if (status < 200) {
    if (isChunked || length >= 0) throw invalid('an interim answer with framing of a body')
    if (framing.closes) throw invalid('an interim answer that ends its connection')
  }
  // Some servers send what they announce all the same: it would be taken for the answer to whoever comes next.
  if (isChunked && (status === 204 || status === 304)) framing.closes = true
  if (isHead || status < 200 || status === 204 || status === 304) framing.length = 0
  else if (isChunked) framing.length = CHUNKED
  else framing.length = length >= 0 ? length : UNTIL_CLOSE
}

/**
 * Trailers come too late to say anything of framing.
 * @throws UpstreamError if they do
 */
export function checkTrailers(fields: readonly string[]): void {
  for (let i = 0; i < fields.length; i += 2) {
    const name = (fields[i] as string).toLowerCase()
    if (name === 'content-length' || name === 'transfer-encoding') throw invalid(`${name} among the trailers`)
  }
}

function framingOfConnection(name: string, value: string, framing: AnswerFraming): void {
  if (name === 'connection') {
    if (value === 'keep-alive') return
    for (const token of value.toLowerCase().split(',')) if (token.trim() === 'close') framing.closes = true
  } else if (name === 'keep-alive') {
    const seconds = /(?:^|[,;\s])timeout\s?=\s?(\d{1,9})(?!\d)/i.exec(value)?.[1]
    if (seconds !== undefined) framing.keepAliveMs = Number(seconds) * 1_000
  }
}

function contentLength(value: string): number {
  const length = /^\d+$/.test(value) && value.length <= MAX_LENGTH_DIGITS ? Number(value) : -1
  if (length < 0 || length > Number.MAX_SAFE_INTEGER) throw invalid('a Content-Length that is no number of bytes')
  return length
}
