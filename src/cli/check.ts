import { stringify } from 'yaml'
import { expiredExceptions } from '../config/exceptions.ts'
import { ConfigError } from '../config/fault.ts'
import { loadConfig, withoutSecrets } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { runSamples } from '../engine/samples.ts'
import { loadFor } from '../proxy/load.ts'
import { ask } from './ask.ts'
import { type Command, UsageError } from './command.ts'
import { configInput } from './config-input.ts'
import { configFlags } from './help.ts'

export const check: Command = {
  name: 'check',
  summary: 'Validates configuration and signatures, runs every sample, prints the effective configuration',
  flags: [
    ...configFlags,
    {
      name: 'admin-url',
      value: 'URL',
      description: 'Admin port of a running proxy, such as http://127.0.0.1:9901: lists exceptions it has not used',
    },
  ],
  async run(input) {
    const { config, signatures } = loadFor(loadConfig(configInput(input)))
    const { ran, failures } = runSamples(signatures)
    if (failures.length > 0) {
      throw new ConfigError(
        failures.map(({ id, sample, expected }) => ({
          at: `signature ${id}`,
          message: `${expected === 'match' ? 'does not find' : 'finds'} its sample ${JSON.stringify(sample)}`,
        })),
      )
    }
    const notes = [...expired(config), ...(await unused(config, input.flags['admin-url']))]
    process.stdout.write(stringify(withoutSecrets(config)))
    process.stderr.write(
      `\nThe configuration is valid. ${signatures.length} signatures, ${ran} samples, all as they should be.\n`,
    )
    for (const note of notes) process.stderr.write(`${note}\n`)
    return 0
  },
}

function expired(config: Config): string[] {
  return expiredExceptions(config, Date.now()).map(
    ({ id, expires, owner }) => `exception ${id} expired on ${expires}: remove it, or ask ${owner} for another date`,
  )
}

/** What a running proxy says of the exceptions that it knows. @throws UsageError if it can't be asked */
async function unused({ exceptions }: Config, adminUrl: string | undefined): Promise<string[]> {
  if (adminUrl === undefined) return []
  if (!URL.canParse(adminUrl)) throw new UsageError(`--admin-url must be a URL, not "${adminUrl}".`)
  const metrics = (await ask(adminUrl, '/metrics')).text
  const uptime = /"uptimeSeconds":(\d+)/.exec((await ask(adminUrl, '/status')).text)?.[1]
  if (uptime === undefined) throw new UsageError(`${adminUrl} is no admin port of Sluice.`)
  const used = new Set(
    [...metrics.matchAll(/^sluice_excepted_findings_total\{exception="([^"]+)"\} [1-9]/gm)].map(([, id]) => id),
  )
  const since = new Date(Date.now() - Number(uptime) * 1_000).toISOString().slice(0, 16)
  return exceptions
    .filter(({ id }) => !used.has(id))
    .map(({ id }) => `exception ${id} has not been used since the proxy at ${adminUrl} started, ${since} UTC`)
}
