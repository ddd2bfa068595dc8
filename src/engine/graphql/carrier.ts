import { isForgeable, isGraphqlHead } from '../canonical/graphql-head.ts'
import type { Head } from '../canonical/head.ts'
import type { GraphqlPolicy } from '../policy.ts'

/** What the head says that matters to GraphQL. */
export interface Carrier {
  /** The request is one for a GraphQL server, whatever else it may be. */
  readonly isEndpoint: boolean
  /** The policy says so. */
  readonly isAlways: boolean
  /** The body is said to be JSON. */
  readonly isJson: boolean
  /** The body is said to be a document. */
  readonly isDocument: boolean
  /** GET, HEAD or OPTIONS. */
  readonly isSafeMethod: boolean
  /** Another site could make a browser send it, with credentials. */
  readonly isForgeable: boolean
}

/** What a request's head says of it. @param isRoute the policy holds documents to a safelist or a schema */
export function carrierOf(head: Head, { recognise }: GraphqlPolicy, isRoute: boolean): Carrier {
  const isSafeMethod = head.method === 'GET' || head.method === 'HEAD' || head.method === 'OPTIONS'
  return {
    isEndpoint: recognise === 'always' || isRoute || isGraphqlHead(head),
    isAlways: recognise === 'always',
    isJson: /[/+]json$/.test(head.mediaType.essence),
    isDocument: head.mediaType.essence === 'application/graphql',
    isSafeMethod,
    isForgeable: isSafeMethod && isForgeable(head),
  }
}
