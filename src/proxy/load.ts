import { exceptionFaults } from '../config/exceptions.ts'
import { ConfigError } from '../config/fault.ts'
import { readGraphqlFiles } from '../config/graphql-files.ts'
import type { Config } from '../config/schema.ts'
import { loadSignatures } from '../config/signatures.ts'
import type { Load } from './generation.ts'
import { GraphqlDocuments } from './graphql/documents.ts'
import { PolicyTable } from './route/policies.ts'

/**
 * Reads what a configuration needs, and compiles all of it that can be refused, so that it is said before anybody gets it.
 * What workers make of it besides takes longer, and can't fail.
 * @throws ConfigError
 */
export function loadFor(config: Config): Load {
  const load = { config, signatures: loadSignatures(), files: readGraphqlFiles(config) }
  const faults = exceptionFaults(config, load.signatures)
  if (faults.length > 0) throw new ConfigError(faults)
  new PolicyTable(config, new GraphqlDocuments(load.files, () => {}))
  return load
}
