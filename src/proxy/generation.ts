import { hostname } from 'node:os'
import type { GraphqlFiles } from '../config/graphql-files.ts'
import type { Config } from '../config/schema.ts'
import { Engine } from '../engine/engine.ts'
import type { OnEngineError } from '../engine/inspector.ts'
import type { Signature } from '../engine/signatures/format.ts'
import { Redactor } from '../events/redact.ts'
import type { Generation } from './context.ts'
import { GraphqlDocuments } from './graphql/documents.ts'
import type { OnLearned } from './graphql/safelist.ts'
import { TrustedProxies } from './listener/client.ts'
import { PolicyTable } from './route/policies.ts'

/** What a configuration is compiled from, read by the primary for all workers. */
export interface Load {
  readonly config: Config
  readonly signatures: readonly Signature[]
  /** Default: none are named. */
  readonly files?: GraphqlFiles
}

/**
 * Compiles what `loadFor` has found good, aside from what is in use.
 * @throws if it can't be used all the same; nothing has changed then
 */
export function compileGeneration(
  { config, signatures, files = {} }: Load,
  onEngineError: OnEngineError,
  onLearned: OnLearned = () => {},
): Generation {
  return {
    config,
    engine: new Engine(signatures, onEngineError),
    policies: new PolicyTable(config, new GraphqlDocuments(files, onLearned)),
    trusted: new TrustedProxies(config.trustedProxies),
    redactor: new Redactor(config.mask.names),
    nodeName: config.node.name || hostname(),
  }
}
