import { isDeepStrictEqual } from 'node:util'
import { options } from '../config/options.ts'
import type { Config } from '../config/schema.ts'

/**
 * A new configuration with the values of options that a running proxy can't change taken from the old one.
 * @returns the configuration, and the names of the options that need a restart
 */
export function mergeReload(old: Config, next: Config): { config: Config; needRestart: string[] } {
  const config = structuredClone(next)
  const needRestart: string[] = []
  for (const { path, name, schema } of options) {
    if (schema.reload !== false) continue
    const before = get(old, path)
    if (isDeepStrictEqual(before, get(next, path))) continue
    needRestart.push(name)
    set(config, path, before)
  }
  return { config, needRestart }
}

function get(config: Config, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], config)
}

function set(config: Config, path: readonly string[], value: unknown): void {
  const parent = get(config, path.slice(0, -1)) as Record<string, unknown>
  const key = path.at(-1) as string
  if (value === undefined) delete parent[key]
  else parent[key] = value
}
