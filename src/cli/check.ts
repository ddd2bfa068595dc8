import { stringify } from 'yaml'
import { ConfigError } from '../config/fault.ts'
import { loadConfig, withoutSecrets } from '../config/load.ts'
import { loadSignatures } from '../config/signatures.ts'
import { runSamples } from '../engine/samples.ts'
import type { Command } from './command.ts'
import { configFlags } from './help.ts'
import { configInput } from './proxy.ts'

export const check: Command = {
  name: 'check',
  summary: 'Validates configuration and signatures, runs every sample, prints the effective configuration',
  flags: configFlags,
  async run(input) {
    const config = loadConfig(configInput(input))
    const signatures = loadSignatures()
    const { ran, failures } = runSamples(signatures)
    if (failures.length > 0) {
      throw new ConfigError(
        failures.map(({ id, sample, expected }) => ({
          at: `signature ${id}`,
          message: `${expected === 'match' ? 'does not find' : 'finds'} its sample ${JSON.stringify(sample)}`,
        })),
      )
    }
    process.stdout.write(stringify(withoutSecrets(config)))
    process.stderr.write(
      `\nThe configuration is valid. ${signatures.length} signatures, ${ran} samples, all as they should be.\n`,
    )
    return 0
  },
}
