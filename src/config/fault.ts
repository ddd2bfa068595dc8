/** One thing that is wrong with a configuration: what, where, and how to mend it. */
export interface ConfigFault {
  /** `sluice.yaml:12:5`, `environment SLUICE_MODE`, `flag --mode`, or '' if it stands nowhere. */
  readonly at: string
  readonly message: string
}

/** Everything that is wrong with a configuration, all at once. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(faults.map(({ at, message }) => (at ? `${at}: ${message}` : message)).join('\n'))
    this.name = 'ConfigError'
    this.faults = faults
  }
}
