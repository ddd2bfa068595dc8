/** A flag of a command. */
export interface Flag {
  readonly name: string
  /** What stands after it in the help: `URL`, `N`; none for a switch. */
  readonly value?: string
  readonly description: string
}

export interface CommandInput {
  /** Values of flags by name; a switch is 'true'. */
  readonly flags: Readonly<Record<string, string>>
  readonly files: readonly string[]
}

/** A subcommand. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly flags: readonly Flag[]
  /** Name of the positional argument in the help; none is taken without it. */
  readonly argument?: string
  /** Printed below the flags. */
  readonly notes?: string
  /** @returns the exit code */
  run(input: CommandInput): Promise<number>
}

/** Something that the user can mend; printed without a stack. */
export class UsageError extends Error {}
