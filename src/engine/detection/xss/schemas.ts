/** Schemas that an XML parser would load from somewhere else. */

/** Those whose schemas the world's documents name. */
const known =
  /(?:^|\.)(?:w3\.org|sun\.com|jcp\.org|oracle\.com|jakarta\.ee|apache\.org|springframework\.org|springmodules\.org|eclipse\.org|hibernate\.org|jboss\.(?:com|org)|oasis-open\.org|sitemaps\.org|topografix\.com|microsoft\.com|google\.com|opengis\.net|openarchives\.org|purl\.org|dublincore\.org|loc\.gov|liquibase\.org|mulesoft\.org|xmlsoap\.org|garmin\.com|europa\.eu)$/

/** A pair of namespace and place in which neither is the other's host, nor one that the world knows. */
export function isOutsideSchema(text: string, start: number, end: number): boolean {
  const words = text.slice(start, Math.min(end, start + 1024)).split(/\s+/, 32)
  for (let i = 0; i + 1 < words.length; i += 2) {
    const namespace = hostOf(words[i] as string)
    const place = hostOf(words[i + 1] as string)
    if (namespace === '' || place === '' || known.test(place)) continue
    if (domainOf(namespace) !== domainOf(place)) return true
  }
  return false
}

function hostOf(url: string): string {
  const slashes = url.indexOf('//')
  if (slashes === -1 || slashes > 6) return ''
  const host = url.slice(slashes + 2)
  const end = host.search(/[/:?#]/)
  return (end === -1 ? host : host.slice(0, end)).toLowerCase()
}

/** The last two labels, which one owner has more often than not. */
function domainOf(host: string): string {
  return host.split('.').slice(-2).join('.')
}
