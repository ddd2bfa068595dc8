import { readFileSync } from 'node:fs'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { ConfigError, type ConfigFault } from './fault.ts'
import { type Option, options } from './options.ts'

/** A value and the words that say where it stands. */
interface Setting {
  readonly path: readonly string[]
  readonly value: unknown
  readonly at: string
}

/** The raw configuration, merged, and where each part of it came from. */
export interface Sources {
  readonly value: Record<string, unknown>
  /** Where the value at a path stands, or its nearest parent; '' if nowhere. */
  locate(path: readonly (string | number)[]): string
}

/** Reads file, environment and flags; a later one wins. @throws ConfigError */
export function readSources(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string>>,
): Sources {
  const faults: ConfigFault[] = []
  const { value, locate } = file === undefined ? EMPTY : readFile(file)
  const settings = [...fromEnvironment(env, faults), ...fromFlags(flags, faults)]
  if (faults.length > 0) throw new ConfigError(faults)
  for (const { path, value: setting } of settings) setPath(value, path, setting)
  return {
    value,
    locate: (path) => {
      const wanted = path.join('.')
      const setting = settings.findLast((candidate) => {
        const name = candidate.path.join('.')
        return wanted === name || wanted.startsWith(`${name}.`)
      })
      return setting?.at ?? locate(path)
    },
  }
}

const EMPTY: Sources = {
  get value() {
    return {}
  },
  locate: () => '',
}

function readFile(file: string): Sources {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([{ at: file, message: `can't be read: ${(error as Error).message}` }])
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map((error) => ({ at: at(error.pos[0]), message: error.message })))
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigError([{ at: `${file}:1:1`, message: 'the file must hold options, such as `mode: block`' }])
  }
  return {
    value: value as Record<string, unknown>,
    locate: (path) => {
      for (let length = path.length; length > 0; length--) {
        const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
        const key = path[length - 1]
        if (isMap(parent)) {
          const pair = parent.items.find((item) => String(item.key) === String(key))
          const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range
          if (range) return at(range[0])
        }
        const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
        if (node?.range) return at(node.range[0])
      }
      return file
    },
  }
}

function* fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  faults: ConfigFault[],
): Generator<Setting> {
  for (const option of options) {
    const text = env[option.env]
    if (text === undefined) continue
    const at = `environment ${option.env}`
    yield { path: option.path, value: fromText(option, text, at, faults), at }
  }
}

function* fromFlags(flags: Readonly<Record<string, string>>, faults: ConfigFault[]): Generator<Setting> {
  for (const option of options) {
    const { flag } = option.schema
    const text = flag === undefined ? undefined : flags[flag]
    if (text === undefined) continue
    const at = `flag --${flag}`
    yield { path: option.path, value: fromText(option, text, at, faults), at }
  }
}

/** Text to the option's type; what doesn't fit is left to validation, which knows how to say so. */
function fromText(option: Option, text: string, at: string, faults: ConfigFault[]): unknown {
  const { type, items } = option.schema
  if (type === 'integer') return /^-?\d+$/.test(text.trim()) ? Number(text) : text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (type !== 'array') return text
  if (items?.type === 'string' && !text.trimStart().startsWith('[')) {
    return text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
  }
  try {
    return JSON.parse(text)
  } catch {
    faults.push({ at, message: `${option.name} must be a list written as JSON` })
    return []
  }
}

function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = target
  for (const key of path.slice(0, -1)) {
    const child = node[key]
    if (typeof child !== 'object' || child === null || Array.isArray(child)) node[key] = {}
    node = node[key] as Record<string, unknown>
  }
  node[path.at(-1) as string] = value
}
