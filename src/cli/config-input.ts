import type { ConfigInput } from '../config/load.ts'
import type { CommandInput } from './command.ts'

/** Where the commands that read the configuration find it. */
export function configInput({ flags }: CommandInput): ConfigInput {
  return { file: flags.config ?? process.env.SLUICE_CONFIG, env: process.env, flags }
}
