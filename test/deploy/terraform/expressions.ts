import { getExpressionAst } from '@cdktn/hcl2json'

/** A name that an expression reads: `['aws_lb', 'this', 'arn']`, without indexes. */
export type Reference = readonly string[]

interface Node {
  readonly type: string
  readonly meta?: {
    readonly keyVar?: string
    readonly valVar?: string
    readonly items?: Readonly<Record<string, string>>
    readonly traversal?: readonly { readonly type: string; readonly segment: string }[]
  }
  readonly children: readonly Node[]
}

/** Every name that a text's expressions read, but for those that they make themselves (`for k, v in …`). */
export async function referencesIn(text: string): Promise<Reference[]> {
  const lists = await Promise.all(interpolations(text).map(referencesOfExpression))
  return lists.flat()
}

/** The objects that an expression writes out, but for those within others: keys and the expressions of their values. */
export async function objectsIn(expression: string): Promise<Readonly<Record<string, string>>[]> {
  const outermost = (node: Node): Readonly<Record<string, string>>[] =>
    node.type === 'object' ? [node.meta?.items ?? {}] : (node.children ?? []).flatMap(outermost)
  return outermost(await parseExpression(expression))
}

const cache = new Map<string, Promise<Node>>()

function parseExpression(text: string): Promise<Node> {
  const cached = cache.get(text)
  if (cached) return cached
  // In a list, since the library would take a bare expression for text.
  const parsed = (getExpressionAst('expression.tf', `[${text}]`) as Promise<Node | null>).then((node) => {
    if (!node) throw new Error(`not understood: ${text}`)
    return node
  })
  cache.set(text, parsed)
  return parsed
}

const referencesOfExpression = async (text: string) => collect(await parseExpression(text), new Set())

function collect(node: Node, made: ReadonlySet<string>): Reference[] {
  const inner = new Set([...made, node.meta?.keyVar, node.meta?.valVar].filter((name) => name !== undefined))
  if (node.type === 'splat') {
    const [source, relative] = node.children
    const [base, ...others] = collect(source as Node, made)
    return base ? [[...base, ...segments(relative)], ...others] : others
  }
  if (node.type === 'scopeTraversal') {
    const names = segments(node)
    return made.has(names[0] as string) ? [] : [names]
  }
  return (node.children ?? []).flatMap((child) => collect(child, inner))
}

const segments = (node: Node | undefined): string[] =>
  (node?.meta?.traversal ?? []).filter(({ type }) => type === 'nameTraversal').map(({ segment }) => segment)

/** The expressions within `${…}` and `%{…}` of a template, whatever braces and quotes they hold. */
export function interpolations(text: string): string[] {
  const found: string[] = []
  for (let at = text.search(/[$%]\{/); at >= 0 && at < text.length; at++) {
    if (!/^[$%]\{/.test(text.slice(at, at + 2))) continue
    if (text[at - 1] === text[at]) continue
    const end = endOfExpression(text, at + 2)
    found.push(text.slice(at + 2, end))
    at = end
  }
  return found
}

function endOfExpression(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (char === '"') at = endOfString(text, at + 1)
    else if (char === '#') at = text.indexOf('\n', at)
    else if (char === '{') depth++
    else if (char === '}' && depth-- === 0) return at
  }
  throw new Error(`no end of the expression in ${text}`)
}

function endOfString(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
    else if (/^[$%]\{/.test(text.slice(at, at + 2))) at = endOfExpression(text, at + 2)
  }
  throw new Error(`no end of the string in ${text}`)
}
