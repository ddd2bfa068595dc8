/**
 * What is refused in every mode, because two servers could read it as different requests (request smuggling and routing
 * confusion). Node's strict parser refuses the rest: Content-Length with Transfer-Encoding, bare LF, folded fields.
 */

/** @returns what is wrong with the target, in words; undefined if it may pass */
export function targetFault(method: string, target: string): string | undefined {
  if (target === '*' && method === 'OPTIONS') return undefined
  if (target.charCodeAt(0) !== 0x2f) {
    return 'the request target is not an absolute path; absolute-form targets are for forward proxies'
  }
  if (!/[\x00-\x20#\x7f]/.test(target)) return undefined
  return target.includes('#')
    ? 'the request target holds a #, which servers cut at differently'
    : 'the request target holds a control character or a space'
}

/** @returns what is wrong with a Transfer-Encoding, in words */
export function transferEncodingFault(value: string, httpVersion: string): string | undefined {
  if (httpVersion === '1.0') return 'Transfer-Encoding in an HTTP/1.0 request'
  if (value.toLowerCase() !== 'chunked') return 'a Transfer-Encoding other than exactly chunked'
  return undefined
}

/** @returns what is wrong with a Host, in words */
export function hostFault(value: string): string | undefined {
  // Servers differ in where they cut such a value, and route the request to different places.
  return /[^\w.:[\]~!$&'()*+;=%-]/.test(value) ? 'a Host that is not a host and a port' : undefined
}
