import type { AwsSchema, BlockSchema } from './aws-schema.ts'
import type { Body, Module, Resource, Sources } from './code.ts'
import { shapesOf } from './shapes.ts'

/** What Terraform itself takes in every resource. */
const META_ARGUMENTS = ['count', 'for_each', 'provider', 'depends_on']
const META_BLOCKS = ['lifecycle']

/** Resources and data sources that aren't as the provider's schema has them. */
export function schemaFaults(modules: Iterable<Module>, schema: AwsSchema, sources: Sources): string[] {
  return [...modules].flatMap((module) => [
    ...module.resources.flatMap((resource) => resourceFaults(resource, schema)),
    ...module.files.flatMap((path) => shapeFaults(path, sources.get(path) as string, schema)),
  ])
}

const schemaOf = ({ kind, type }: Pick<Resource, 'kind' | 'type'>, schema: AwsSchema) =>
  (kind === 'data' ? schema.dataSources : schema.resources)[type]

function resourceFaults(resource: Resource, schema: AwsSchema): string[] {
  const known = schemaOf(resource, schema)
  const where = `${resource.path}: ${resource.type}.${resource.name}`
  if (!known) return [`${where}: not in aws-schema.json; see ${schema.derivedBy}`]
  const rest = Object.entries(resource.body).filter(
    ([name]) => !META_ARGUMENTS.includes(name) && !META_BLOCKS.includes(name),
  )
  return bodyFaults(Object.fromEntries(rest), known, where)
}

function bodyFaults(body: Body, schema: BlockSchema, where: string): string[] {
  const faults: string[] = []
  const { blocks, repeated } = nestedBlocks(body, schema)
  for (const [name, value] of Object.entries(body)) {
    if (name === 'dynamic') continue
    const argument = schema.arguments[name]
    if (argument) faults.push(...valueFaults(value, argument.type, `${where}.${name}`))
    else if (!schema.blocks[name]) faults.push(`${where}: there is no argument or block ${name}`)
  }
  for (const [name, { required }] of Object.entries(schema.arguments)) {
    if (required && !(name in body)) faults.push(`${where}: ${name} is missing`)
  }
  for (const [name, list] of Object.entries(blocks)) {
    const block = schema.blocks[name]
    if (!block) faults.push(`${where}: there is no block ${name}`)
    else {
      if (!block.many && list.length > 1) faults.push(`${where}: ${name} may stand once only`)
      for (const nested of list) faults.push(...bodyFaults(nested, block, `${where}.${name}`))
    }
  }
  for (const [name, { required }] of Object.entries(schema.blocks)) {
    if (required && !(name in blocks) && !repeated.has(name)) faults.push(`${where}: block ${name} is missing`)
  }
  return faults
}

/** Blocks as they stand, and those that `dynamic` makes. */
function nestedBlocks(body: Body, schema: BlockSchema) {
  const blocks: Record<string, Body[]> = {}
  for (const [name, value] of Object.entries(body)) {
    if (schema.blocks[name] && Array.isArray(value)) blocks[name] = [...(value as Body[])]
  }
  const dynamic = (body.dynamic ?? {}) as Record<string, { content?: Body[] }[]>
  for (const [name, list] of Object.entries(dynamic)) {
    const contents = list.flatMap(({ content }) => content ?? [])
    blocks[name] = [...(blocks[name] ?? []), ...contents]
  }
  return { blocks, repeated: new Set(Object.keys(dynamic)) }
}

/** What is written out must be of the argument's type; Terraform turns numbers and booleans into text and back. */
function valueFaults(value: unknown, type: string, where: string): string[] {
  if (value === null) return []
  if (typeof value === 'string') {
    if (value.includes('${')) return []
    const fits =
      type === 'number'
        ? /^-?[\d.]+$/.test(value)
        : type === 'boolean'
          ? /^(true|false)$/.test(value)
          : type === 'string'
    return fits || type === 'any' ? [] : [`${where}: must be ${type}, not text`]
  }
  const given = Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : typeof value
  const same = given === type || type === 'any' || (given === 'map' && type === 'object')
  const convertible = type === 'string' && (given === 'number' || given === 'boolean')
  return same || convertible ? [] : [`${where}: must be ${type}, not ${given}`]
}

/** Blocks that are written as arguments, and the other way round. */
function shapeFaults(path: string, text: string, schema: AwsSchema): string[] {
  const faults: string[] = []
  for (const { path: names, kind } of shapesOf(text)) {
    const [head, ...nested] = names
    const [, resourceKind, type] = /^(resource|data) (\S+) \S+$/.exec(head ?? '') ?? []
    if (!type || nested.length === 0) continue
    let level: BlockSchema | undefined = schemaOf({ kind: resourceKind as Resource['kind'], type }, schema)
    for (const name of nested.slice(0, -1)) {
      if (name !== 'content') level = level?.blocks[name.replace(/^dynamic /, '')]
    }
    const name = nested.at(-1) as string
    if (kind === 'argument' && level?.blocks[name])
      faults.push(`${path}: ${names.join(' › ')} is a block, not an argument`)
    if (kind === 'block' && level?.arguments[name])
      faults.push(`${path}: ${names.join(' › ')} is an argument, not a block`)
  }
  return faults
}
