import { hostFault, targetFault, transferEncodingFault } from './framing.ts'
import { lowerCaseName } from './header-names.ts'
import { type MediaType, NO_MEDIA_TYPE, parseMediaType } from './media-type.ts'

const NONE: readonly string[] = []
/** Names that stand for bytes as they are: the frames of S3's aws-chunked hold the object's bytes unencoded. */
const NO_ENCODING: readonly string[] = ['identity', 'none', 'utf-8', 'aws-chunked']

/** The one view of a request's head that routing, admission, inspection and forwarding share. Never changed once made. */
export interface Head {
  readonly method: string
  /** The request target, byte for byte, one latin1 character a byte. */
  readonly target: string
  /** Length of the path in `target`: up to the first `?`. */
  readonly pathLength: number
  readonly httpVersion: string
  /** Field names and values in turn, as sent; values one latin1 character a byte. */
  readonly rawHeaders: readonly string[]
  /** Lower-case field names; `names[i]` belongs to `rawHeaders[2 * i]`. */
  readonly names: readonly string[]
  /** Host as sent; '' if none. */
  readonly host: string
  readonly mediaType: MediaType
  /** Content-Encoding in lower case, in the order of application; `identity` left out. */
  readonly contentEncodings: readonly string[]
  /** Content-Length in bytes; -1 if the body is chunked; 0 if there is none. */
  readonly bodyLength: number
  /** Why the request is refused in every mode; undefined if it isn't. */
  readonly framingFault: string | undefined
}

/** Builds the canonical view, in one pass over the fields. Ambiguous framing is a fault, not an exception. */
export function canonicalise(method: string, target: string, httpVersion: string, rawHeaders: readonly string[]): Head {
  const names: string[] = new Array(rawHeaders.length >> 1)
  let fault = targetFault(method, target)
  let host: string | undefined
  let contentType: string | undefined
  let contentEncoding = ''
  let bodyLength = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = lowerCaseName(rawHeaders[i] as string)
    const value = rawHeaders[i + 1] as string
    names[i >> 1] = name
    switch (name) {
      case 'host':
        if (host !== undefined) fault ??= 'two Host fields'
        host = value
        break
      case 'content-type':
        if (contentType !== undefined) fault ??= 'two Content-Type fields'
        contentType = value
        break
      case 'content-length':
        bodyLength = Number(value)
        break
      case 'transfer-encoding':
        fault ??= transferEncodingFault(value, httpVersion)
        bodyLength = -1
        break
      case 'content-encoding':
        contentEncoding = contentEncoding === '' ? value : `${contentEncoding}, ${value}`
        break
    }
  }
  if (host === undefined && httpVersion === '1.1') fault ??= 'no Host field'
  if (httpVersion !== '1.1' && httpVersion !== '1.0') fault ??= 'a version of HTTP that is not 1.0 or 1.1'
  if (host !== undefined) fault ??= hostFault(host)
  const question = target.indexOf('?')
  return {
    method,
    target,
    pathLength: question < 0 ? target.length : question,
    httpVersion,
    rawHeaders,
    names,
    host: host ?? '',
    mediaType: contentType === undefined ? NO_MEDIA_TYPE : parseMediaType(contentType),
    contentEncodings: contentEncoding === '' ? NONE : encodingsOf(contentEncoding),
    bodyLength,
    framingFault: fault,
  }
}

function encodingsOf(value: string): string[] {
  return value
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && !NO_ENCODING.includes(encoding))
}

/** The first value of a header field as it came; '' if there is none. @param name in lower case */
export function headerValue(head: Head, name: string): string {
  const index = head.names.indexOf(name)
  return index < 0 ? '' : (head.rawHeaders[2 * index + 1] as string)
}
