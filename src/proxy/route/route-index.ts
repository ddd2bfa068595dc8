import { compilePathPattern, type PathTest } from './pattern.ts'

/** What a route asks of a request. */
export interface RouteConditions {
  /** In lower case; `*.example.com` is any host below it. Undefined: any host. */
  readonly host: string | undefined
  /** A path pattern; undefined: any path. */
  readonly path: string | undefined
  /** Undefined: any method. */
  readonly methods: ReadonlySet<string> | undefined
}

interface Entry {
  readonly index: number
  readonly hostSuffix: string | undefined
  readonly path: PathTest | undefined
  readonly methods: ReadonlySet<string> | undefined
}

/** Routes whose patterns begin with the same segments, in their order. */
interface Node {
  readonly entries: Entry[]
  readonly below: Map<string, Node>
}

/**
 * Finds the first of many routes that fits a request: by its host, then by the segments that its pattern begins with, so that the
 * cost is that of the routes that could fit rather than of all.
 */
export class RouteIndex {
  /** Those for any host, and for hosts below another. */
  readonly #anyHost = emptyNode()
  readonly #byHost = new Map<string, Node>()

  constructor(routes: readonly RouteConditions[]) {
    for (const [index, { host, path, methods }] of routes.entries()) {
      const hostSuffix = host?.startsWith('*.') ? host.slice(1) : undefined
      const entry = { index, hostSuffix, path: path === undefined ? undefined : compilePathPattern(path), methods }
      nodeOf(this.#rootOf(hostSuffix === undefined ? host : undefined), path).entries.push(entry)
    }
  }

  /** @returns the route's index; -1 if none fits */
  find(host: string, path: string, method: string): number {
    const anywhere = firstFit(this.#anyHost, host, path, method, Number.POSITIVE_INFINITY)
    const own = this.#byHost.get(host)
    const first = own === undefined ? anywhere : firstFit(own, host, path, method, anywhere)
    return first === Number.POSITIVE_INFINITY ? -1 : first
  }

  #rootOf(host: string | undefined): Node {
    if (host === undefined) return this.#anyHost
    let root = this.#byHost.get(host)
    if (root === undefined) {
      root = emptyNode()
      this.#byHost.set(host, root)
    }
    return root
  }
}

function emptyNode(): Node {
  return { entries: [], below: new Map() }
}

/** The node for the segments before the first one with a star. */
function nodeOf(root: Node, path: string | undefined): Node {
  let node = root
  if (path === undefined) return node
  for (const segment of path.split('/')) {
    if (segment.includes('*')) break
    let next = node.below.get(segment)
    if (next === undefined) {
      next = emptyNode()
      node.below.set(segment, next)
    }
    node = next
  }
  return node
}

/** The lowest index below `before` of a route that fits; `before` if there is none. */
function firstFit(root: Node, host: string, path: string, method: string, before: number): number {
  let first = before
  let node: Node | undefined = root
  let from = 0
  for (;;) {
    for (const entry of node.entries) {
      if (entry.index >= first) break
      if (!fits(entry, host, path, method)) continue
      first = entry.index
      break
    }
    if (from > path.length || node.below.size === 0) return first
    const slash = path.indexOf('/', from)
    const end = slash < 0 ? path.length : slash
    node = node.below.get(path.slice(from, end))
    if (node === undefined) return first
    from = end + 1
  }
}

function fits({ hostSuffix, path, methods }: Entry, host: string, target: string, method: string): boolean {
  if (methods?.has(method) === false) return false
  if (hostSuffix !== undefined && !host.endsWith(hostSuffix)) return false
  return path === undefined || path(target)
}
