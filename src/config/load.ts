import { readFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import type { ErrorObject } from 'ajv'
import { closest, distance } from 'fastest-levenshtein'
import { addRange } from './address-range.ts'
import { EXCEPTED_WHERE, endOfDay, fieldPattern } from './exceptions.ts'
import { ConfigError, type ConfigFault } from './fault.ts'
import { describeValues, type OptionSchema, options, schemaTree } from './options.ts'
import { type Config, configSchema } from './schema.ts'
import { readSources, type Sources } from './sources.ts'
import { validatorOf } from './validator.ts'

export interface ConfigInput {
  /** Path of a YAML (or JSON) file. */
  readonly file?: string | undefined
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Values of flags, by the flag's name without dashes. */
  readonly flags?: Readonly<Record<string, string>>
}

const validate = validatorOf(configSchema, { useDefaults: true, verbose: true })

/**
 * Reads, validates and completes the configuration; flags win over environment, environment over file, file over
 * defaults. The result is frozen.
 * @throws ConfigError with everything that is wrong
 */
export function loadConfig(input: ConfigInput): Config {
  const sources = readSources(input.file, input.env ?? {}, input.flags ?? {})
  const value = sources.value
  const faults: ConfigFault[] = []
  if (!validate(value)) faults.push(...schemaFaults(validate.errors ?? [], sources))
  if (faults.length === 0) {
    resolveSecrets(value as Config, sources, faults)
    faults.push(...semanticFaults(value as Config, sources))
  }
  faults.push(...unknownVariables(input.env ?? {}))
  if (faults.length > 0) throw new ConfigError(faults)
  return deepFreeze(value as Config)
}

function schemaFaults(errors: readonly ErrorObject[], sources: Sources): ConfigFault[] {
  const faults: ConfigFault[] = []
  for (const error of errors) {
    const path = error.instancePath
      .split('/')
      .slice(1)
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))
    const name = path.join('.') || 'the configuration'
    const schema = error.parentSchema as OptionSchema
    if (error.keyword === 'additionalProperties') {
      const unknown = String(error.params.additionalProperty)
      const full = [...path, unknown]
      const known = Object.keys(schema.properties ?? {})
      faults.push({ at: sources.locate(full), message: `unknown option ${full.join('.')}${suggest(unknown, known)}` })
    } else if (error.keyword === 'required') {
      const missing = [...path, String(error.params.missingProperty)].join('.')
      const option = options.find((candidate) => candidate.name === missing)
      const ways = [option?.schema.flag && `--${option.schema.flag}`, option?.env].filter(Boolean).join(' or ')
      faults.push({ at: sources.locate(path), message: `${missing} is required${ways ? `; set it by ${ways}` : ''}` })
    } else {
      const got = schema.secret ? '(secret)' : JSON.stringify(error.data)
      const wanted = error.keyword === 'pattern' ? `text that matches ${schema.pattern}` : describeValues(schema)
      const hint = schema.enum && typeof error.data === 'string' ? suggest(error.data, schema.enum as string[]) : ''
      faults.push({ at: sources.locate(path), message: `${name} must be ${wanted}, not ${got}${hint}` })
    }
  }
  return faults
}

function suggest(unknown: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const nearest = closest(unknown.toLowerCase(), [...known])
  return distance(unknown.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, unknown.length / 3)
    ? `; did you mean ${nearest}?`
    : `; known here: ${known.join(', ')}`
}

/** A misspelt variable would be a setting that silently does nothing. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): ConfigFault[] {
  const known = options.map(({ env: name }) => name)
  return Object.keys(env)
    .filter((name) => name.startsWith('SLUICE_') && !known.includes(name) && !isOtherVariable(name))
    .map((name) => {
      const nearest = closest(name, known)
      return { at: `environment ${name}`, message: `unknown variable; did you mean ${nearest}?` }
    })
}

/** Variables of ours that aren't options of the proxy. */
const OTHER_VARIABLES = new Set([
  'SLUICE_CONFIG',
  'SLUICE_DEBUG',
  'SLUICE_INGEST_TOKEN',
  'SLUICE_INGEST_TOKEN_FILE',
  'SLUICE_VIEW_TOKEN',
  'SLUICE_VIEW_TOKEN_FILE',
])

/** Kubernetes sets such variables in every pod for each Service whose name begins with `sluice`. */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/

function isOtherVariable(name: string): boolean {
  return OTHER_VARIABLES.has(name) || SERVICE_LINK.test(name)
}

function resolveSecrets(config: Config, sources: Sources, faults: ConfigFault[]): void {
  const { tokenFile } = config.events
  if (tokenFile === '') return
  try {
    config.events.token = readFileSync(tokenFile, 'utf8').trim()
  } catch (error) {
    faults.push({
      at: sources.locate(['events', 'tokenFile']),
      message: `events.tokenFile can't be read: ${(error as Error).message}`,
    })
  }
}

function semanticFaults(config: Config, sources: Sources): ConfigFault[] {
  const faults: ConfigFault[] = []
  const fault = (path: readonly (string | number)[], message: string) =>
    faults.push({ at: sources.locate(path), message: `${path.join('.')} ${message}` })

  const upstream = parseUrl(config.upstream.url)
  if (!upstream)
    fault(['upstream', 'url'], `must be an http:// or https:// URL, not ${JSON.stringify(config.upstream.url)}`)
  else if (upstream.pathname !== '/' || upstream.search || upstream.hash || upstream.username) {
    fault(['upstream', 'url'], 'must be an origin only, such as http://kong:8000: the client’s target is kept as it is')
  }
  if (config.upstream.caFile !== undefined) {
    try {
      readFileSync(config.upstream.caFile)
    } catch (error) {
      fault(['upstream', 'caFile'], `can't be read: ${(error as Error).message}`)
    }
  }
  if (config.events.url !== '' && !parseUrl(config.events.url)) {
    fault(['events', 'url'], 'must be an http:// or https:// URL')
  }
  if (config.listen.port !== 0 && config.listen.port === config.admin.port) {
    fault(['admin', 'port'], `is ${config.admin.port}, which listen.port has already`)
  }
  config.trustedProxies.forEach((range, index) => {
    if (!addRange(new BlockList(), range)) {
      fault(
        ['trustedProxies', index],
        `must be an address or a CIDR range such as 10.0.0.0/16, not ${JSON.stringify(range)}`,
      )
    }
  })
  const names = new Set<string>(['default'])
  config.routes.forEach((route, index) => {
    if (names.has(route.name)) fault(['routes', index, 'name'], `is ${route.name}, which another route has already`)
    names.add(route.name)
    if (route.host !== undefined && !/^(\*\.)?[^*:/]+$/.test(route.host)) {
      fault(['routes', index, 'host'], 'must be a host name without port, or *.example.com')
    }
  })
  const ids = new Set<string>()
  config.exceptions.forEach((exception, index) => {
    const { id, signature, detector, class: kind, field, route, expires } = exception
    const at = ['exceptions', index]
    if (ids.has(id)) fault([...at, 'id'], `is ${id}, which another exception has already`)
    ids.add(id)
    if ([signature, detector, kind].filter((value) => value !== undefined).length !== 1) {
      fault(at, 'must name exactly one of signature, detector and class')
    }
    const [where = ''] = fieldPattern(field)
    if (!EXCEPTED_WHERE.includes(where)) {
      fault([...at, 'field'], `must begin with ${EXCEPTED_WHERE.join(', ')}, not ${JSON.stringify(where)}`)
    }
    if (route !== undefined && !names.has(route)) {
      fault([...at, 'route'], `is ${route}, which no route is called${suggest(route, [...names])}`)
    }
    if (expires !== undefined && Number.isNaN(endOfDay(expires))) {
      fault([...at, 'expires'], `is ${expires}, which is no date`)
    }
  })
  return faults
}

function parseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child)
    Object.freeze(value)
  }
  return value
}

/** A copy that may be printed: secrets are replaced by a word that says whether they are set. */
export function withoutSecrets(config: Config): Record<string, unknown> {
  const hide = (value: unknown, schema: OptionSchema | undefined): unknown => {
    if (schema?.secret) return value === '' ? '' : '(set)'
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, hide(child, schema?.properties?.[key])]),
    )
  }
  return hide(config, schemaTree) as Record<string, unknown>
}
