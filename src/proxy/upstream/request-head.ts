/** What would end a line, or be cut to such a character where it is written as one byte. */
const UNWRITABLE = /[\0\r\n\u0100-\uffff]/

/**
 * The head of a request as it goes over the wire, one latin1 character a byte: `fields` (names and values in turn) in
 * their order and case, but for the spelling of a length, and `Transfer-Encoding` if the body is chunked. Its framing is checked against the body.
 * @param bodyLength bytes of the body; -1: it is chunked
 * @throws if a line could not be told from two, or the framing would not be that of the body
 */
export function requestHead(method: string, target: string, fields: readonly string[], bodyLength: number): string {
  if (UNWRITABLE.test(method) || UNWRITABLE.test(target)) throw new Error('a request line that can not be written')
  let text = `${method} ${target} HTTP/1.1\r\n`
  let declared = -1
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    if (UNWRITABLE.test(name) || UNWRITABLE.test(value)) throw new Error('a field that can not be written')
    if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (declared >= 0 || !/^\d+$/.test(value) || Number(value) !== bodyLength)
        throw new Error('a Content-Length that is not that of the body')
      declared = bodyLength
      // Written anew: to a server that reads a leading zero as octal, `0100` bytes are 64.
      text += `${name}: ${bodyLength}\r\n`
      continue
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      throw new Error('a Transfer-Encoding that is not ours')
    }
    text += `${name}: ${value}\r\n`
  }
  if (bodyLength < 0) return `${text}Transfer-Encoding: chunked\r\n\r\n`
  if (bodyLength > 0 && declared < 0) throw new Error('a body without a Content-Length')
  return `${text}\r\n`
}
