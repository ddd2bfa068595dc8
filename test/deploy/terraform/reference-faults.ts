import { posix } from 'node:path'
import type { AwsSchema } from './aws-schema.ts'
import { type Body, type Module, parseFile, type Sources } from './code.ts'
import { type Reference, referencesIn } from './expressions.ts'

const BUILT_IN = new Set(['path', 'terraform', 'self'])

/** References to nothing, calls that don't fit the module they call, what is declared and never used. */
export async function referenceFaults(modules: ReadonlyMap<string, Module>, schema: AwsSchema): Promise<string[]> {
  const faults: string[] = []
  for (const module of modules.values()) {
    faults.push(...declarationFaults(module), ...callFaults(module, modules))
    const used = new Set<string>()
    for (const { where, body } of scopes(module)) {
      for (const { reference, iterators } of await references(body)) {
        used.add(reference.slice(0, 2).join('.'))
        const fault = resolve(reference, iterators, body, module, modules, schema)
        if (fault) faults.push(`${module.folder}: ${where}: ${fault}`)
      }
    }
    for (const name of Object.keys(module.variables)) {
      if (!used.has(`var.${name}`)) faults.push(`${module.folder}: variable ${name} is never used`)
    }
    for (const name of Object.keys(module.locals)) {
      if (!used.has(`local.${name}`)) faults.push(`${module.folder}: local.${name} is never used`)
    }
  }
  return faults
}

/** Everything in which references stand, with a name for messages. */
function scopes(module: Module): { where: string; body: Body }[] {
  const named = (kind: string, bodies: Readonly<Record<string, Body>>) =>
    Object.entries(bodies).map(([name, body]) => ({ where: `${kind} ${name}`, body }))
  return [
    ...module.resources.map(({ type, name, body }) => ({ where: `${type}.${name}`, body })),
    ...named('module', module.calls),
    ...named('output', module.outputs),
    ...Object.entries(module.locals).map(([name, value]) => ({ where: `local.${name}`, body: { value } })),
    // A variable's type is no expression.
    ...Object.entries(module.variables).map(([name, { type: _, ...body }]) => ({ where: `variable ${name}`, body })),
    ...module.settings.map((body) => ({ where: 'settings', body })),
  ]
}

interface Found {
  readonly reference: Reference
  /** What enclosing `dynamic` blocks iterate with. */
  readonly iterators: ReadonlySet<string>
}

async function references(value: unknown, iterators: ReadonlySet<string> = new Set()): Promise<Found[]> {
  if (typeof value === 'string') return (await referencesIn(value)).map((reference) => ({ reference, iterators }))
  if (typeof value !== 'object' || value === null) return []
  const found: Found[] = []
  for (const [key, child] of Object.entries(value)) {
    if (key === 'dynamic') found.push(...(await dynamicReferences(child, iterators)))
    // What lifecycle names are arguments of the resource.
    else if (key !== 'lifecycle')
      found.push(...(await references(key, iterators)), ...(await references(child, iterators)))
  }
  return found
}

async function dynamicReferences(blocks: Record<string, Body[]>, iterators: ReadonlySet<string>): Promise<Found[]> {
  const found: Found[] = []
  for (const [name, list] of Object.entries(blocks)) {
    for (const { content, iterator, ...outer } of list) {
      const inner = new Set([...iterators, typeof iterator === 'string' ? iterator : name])
      found.push(...(await references(outer, iterators)), ...(await references(content, inner)))
    }
  }
  return found
}

/** @returns why the reference leads nowhere */
function resolve(
  reference: Reference,
  iterators: ReadonlySet<string>,
  body: Body,
  module: Module,
  modules: ReadonlyMap<string, Module>,
  schema: AwsSchema,
): string | undefined {
  const text = reference.join('.')
  const [head, name, attribute] = reference as [string, string?, string?]
  if (iterators.has(head) || BUILT_IN.has(head)) return undefined
  if (head === 'each' || head === 'count') {
    const needs = head === 'each' ? 'for_each' : 'count'
    return needs in body ? undefined : `${text} without ${needs}`
  }
  if (head === 'var') {
    const variable = module.variables[name ?? '']
    if (!variable) return `${text}: no such variable`
    const known = objectAttributes(String(variable.type))
    return attribute && known && !known.has(attribute) ? `${text}: no such attribute` : undefined
  }
  if (head === 'local') return name && name in module.locals ? undefined : `${text}: no such local`
  if (head === 'module') {
    const called = calledModule(module, name ?? '', modules)
    if (!called) return `${text}: no such module`
    return !attribute || attribute in called.outputs ? undefined : `${text}: no such output`
  }
  const [kind, type, label, member] =
    head === 'data'
      ? (['data', name, attribute, reference[3]] as const)
      : (['resource', head, name, attribute] as const)
  const exists = module.resources.some(
    (resource) => resource.kind === kind && resource.type === type && resource.name === label,
  )
  if (!exists) return `${text}: no such ${kind}`
  const known = (kind === 'data' ? schema.dataSources : schema.resources)[type ?? '']
  const readable = known && [...known.attributes, 'id', ...Object.keys(known.arguments), ...Object.keys(known.blocks)]
  return !member || readable?.includes(member) ? undefined : `${text}: no such attribute`
}

/** The names in `object({…})`, if the type is one. */
function objectAttributes(type: string): Set<string> | undefined {
  const inner = /^\$\{object\(\{([\s\S]*)\}\)\}$/.exec(type)?.[1]
  if (inner === undefined) return undefined
  let depth = 0
  const names = new Set<string>()
  for (const line of inner.split('\n')) {
    const name = depth === 0 ? /^\s*(\w+)\s*=/.exec(line)?.[1] : undefined
    if (name) names.add(name)
    depth += (line.match(/[({[]/g) ?? []).length - (line.match(/[)}\]]/g) ?? []).length
  }
  return names
}

function calledModule(module: Module, name: string, modules: ReadonlyMap<string, Module>): Module | undefined {
  const source = module.calls[name]?.source
  return typeof source === 'string' ? modules.get(posix.join(module.folder, source)) : undefined
}

function callFaults(module: Module, modules: ReadonlyMap<string, Module>): string[] {
  return Object.entries(module.calls).flatMap(([name, call]) => {
    const where = `${module.folder}: module ${name}`
    const called = calledModule(module, name, modules)
    if (!called) return [`${where}: there is no module at ${call.source}`]
    const given = Object.keys(call).filter(
      (key) => !['source', 'count', 'for_each', 'providers', 'depends_on'].includes(key),
    )
    const unknown = given.filter((key) => !(key in called.variables))
    const missing = Object.entries(called.variables).filter(([key, body]) => !('default' in body) && !(key in call))
    return [
      ...unknown.map((key) => `${where}: ${call.source} has no variable ${key}`),
      ...missing.map(([key]) => `${where}: ${key} is missing`),
    ]
  })
}

const BODY_OF = {
  variable: ['type', 'description', 'default', 'nullable', 'sensitive', 'validation'],
  output: ['value', 'description', 'sensitive', 'precondition', 'depends_on'],
}

/** Variables are typed and described, outputs described; neither holds what Terraform doesn't know. */
function declarationFaults(module: Module): string[] {
  const faults: string[] = []
  for (const [kind, bodies] of [
    ['variable', module.variables],
    ['output', module.outputs],
  ] as const) {
    for (const [name, body] of Object.entries(bodies)) {
      const where = `${module.folder}: ${kind} ${name}`
      for (const key of Object.keys(body)) if (!BODY_OF[kind].includes(key)) faults.push(`${where}: there is no ${key}`)
      if (!body.description) faults.push(`${where} has no description`)
      if (kind === 'variable' && (!body.type || body.type === '${any}')) faults.push(`${where} has no type`)
      if (kind === 'output' && !('value' in body)) faults.push(`${where} has no value`)
      for (const rule of (body.validation ?? []) as Body[]) {
        if (!rule.condition || !rule.error_message)
          faults.push(`${where}: a validation needs condition and error_message`)
      }
    }
  }
  return faults
}

/** Values in `*.tfvars` (also of the folder above) for variables that there are. */
export async function valueFileFaults(modules: ReadonlyMap<string, Module>, sources: Sources): Promise<string[]> {
  const faults: string[] = []
  for (const [path, text] of sources) {
    if (!/\.tfvars(\.example)?$/.test(path)) continue
    const folder = posix.dirname(path)
    const module = modules.get(folder) ?? modules.get(posix.dirname(folder))
    for (const name of Object.keys(await parseFile(path, text))) {
      if (!module || !(name in module.variables)) faults.push(`${path}: there is no variable ${name}`)
    }
  }
  return faults
}
