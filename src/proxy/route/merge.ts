import { type PolicyOptions, type PolicyOverrides, policyTree } from '../../config/schema.ts'

type Tree = typeof policyTree
type Values = Readonly<Record<string, unknown>>

/** The global options with those of a route over them. */
export function mergePolicy(globals: PolicyOptions, route: PolicyOverrides): PolicyOptions {
  return merge(policyTree, globals as unknown as Values, route as Values) as unknown as PolicyOptions
}

/** The stricter of each option of two policies. */
export function stricterPolicy(a: PolicyOptions, b: PolicyOptions): PolicyOptions {
  return stricter(policyTree, a as unknown as Values, b as unknown as Values) as unknown as PolicyOptions
}

function merge(tree: Tree, globals: Values, route: Values): Values {
  return walk(tree, (name, child) =>
    child.properties
      ? merge(child, globals[name] as Values, (route[name] ?? {}) as Values)
      : (route[name] ?? globals[name]),
  )
}

function stricter(tree: Tree, a: Values, b: Values): Values {
  return walk(tree, (name, child) => {
    if (child.properties) return stricter(child, a[name] as Values, b[name] as Values)
    if (child.stricter === 'fewer') return inBoth(a[name] as string[], b[name] as string[])
    if (child.stricter === 'more') return inEither(a[name] as string[], b[name] as string[])
    return isStricter(child, b[name], a[name]) ? b[name] : a[name]
  })
}

/** `*` stands for all that there is. */
function inBoth(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.includes('*')) return b
  if (b.includes('*')) return a
  return Object.freeze(a.filter((value) => b.includes(value)))
}

function inEither(a: readonly string[], b: readonly string[]): readonly string[] {
  return Object.freeze([...new Set([...a, ...b])].sort())
}

function walk(tree: Tree, value: (name: string, child: Tree) => unknown): Values {
  return Object.freeze(
    Object.fromEntries(Object.entries(tree.properties ?? {}).map(([name, child]) => [name, value(name, child)])),
  )
}

function isStricter({ stricter: how, enum: values }: Tree, a: unknown, b: unknown): boolean {
  switch (how) {
    case 'lower':
      return a !== -1 && (b === -1 || (a as number) < (b as number))
    case 'higher':
      return (a as number) > (b as number)
    case 'earlier':
      return (values ?? []).indexOf(a) < (values ?? []).indexOf(b)
    case 'later':
      return (values ?? []).indexOf(a) > (values ?? []).indexOf(b)
    case 'false':
      return a === false
    case 'set':
      return a !== '' && b === ''
    default:
      throw new Error('an option of a policy does not say which of its values is stricter')
  }
}
