import type { Head } from './head.ts'

/** Whether a request is one for a GraphQL server by what its head says. */
export function isGraphqlHead(head: Head): boolean {
  return (
    head.mediaType.essence === 'application/graphql' ||
    /\/(?:graphql|gql)(?:\.[a-z]{2,5})?(?:\/(?:v\d+|stream|batch|persisted(?:\/[^/]*)?))?$/i.test(plainPath(head)) ||
    headerValue(head, 'accept').includes('application/graphql-response+json')
  )
}

/**
 * Whether another site could make a browser send a GET like this one: all but those that only a script of the site's own
 * sends, which asks for JSON and brings no credentials that browsers add by themselves.
 */
export function isForgeable(head: Head): boolean {
  return (
    !/^application\/(?:[\w.-]+\+)?json\s*(?:[,;]|$)/.test(headerValue(head, 'accept')) ||
    /^cross-site/.test(headerValue(head, 'sec-fetch-site')) ||
    head.names.includes('cookie') ||
    /^(?:basic|negotiate|ntlm|digest)\b/.test(headerValue(head, 'authorization'))
  )
}

/** The path as servers and gateways read it: `/x/../%67raphql;v=1/` is `/graphql`. */
function plainPath({ target, pathLength }: Head): string {
  const path = target.slice(0, pathLength)
  if (/^[\w./-]*$/.test(path) && !path.includes('/.') && !path.endsWith('/')) return path
  const parts: string[] = []
  for (const part of unescaped(path).replaceAll('\\', '/').split('/')) {
    const name = part.replace(/;.*/, '').trim()
    if (name === '..') parts.pop()
    else if (name !== '' && name !== '.') parts.push(name)
  }
  return `/${parts.join('/')}`
}

function unescaped(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function headerValue(head: Head, name: string): string {
  const index = head.names.indexOf(name)
  return index < 0 ? '' : (head.rawHeaders[2 * index + 1] as string).toLowerCase()
}
