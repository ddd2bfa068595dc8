import type { GraphqlCall } from '../policy.ts'
import type { Call } from './calls.ts'

/**
 * The calls that a server would run, as a schema sees them.
 * @param body the decoded body; '' if there is none
 * @param isJson it is said to be JSON
 * @returns undefined if it is said to be JSON, and isn't
 */
export function schemaCalls(calls: Iterable<Call>, body: string, isJson: boolean): GraphqlCall[] | undefined {
  const json = parsedJson(body.replace(/^\ufeff/, ''))
  if (json !== undefined) return (Array.isArray(json) ? json : [json]).filter(isCall)
  if (isJson) return undefined
  // In the URL, in a form, as a body that is the document.
  const written: GraphqlCall[] = []
  for (const { query, operationName, variables } of calls) {
    if (query === undefined) continue
    const parsed = variables === undefined ? undefined : parsedJson(variables)
    written.push({ query, operationName: operationName || undefined, variables: isObject(parsed) ? parsed : undefined })
  }
  return written
}

function isCall(value: unknown): value is GraphqlCall {
  return isObject(value) && typeof value.query === 'string'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns undefined if it is no JSON */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
