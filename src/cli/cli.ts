import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { closest } from 'fastest-levenshtein'
import { ConfigError } from '../config/fault.ts'
import { type Command, UsageError } from './command.ts'
import { commandHelp, overview } from './help.ts'

/** Each is loaded when it is asked for: the proxy needs nothing of the analysis backend, and the other way round. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  proxy: async () => (await import('./proxy.ts')).proxy,
  analysis: async () => (await import('./analysis.ts')).analysis,
  demo: async () => (await import('./demo.ts')).demo,
  check: async () => (await import('./check.ts')).check,
  inspect: async () => (await import('./inspect.ts')).inspect,
  except: async () => (await import('./except.ts')).except,
}

/** Runs the command line; returns the exit code: 0 well, 1 failed, 2 misused. */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      const wanted = await commandOf(rest[0])
      process.stdout.write(
        wanted ? commandHelp(wanted) : overview(await Promise.all(Object.values(commands).map((load) => load()))),
      )
      return name === undefined ? 2 : 0
    }
    if (name === '--version' || name === '-v' || name === 'version') {
      process.stdout.write(`${version()}\n`)
      return 0
    }
    const command = await commandOf(name)
    if (!command) {
      const nearest = closest(name, Object.keys(commands))
      throw new UsageError(`unknown command "${name}"; did you mean "${nearest}"? "sluice help" lists all`)
    }
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(commandHelp(command))
      return 0
    }
    return await command.run(parse(command, rest))
  } catch (error) {
    return report(error)
  }
}

async function commandOf(name: string | undefined): Promise<Command | undefined> {
  return name !== undefined && Object.hasOwn(commands, name) ? commands[name]?.() : undefined
}

function parse(command: Command, args: readonly string[]) {
  const options = Object.fromEntries(
    command.flags.map(({ name, value }) => [name, { type: value ? ('string' as const) : ('boolean' as const) }]),
  )
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: command.argument !== undefined, strict: true })
  } catch (error) {
    const unknown = /Unknown option '(-{1,2}[^']*)'/.exec((error as Error).message)?.[1]
    const hint = unknown
      ? `unknown flag ${unknown}; did you mean --${closest(unknown.replace(/^-+/, ''), Object.keys(options))}?`
      : (error as Error).message.split('. To specify')[0]
    throw new UsageError(`${hint} "sluice help ${command.name}" lists all`)
  }
  const flags = Object.fromEntries(Object.entries(parsed.values).map(([key, value]) => [key, String(value)]))
  return { flags, files: parsed.positionals }
}

/** What the user can mend is said in words; anything else is a defect of ours and shows where. */
function report(error: unknown): number {
  if (error instanceof ConfigError) {
    const count = error.faults.length
    process.stderr.write(`sluice: the configuration has ${count} error${count === 1 ? '' : 's'}:\n`)
    for (const { at, message } of error.faults) process.stderr.write(`  ${at ? `${at}: ` : ''}${message}\n`)
    return 2
  }
  if (error instanceof UsageError) {
    process.stderr.write(`sluice: ${error.message}\n`)
    return 2
  }
  process.stderr.write(`sluice: ${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env.SLUICE_DEBUG) process.stderr.write(`${(error as Error).stack}\n`)
  return 1
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return `sluice ${(JSON.parse(manifest) as { version: string }).version} (Node ${process.versions.node})`
}
