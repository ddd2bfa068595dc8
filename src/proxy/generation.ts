import { hostname } from 'node:os'
import { exceptionFaults } from '../config/exceptions.ts'
import { ConfigError } from '../config/fault.ts'
import type { Config } from '../config/schema.ts'
import { Engine } from '../engine/engine.ts'
import type { OnEngineError } from '../engine/inspector.ts'
import type { Signature } from '../engine/signatures/format.ts'
import { Redactor } from '../events/redact.ts'
import type { Generation } from './context.ts'
import { TrustedProxies } from './listener/client.ts'
import { PolicyTable } from './route/policies.ts'

/**
 * Compiles a configuration aside from the one in use.
 * @throws ConfigError, SignatureError or RangeError if it can't be used; nothing has changed then
 */
export function compileGeneration(
  config: Config,
  signatures: readonly Signature[],
  onEngineError: OnEngineError,
): Generation {
  const faults = exceptionFaults(config, signatures)
  if (faults.length > 0) throw new ConfigError(faults)
  return {
    config,
    engine: new Engine(signatures, onEngineError),
    policies: new PolicyTable(config),
    trusted: new TrustedProxies(config.trustedProxies),
    redactor: new Redactor(config.mask.names),
    nodeName: config.node.name || hostname(),
  }
}
