/** What a value is to a GraphQL server. */
export type Entry =
  | 'query'
  | 'operationName'
  | 'variables'
  | 'extensions'
  | 'operations'
  | 'map'
  | 'hash'
  | 'id'
  | 'debug'

/** By names in lower case: servers written in Go take any, and `ſ` for an s. */
export const ENTRY_NAMES: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  ['query', 'query'],
  ['operationname', 'operationName'],
  ['variables', 'variables'],
  ['extensions', 'extensions'],
  ['operations', 'operations'],
  ['map', 'map'],
  ['sha256hash', 'hash'],
  ['documentid', 'id'],
  ['docid', 'id'],
  ['doc_id', 'id'],
  ['queryid', 'id'],
  ['query_id', 'id'],
  ['persistedqueryid', 'id'],
  ['hash', 'id'],
  ['id', 'id'],
  ['debug', 'debug'],
  ['tracing', 'debug'],
])

/** A byte for each mark of a key: 1 for those of the names above. `markOf` in `assembly/json.ts` makes the same. */
export const entryMarks = new Uint8Array(256)
for (const name of ENTRY_NAMES.keys()) entryMarks[markOf(name)] = 1

function markOf(name: string): number {
  const first = name.charCodeAt(0) & 0x1f
  const last = name.charCodeAt(name.length - 1) & 0x1f
  return (name.length * 37 + first * 7 + last) & 0xff
}

/** A glance that nearly every other name fails. */
export function mayBeEntry(name: string): boolean {
  if (entryMarks[markOf(name)] === 1) return true
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 0x7f) return true
  return false
}
