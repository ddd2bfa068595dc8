import { readFileSync } from 'node:fs'
import { ConfigError, type ConfigFault } from './fault.ts'
import type { Config } from './schema.ts'

/** The texts of the files that policies name, by path: schemas and safelists. */
export type GraphqlFiles = Readonly<Record<string, string>>

interface NamedFile {
  readonly path: string
  readonly at: string
  /** It may be missing: it is about to be written. */
  readonly isLearned: boolean
}

/**
 * Reads every file that a policy names.
 * @throws ConfigError for one that can't be read
 */
export function readGraphqlFiles(config: Config): GraphqlFiles {
  const faults: ConfigFault[] = []
  const texts: Record<string, string> = {}
  for (const { path, at, isLearned } of namedFiles(config)) {
    if (path === '') {
      faults.push({ at, message: 'safelist.mode is set, but no safelist.file: name the file that holds the list' })
      continue
    }
    try {
      texts[path] = readFileSync(path, 'utf8')
    } catch (error) {
      if (isLearned && (error as NodeJS.ErrnoException).code === 'ENOENT') texts[path] = ''
      else faults.push({ at, message: `${path} can't be read: ${(error as Error).message}` })
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return texts
}

/** The files whose changes matter to a running proxy: not those that it writes itself. */
export function watchedGraphqlFiles(config: Config): string[] {
  return [...new Set(namedFiles(config).flatMap(({ path, isLearned }) => (isLearned ? [] : [path])))]
}

/** The files of each policy: a route has what it doesn't set from the global options. */
function namedFiles({ graphql: global, routes }: Config): NamedFile[] {
  const policies = [
    { at: 'graphql', graphql: global },
    ...routes.map(({ name, graphql }) => ({ at: `routes, ${name}: graphql`, graphql })),
  ]
  const files = policies.flatMap(({ at, graphql }) => {
    const { mode, file } = { ...global.safelist, ...graphql?.safelist }
    const schema = graphql?.schemaFile ?? global.schemaFile
    return [
      ...(mode === 'off' ? [] : [{ path: file, at: `${at}.safelist.file`, isLearned: mode === 'learn' }]),
      ...(schema === '' ? [] : [{ path: schema, at: `${at}.schemaFile`, isLearned: false }]),
    ]
  })
  return files.filter(
    ({ path, isLearned }, i) => i === files.findIndex((other) => other.path === path && other.isLearned === isLearned),
  )
}
