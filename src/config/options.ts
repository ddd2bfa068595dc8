import { configSchema } from './schema.ts'

/** A node of the schema as plain JSON Schema, with our annotations. */
export interface OptionSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, OptionSchema>>
  readonly required?: readonly string[]
  readonly items?: OptionSchema
  readonly anyOf?: readonly OptionSchema[]
  /** Name of the command-line flag that sets it. */
  readonly flag?: string
  /** False if a running proxy can't change it. */
  readonly reload?: boolean
  /** Never printed. */
  readonly secret?: boolean
  /** The finding that a limit leaves. */
  readonly condition?: string
}

/** One option: a leaf of the schema. */
export interface Option {
  /** `['upstream', 'url']` */
  readonly path: readonly string[]
  /** `upstream.url` */
  readonly name: string
  /** `SLUICE_UPSTREAM_URL` */
  readonly env: string
  readonly schema: OptionSchema
}

export const schemaTree = configSchema as unknown as OptionSchema

function* leaves(schema: OptionSchema, path: readonly string[]): Generator<Option> {
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const childPath = [...path, key]
    if (child.properties) yield* leaves(child, childPath)
    else yield { path: childPath, name: childPath.join('.'), env: envName(childPath), schema: child }
  }
}

function envName(path: readonly string[]): string {
  return `SLUICE_${path.map((part) => part.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_')}`
}

/** Every option, in the order of the schema. */
export const options: readonly Option[] = [...leaves(schemaTree, [])]

/** The values that an option takes, in words: `off | monitor | block`, `integer 0–65535`. */
export function describeValues(schema: OptionSchema): string {
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.anyOf) return schema.anyOf.map(describeValues).join(' or ')
  if (schema.type === 'integer') return `integer ${schema.minimum ?? ''}–${schema.maximum ?? ''}`
  if (schema.type === 'array') return schema.items?.properties ? 'list of objects' : 'list of text'
  return schema.type === 'string' ? 'text' : (schema.type ?? 'any')
}
