import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The flags of a bench, and its arguments. Ends the program with exit code 2 and a line that says what is wrong, if something is. */
export function argumentsOf<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    const [what] = (error as Error).message.split('. To specify')
    const flags = Object.keys(config.options ?? {}).map((name) => `--${name}`)
    console.error(`${what}; flags: ${flags.join(' ')} (see bench/README.md)`)
    process.exit(2)
  }
}
