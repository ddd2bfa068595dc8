import type { Config, PolicyOptions, Route } from '../../config/schema.ts'
import type { Head } from '../../engine/canonical/head.ts'
import { resolvedPath } from '../../engine/canonical/resolved-path.ts'
import type { Exception, GraphqlSchema, Safelist } from '../../engine/policy.ts'
import type { Paranoia } from '../../engine/types.ts'
import { GraphqlDocuments } from '../graphql/documents.ts'
import { exceptionsOf } from './exceptions.ts'
import { mergePolicy, stricterPolicy } from './merge.ts'
import { resolvedPattern } from './pattern.ts'
import { type RouteConditions, RouteIndex } from './route-index.ts'

/** What holds for a request. Frozen at load. */
export interface Policy extends Omit<PolicyOptions, 'paranoia'> {
  /** The route's name; `default` for what no route matches. */
  readonly name: string
  readonly paranoia: Paranoia
  readonly exceptions: readonly Exception[]
  readonly schema?: GraphqlSchema
  readonly safelist?: Safelist
}

const MODES = ['off', 'monitor', 'block'] as const

/** Finds the policy of a request: the first route that matches, else the global options. */
export class PolicyTable {
  readonly default: Policy
  /** Of the routes, in their order. */
  readonly #policies: readonly Policy[]
  readonly #asSent: RouteIndex
  readonly #asResolved: RouteIndex
  readonly #merged = new Map<string, Policy>()
  readonly #documents: GraphqlDocuments

  /** @throws ConfigError for a file of GraphQL's that can't be used */
  constructor(config: Config, documents: GraphqlDocuments = new GraphqlDocuments({}, () => {})) {
    this.#documents = documents
    this.default = makePolicy('default', config, {}, documents)
    this.#policies = config.routes.map((route) => makePolicy(route.name, config, route, documents))
    const conditions = config.routes.map(conditionsOf)
    this.#asSent = new RouteIndex(conditions)
    this.#asResolved = new RouteIndex(
      conditions.map((one) => ({ ...one, path: one.path && resolvedPattern(one.path) })),
    )
  }

  get policies(): readonly Policy[] {
    return [...this.#policies, this.default]
  }

  /**
   * A path that a server could read as another one (`/public/..%2fadmin`, `/ADMIN`, `/admin/`) is matched as sent and as
   * resolved; where the two give different policies the stricter of each option holds, so that spelling can't pick a
   * laxer one.
   */
  match(head: Head): Policy {
    if (this.#policies.length === 0) return this.default
    const host = hostName(head.host)
    const path = head.target.slice(0, head.pathLength)
    const sent = this.#policyAt(this.#asSent.find(host, path, head.method))
    const resolved = resolvedPath(path)
    if (resolved === path) return sent
    const other = this.#policyAt(this.#asResolved.find(host, resolved, head.method))
    return other === sent ? sent : this.#stricter(sent, other)
  }

  #stricter(sent: Policy, other: Policy): Policy {
    const key = `${sent.name} ${other.name}`
    let merged = this.#merged.get(key)
    if (!merged) {
      merged = strictest(sent, other, this.#documents)
      // As many as there are pairs of routes, at most.
      this.#merged.set(key, merged)
    }
    return merged
  }

  #policyAt(index: number): Policy {
    return this.#policies[index] ?? this.default
  }
}

/** The stricter of each option, and the exceptions of both; named after the one whose mode it has, the path as sent first. */
function strictest(a: Policy, b: Policy, documents: GraphqlDocuments): Policy {
  const { name } = MODES.indexOf(b.mode) > MODES.indexOf(a.mode) ? b : a
  const exceptions = a.exceptions.filter(({ id }) => b.exceptions.some((other) => other.id === id))
  const options = stricterPolicy(a, b)
  return Object.freeze({ name, ...options, exceptions, ...documents.of(options.graphql) }) as Policy
}

function conditionsOf({ host, path, methods }: Route): RouteConditions {
  return { host: host?.toLowerCase(), path, methods: methods && new Set(methods) }
}

function makePolicy(name: string, config: Config, route: Partial<Route>, documents: GraphqlDocuments): Policy {
  const options = mergePolicy(config as unknown as PolicyOptions, route)
  const exceptions = exceptionsOf(config.exceptions, name)
  return Object.freeze({ name, ...options, exceptions, ...documents.of(options.graphql) }) as Policy
}

/** The host without its port, in lower case: `API.example.com:8080` → `api.example.com`. */
function hostName(host: string): string {
  const lower = host.toLowerCase()
  if (lower.startsWith('[')) return lower.slice(0, lower.indexOf(']') + 1)
  const colon = lower.indexOf(':')
  const name = colon < 0 ? lower : lower.slice(0, colon)
  return name.endsWith('.') ? name.slice(0, -1) : name
}
