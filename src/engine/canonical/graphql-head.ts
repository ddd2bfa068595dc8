import type { Head } from './head.ts'

/** Whether a request is one for a GraphQL server by what its head says. */
export function isGraphqlHead(head: Head): boolean {
  return (
    head.mediaType.essence === 'application/graphql' ||
    /\/(?:graphql|gql)\/?$/i.test(head.target.slice(0, head.pathLength)) ||
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

function headerValue(head: Head, name: string): string {
  const index = head.names.indexOf(name)
  return index < 0 ? '' : (head.rawHeaders[2 * index + 1] as string).toLowerCase()
}
