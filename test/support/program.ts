import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stringify } from 'yaml'
import type { SluiceEvent } from '../../src/events/schema.ts'

const main = join(import.meta.dirname, '../../src/main.ts')
const WAIT_MS = 20_000
/** What Node has compiled of Sluice's source, for the hundred times that tests start it. */
const COMPILED = join(tmpdir(), 'sluice-compiled')

/** A line of a program's structured log. */
export type LogLine = Record<string, unknown> & { message?: string }

/** A program that runs, and what it prints. */
export class Command {
  readonly child: ChildProcess
  readonly output: string[] = []
  readonly exited: Promise<number | null>
  #waiting: { done: () => boolean; resolve: () => void }[] = []

  constructor([program, ...args]: readonly string[], env: Record<string, string> = {}) {
    this.child = spawn(program as string, args, {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    this.exited = once(this.child, 'close').then(([code]) => {
      this.#check()
      return code as number | null
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#line(line))
    }
  }

  /** Resolves when the condition holds; looked at after each line of output. */
  async until(done: () => boolean, what: string): Promise<void> {
    if (done()) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`waited in vain for ${what}; output:\n${this.output.join('\n')}`)),
        WAIT_MS,
      )
    })
    const held = new Promise<void>((resolve) => this.#waiting.push({ done, resolve }))
    const ended = this.exited.then((code) => {
      if (!done()) throw new Error(`the program ended with ${code} before ${what}; output:\n${this.output.join('\n')}`)
    })
    await Promise.race([held, late, ended])
    clearTimeout(timer)
    ended.catch(() => {})
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal)
    return this.exited
  }

  /** Looks at a line of output. */
  protected onLine(_line: string): void {}

  #line(line: string): void {
    this.output.push(line)
    this.onLine(line)
    this.#check()
  }

  #check(): void {
    this.#waiting = this.#waiting.filter(({ done, resolve }) => {
      if (!done()) return true
      resolve()
      return false
    })
  }
}

/** Sluice from source. */
export const SLUICE: readonly string[] = [process.execPath, main]

/** A running `sluice` command in a process of its own: from source, if nothing else is said. */
export class Program extends Command {
  readonly log: LogLine[] = []
  /** Events that the stdout sink printed. */
  readonly events: SluiceEvent[] = []

  /** @param command what stands before the arguments: another build of Sluice, or one in a container or network namespace */
  constructor(args: readonly string[], env: Record<string, string> = {}, command: readonly string[] = SLUICE) {
    super([...command, ...args], env)
  }

  /** Resolves with the first log line that the condition accepts. */
  async logged(accept: (line: LogLine) => boolean, what: string): Promise<LogLine> {
    await this.until(() => this.log.some(accept), what)
    return this.log.find(accept) as LogLine
  }

  /** Resolves with the first event that the condition accepts. */
  async event(accept: (event: SluiceEvent) => boolean, what = 'an event'): Promise<SluiceEvent> {
    await this.until(() => this.events.some(accept), what)
    return this.events.find(accept) as SluiceEvent
  }

  protected override onLine(line: string): void {
    if (!line.startsWith('{')) return
    try {
      const value = JSON.parse(line)
      if (value.schema !== undefined && value.findings !== undefined) this.events.push(value)
      else this.log.push(value)
    } catch {
      // Not ours: a line of a child's that only looks like JSON.
    }
  }
}

/** A running proxy. */
export interface Sluice {
  readonly program: Program
  readonly port: number
  readonly adminPort: number
  readonly configFile: string
  /** Replaces the configuration file. */
  rewrite(config: object): void
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/**
 * Starts `sluice proxy` on free ports with one worker, events on standard output, and no drain delay.
 * @param config merged over those, as it would stand in a file
 */
export async function startSluice(
  upstreamUrl: string,
  config: Record<string, unknown> = {},
  env: Record<string, string> = {},
): Promise<Sluice> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'))
  const configFile = join(folder, 'sluice.yaml')
  const rewrite = (part: object) => {
    const base = {
      upstream: { url: upstreamUrl },
      listen: { host: '127.0.0.1', port: 0 },
      admin: { port: 0 },
      workers: 1,
      mode: 'block',
      events: { stdout: true },
      drain: { delayMs: 0, timeoutMs: 3_000 },
    }
    writeFileSync(configFile, stringify(merge(base, part)))
  }
  rewrite(config)
  const program = new Program(['proxy', '--config', configFile], env)
  const ready = await program.logged((line) => line.message === 'sluice proxy is ready', 'the proxy to be ready')
  const portOf = (address: unknown) => Number(String(address).split(':').at(-1))
  return {
    program,
    port: portOf(ready.listen),
    adminPort: portOf(ready.admin),
    configFile,
    rewrite,
    stop: async (signal) => {
      const code = await program.stop(signal)
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

function merge(base: Record<string, unknown>, over: object): Record<string, unknown> {
  const out = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = out[key]
    const both = isObject(before) && isObject(value)
    out[key] = both ? merge(before, value) : value
  }
  return out
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
