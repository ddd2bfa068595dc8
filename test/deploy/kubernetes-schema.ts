import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseAllDocuments } from 'yaml'

/** An object of Kubernetes, as far as tests look into it. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Record<string, string> }
  // biome-ignore lint/suspicious/noExplicitAny: the schemas below say what stands here
  readonly spec?: any
  readonly data?: Record<string, string>
  readonly stringData?: Record<string, string>
  readonly automountServiceAccountToken?: boolean
}

/** Reads YAML of several documents; empty ones are none. */
export function readObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors.length > 0) throw document.errors[0]
      return document.toJS() as KubernetesObject | null
    })
    .filter((object) => object !== null)
}

interface Validate {
  (data: unknown): boolean
  readonly errors?: { instancePath: string; message?: string; keyword: string; params: unknown }[] | null
}

/** The file with the schema of a kind: Kubernetes' own OpenAPI, or those of the operators. */
function schemaFile(apiVersion: string, kind: string): URL {
  const [version, group = 'core'] = apiVersion.split('/').reverse() as [string, string?]
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  const [module, prefix] = {
    'monitoring.coreos.com': [
      '@kubernetes-models/prometheus-operator',
      'ComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoring',
    ],
    'external-secrets.io': [
      '@kubernetes-models/external-secrets',
      'ComGithubExternalSecretsExternalSecretsApisExternalsecrets',
    ],
  }[group] ?? ['kubernetes-models', `IoK8sApi${upper(group.split('.')[0] as string)}`]
  const require = createRequire(import.meta.url)
  // By path: the packages export their classes, whose constructors would copy what is to be watched.
  return pathToFileURL(
    join(dirname(require.resolve(`${module}/package.json`)), `_schemas/${prefix}${upper(version)}${kind}.js`),
  )
}

/**
 * What is wrong with an object by its kind's schema. The schemas come compiled and allow unknown fields, as the API does
 * before it drops them; so what they read is watched, and a field that none of them looked at is unknown.
 */
export async function schemaFaults(object: KubernetesObject): Promise<string[]> {
  const file = schemaFile(object.apiVersion, object.kind)
  if (!existsSync(file)) return [`no schema for ${object.apiVersion} ${object.kind}`]
  const { validate } = (await import(file.href)) as { validate: Validate }
  const read = new Map<object, Set<string> | 'all'>()
  validate(watched(object, read))
  const faults = validate.errors?.map(
    ({ instancePath, keyword, params }) => `${instancePath} ${keyword} ${JSON.stringify(params)}`,
  )
  return [...(faults ?? []), ...unread(object, '', read)]
}

/** The same value, noting which fields are looked at. */
function watched<T extends object>(value: T, read: Map<object, Set<string> | 'all'>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const inner = Reflect.get(target, key, receiver)
      if (typeof key !== 'string') return inner
      const known = read.get(target) ?? new Set()
      if (known !== 'all') read.set(target, known.add(key))
      return typeof inner === 'object' && inner !== null ? watched(inner, read) : inner
    },
    // Walked through key by key: a map such as labels, any name fits.
    ownKeys(target) {
      read.set(target, 'all')
      return Reflect.ownKeys(target)
    },
  })
}

function unread(value: object, path: string, read: Map<object, Set<string> | 'all'>): string[] {
  const known = read.get(value)
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = `${path}/${key}`
    if (!Array.isArray(value) && known !== 'all' && !known?.has(key)) return [`${here} is unknown`]
    return typeof inner === 'object' && inner !== null ? unread(inner, here, read) : []
  })
}
