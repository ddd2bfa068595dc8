import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from '@cdktn/hcl2json'

/** Files of Terraform code, by path from the root; a test may change one to plant a fault. */
export type Sources = ReadonlyMap<string, string>

/** The body of a block: arguments are values (expressions as `${…}`), nested blocks are lists of bodies. */
export type Body = Readonly<Record<string, unknown>>

/** A resource or data source. */
export interface Resource {
  readonly kind: 'resource' | 'data'
  readonly type: string
  readonly name: string
  readonly body: Body
  readonly path: string
}

/** A folder with Terraform code. */
export interface Module {
  readonly folder: string
  readonly resources: readonly Resource[]
  readonly variables: Readonly<Record<string, Body>>
  readonly outputs: Readonly<Record<string, Body>>
  readonly locals: Body
  readonly calls: Readonly<Record<string, Body>>
  /** `terraform` and `provider` blocks. */
  readonly settings: readonly Body[]
  readonly files: readonly string[]
}

export const root = dirname(dirname(dirname(import.meta.dirname)))

export function readSources(): Sources {
  const paths = globSync('terraform/**/*.{tf,tfvars,example,yaml}', { cwd: root }).sort()
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** Parses every module. @throws on text that is no HCL */
export async function parseModules(sources: Sources): Promise<Map<string, Module>> {
  const folders = Map.groupBy(
    [...sources.keys()].filter((path) => path.endsWith('.tf')),
    (path) => dirname(path),
  )
  const modules = [...folders].map(async ([folder, files]) => {
    const parsed = await Promise.all(files.map((path) => parseFile(path, sources.get(path) as string)))
    const merged = (key: string) =>
      Object.assign({}, ...parsed.map((file) => file[key] ?? {})) as Record<string, unknown>
    const bodies = (key: string) =>
      Object.fromEntries(Object.entries(merged(key)).map(([name, list]) => [name, (list as Body[])[0] as Body]))
    const resources = files.flatMap((path, index) => {
      const file = parsed[index] as ParsedFile
      return (['resource', 'data'] as const).flatMap((kind) =>
        Object.entries((file[kind] ?? {}) as Record<string, Record<string, Body[]>>).flatMap(([type, named]) =>
          Object.entries(named).map(([name, [body]]) => ({ kind, type, name, body: body as Body, path })),
        ),
      )
    })
    const module: Module = {
      folder,
      files,
      resources,
      variables: bodies('variable'),
      outputs: bodies('output'),
      calls: bodies('module'),
      locals: Object.assign({}, ...parsed.flatMap((file) => (file.locals as Body[] | undefined) ?? [])) as Body,
      settings: parsed.flatMap((file) => [
        ...((file.terraform as Body[] | undefined) ?? []),
        ...Object.values((file.provider ?? {}) as Record<string, Body[]>).flat(),
      ]),
    }
    return [folder, module] as const
  })
  return new Map(await Promise.all(modules))
}

type ParsedFile = Readonly<Record<string, unknown>>
const cache = new Map<string, Promise<ParsedFile>>()

export function parseFile(path: string, text: string): Promise<ParsedFile> {
  const key = `${path}\n${text}`
  const parsed = cache.get(key) ?? (parse(path, text) as Promise<ParsedFile>)
  cache.set(key, parsed)
  return parsed
}
