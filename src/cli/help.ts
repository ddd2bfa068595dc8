import { describeValues, options } from '../config/options.ts'
import type { Command, Flag } from './command.ts'

/** The flags that the configuration's schema gives to the commands that read it. */
export const configFlags: readonly Flag[] = [
  { name: 'config', value: 'FILE', description: 'Configuration file, YAML or JSON (also SLUICE_CONFIG)' },
  ...options
    .filter(({ schema }) => schema.flag !== undefined)
    .map(({ schema, env }) => ({
      name: schema.flag as string,
      value: schema.enum ? schema.enum.join('|') : schema.type === 'integer' ? 'N' : 'TEXT',
      description: `${schema.description} (${env}${schema.default === undefined ? '' : `; default ${schema.default}`})`,
    })),
]

/** Every option with its environment name, for the help's last part. */
export function optionList(): string {
  const rows = options.map(({ name, env, schema }) => {
    const fallback = schema.default === undefined ? 'no default' : `default ${JSON.stringify(schema.default)}`
    return `  ${name}  (${env})\n      ${schema.description}\n      ${describeValues(schema)}; ${fallback}`
  })
  return `Every option, as it stands in a configuration file, and its environment variable:\n\n${rows.join('\n')}\n`
}

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Sluice, an inline inspection proxy for APIs\n\nUsage: sluice COMMAND [FLAG …]\n\n${rows.join('\n')}\n\n"sluice help COMMAND" tells its flags.\n`
}

export function commandHelp(command: Command): string {
  const { name, summary, flags, argument, notes } = command
  const heads = flags.map((flag) => `  --${flag.name}${flag.value ? ` ${flag.value}` : ''}`)
  const rows = flags.map((flag, i) => `${heads[i]}\n      ${flag.description}`)
  const usage = `Usage: sluice ${name}${flags.length > 0 ? ' [FLAG …]' : ''}${argument ? ` [${argument}]` : ''}`
  return `${summary}\n\n${usage}\n${rows.length > 0 ? `\n${rows.join('\n')}\n` : ''}${notes ? `\n${notes}` : ''}`
}
