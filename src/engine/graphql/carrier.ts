import { isForgeable, isGraphqlHead } from '../canonical/graphql-head.ts'
import type { Head } from '../canonical/head.ts'
import type { GraphqlPolicy } from '../policy.ts'

/** What a request's head says that matters to GraphQL; most of it only if a document is found. */
export class Carrier {
  /** The request is one for a GraphQL server, whatever else it may be. */
  readonly isEndpoint: boolean
  /** The policy says so. */
  readonly isAlways: boolean
  /** The policy holds documents to a safelist or a schema, or says that everything is one. */
  readonly isStrict: boolean
  readonly #head: Head

  /** @param isRoute the policy holds documents to a safelist or a schema */
  constructor(head: Head, { recognise }: GraphqlPolicy, isRoute: boolean) {
    this.isAlways = recognise === 'always'
    this.isStrict = this.isAlways || isRoute
    this.isEndpoint = this.isStrict || isGraphqlHead(head)
    this.#head = head
  }

  /** The body is said to be JSON. */
  get isJson(): boolean {
    return /[/+]json$/.test(this.#head.mediaType.essence)
  }

  /** The body is said to be a document. */
  get isDocument(): boolean {
    return this.#head.mediaType.essence === 'application/graphql'
  }

  /** GET, HEAD or OPTIONS. */
  get isSafeMethod(): boolean {
    const { method } = this.#head
    return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  }

  /** Another site could make a browser send it, with credentials. */
  get isForgeable(): boolean {
    return this.isSafeMethod && isForgeable(this.#head)
  }
}
