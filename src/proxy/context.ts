import type { Config } from '../config/schema.ts'
import type { Engine } from '../engine/engine.ts'
import type { Redactor } from '../events/redact.ts'
import type { SluiceEvent } from '../events/schema.ts'
import type { Logger, OncePerMinute } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { UploadWatch } from './admission/upload-watch.ts'
import type { TrustedProxies } from './listener/client.ts'
import type { Overload } from './overload.ts'
import type { PolicyTable } from './route/policies.ts'
import type { UpstreamPool } from './upstream/pool.ts'

/** What a reload replaces, all at once; an exchange keeps the one it began with. */
export interface Generation {
  readonly config: Config
  readonly engine: Engine
  readonly policies: PolicyTable
  readonly trusted: TrustedProxies
  readonly redactor: Redactor
  readonly nodeName: string
}

/** What all exchanges of a worker share. */
export interface ProxyContext {
  generation: Generation
  readonly pool: UpstreamPool
  readonly watch: UploadWatch
  readonly overload: Overload
  readonly metrics: Metrics
  readonly log: Logger
  readonly quiet: OncePerMinute
  /** Hands an event to every sink. */
  readonly emit: (event: SluiceEvent) => void
  /** Set at SIGTERM: answers carry `connection: close`. */
  draining: boolean
  /** Port of the data listener. */
  port: number
}
