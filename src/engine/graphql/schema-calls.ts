import type { GraphqlCall } from '../policy.ts'
import type { Call } from './calls.ts'

type JsonObject = Record<string, unknown>

/** Stands for a file that a multipart body brings: whatever the schema takes for one isn't null. */
const FILE = {}

/**
 * The calls that a server could run, as a schema sees them: those of the body, with what the URL or the form says where the body
 * doesn't, and those of the URL and the form themselves.
 * @param calls what was found in its place, one by one
 * @param body the decoded body, or the `operations` of a multipart one; '' if there is none
 * @param isJson it is said to be JSON
 * @param map the `map` of a multipart body: where files go
 * @returns undefined if it is said to be JSON, and isn't
 */
export function schemaCalls(
  calls: Iterable<Call>,
  body: string,
  isJson: boolean,
  map: string,
): GraphqlCall[] | undefined {
  const written = [...calls].flatMap(({ query, operationName, variables }) =>
    query === undefined && variables === undefined ? [] : [{ query, operationName, variables: objectIn(variables) }],
  )
  const json = parsedJson(body.replace(/^\ufeff/, ''))
  if (json === undefined) {
    return isJson
      ? undefined
      : written.flatMap(({ query, ...call }) => (query === undefined ? [] : [{ query, ...call }]))
  }
  placeFiles(json, map)
  const [beside] = written
  return (Array.isArray(json) ? json : [json]).filter(isObject).flatMap((entries) => {
    const { query = beside?.query, operationName = beside?.operationName, variables } = entries
    if (typeof query !== 'string') return []
    const its = variables === undefined || variables === null ? beside?.variables : objectIn(variables)
    return [{ query, operationName: typeof operationName === 'string' ? operationName : undefined, variables: its }]
  })
}

/** Some servers read a string as JSON. */
function objectIn(value: unknown): JsonObject | undefined {
  const found = typeof value === 'string' ? parsedJson(value) : value
  return isObject(found) ? found : undefined
}

/** Puts something where the files of a multipart body go: `{"0": ["variables.files.1"]}`. */
function placeFiles(json: unknown, map: string): void {
  for (const paths of Object.values(objectIn(map) ?? {})) {
    for (const path of Array.isArray(paths) ? paths : []) {
      const names = String(path).split('.')
      const last = names.pop() as string
      let at = json
      for (const name of names) at = isContainer(at) && Object.hasOwn(at, name) ? at[name] : undefined
      if (isContainer(at) && Object.hasOwn(at, last) && at[last] === null) at[last] = FILE
    }
  }
}

function isContainer(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null
}

function isObject(value: unknown): value is JsonObject {
  return isContainer(value) && !Array.isArray(value)
}

/** @returns undefined if it is no JSON */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
