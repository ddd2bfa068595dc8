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

function namedFiles(config: Config): NamedFile[] {
  const global = config.graphql
  const policies = [
    { at: 'graphql', graphql: global },
    ...config.routes.map(({ name, graphql }) => ({ at: `routes, ${name}: graphql`, graphql })),
  ]
  return policies.flatMap(({ at, graphql }) => {
    const mode = graphql?.safelist?.mode ?? global.safelist.mode
    const safelist = graphql?.safelist?.file ?? ''
    const schema = graphql?.schemaFile ?? ''
    return [
      ...(safelist === '' || mode === 'off'
        ? []
        : [{ path: safelist, at: `${at}.safelist.file`, isLearned: mode === 'learn' }]),
      ...(schema === '' ? [] : [{ path: schema, at: `${at}.schemaFile`, isLearned: false }]),
    ]
  })
}
