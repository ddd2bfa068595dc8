import type { GraphqlPolicy } from '../policy.ts'
import type { Operation } from '../types.ts'

/** Why a policy doesn't let an operation run; undefined if it does. */
export function denied({ operations }: GraphqlPolicy, { type, name, rootFields }: Operation): string | undefined {
  if (!operations.types.includes(type)) return `a ${type} (graphql.operations.types)`
  if (!isAmong(operations.allow, name)) return 'an operation that is not listed (graphql.operations.allow)'
  if (name !== '' && isAmong(operations.deny, name)) return 'an operation that is listed (graphql.operations.deny)'
  for (const field of rootFields) {
    if (!isAmong(operations.allowRootFields, field)) {
      return 'a root field that is not listed (graphql.operations.allowRootFields)'
    }
    if (isAmong(operations.denyRootFields, field)) {
      return 'a root field that is listed (graphql.operations.denyRootFields)'
    }
  }
  return undefined
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.includes('*') || names.includes(name)
}
