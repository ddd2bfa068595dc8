import { type Head, headerValue } from './head.ts'
import { resolvedPath } from './resolved-path.ts'

/** Whether a request is one for a GraphQL server by what its head says. */
export function isGraphqlHead(head: Head): boolean {
  return (
    head.mediaType.essence === 'application/graphql' ||
    isGraphqlPath(head.target.slice(0, head.pathLength)) ||
    headerValue(head, 'accept').toLowerCase().includes('application/graphql-response+json')
  )
}

function isGraphqlPath(path: string): boolean {
  // Nearly all paths of other requests have none of these; to look for them costs less than to resolve the path.
  if (!path.includes('q') && !path.includes('Q') && !path.includes('%')) return false
  return /\/(?:graphql|gql)(?:\.[a-z]{2,5})?(?:\/(?:v\d+|stream|batch|persisted(?:\/[^/]*)?))?\s*$/i.test(
    resolvedPath(path),
  )
}

/**
 * Whether another site could make a browser send a GET like this one: all but those that only a script of the site's own
 * sends, which asks for JSON and brings no credentials that browsers add by themselves.
 */
export function isForgeable(head: Head): boolean {
  return (
    !/^application\/(?:[\w.-]+\+)?json\s*(?:[,;]|$)/.test(headerValue(head, 'accept').toLowerCase()) ||
    /^cross-site/i.test(headerValue(head, 'sec-fetch-site')) ||
    head.names.includes('cookie') ||
    /^(?:basic|negotiate|ntlm|digest)\b/i.test(headerValue(head, 'authorization'))
  )
}
