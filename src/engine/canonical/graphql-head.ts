import type { Head } from './head.ts'

/** Whether a request is one for a GraphQL server by what its head says. */
export function isGraphqlHead(head: Head): boolean {
  return (
    head.mediaType.essence === 'application/graphql' ||
    /\/(?:graphql|gql)\/*$/i.test(plainPath(head)) ||
    headerValue(head, 'accept').includes('application/graphql-response+json')
  )
}

/**
 * Whether another site could make a browser send a GET like this one: all but those that only a script of the site's own
 * sends, which asks for JSON and brings no credentials that browsers add by themselves.
 */
export function isForgeable(head: Head): boolean {
  return (
    !/^application\/(?:[\w.+-]*\+)?json/.test(headerValue(head, 'accept')) ||
    head.names.includes('cookie') ||
    /^(?:basic|negotiate|ntlm|digest)\b/.test(headerValue(head, 'authorization'))
  )
}

/** The path as servers read it: `/%67raphql;v=1` is `/graphql`. */
function plainPath({ target, pathLength }: Head): string {
  const path = target.slice(0, pathLength)
  if (!path.includes('%') && !path.includes(';')) return path
  return path
    .replace(/;[^/]*/g, '')
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

function headerValue(head: Head, name: string): string {
  const index = head.names.indexOf(name)
  return index < 0 ? '' : (head.rawHeaders[2 * index + 1] as string).toLowerCase()
}
