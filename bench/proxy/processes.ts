import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'

/** Long, since a busy machine may take long to compile what starts. */
const START_MS = 60_000
const STOP_MS = 8_000

/** Whether processes can be bound to a core, each side to one of its own. */
export const canPin = availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0
/** The core of the proxies under test, and that of everything else. */
export const PROXY_CORE = 0
export const OTHER_CORE = 1

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

export interface StartOptions {
  readonly core: number
  /** Default: node. */
  readonly program?: string
  readonly env?: Readonly<Record<string, string>>
  /** Opens a channel for messages. */
  readonly channel?: boolean
}

/** A process of the bench, stopped with it. */
export class BenchProcess {
  readonly child: ChildProcess
  readonly #name: string
  readonly #lines: string[] = []
  readonly #exited: Promise<unknown>
  #waiting: ((line: string) => void)[] = []

  /** @param args arguments to the program */
  constructor(
    name: string,
    args: readonly string[],
    { core, program = process.execPath, env = {}, channel = false }: StartOptions,
  ) {
    this.#name = name
    const command = [program, ...args]
    const [file, ...rest] = canPin ? ['taskset', '-c', String(core), ...command] : command
    this.child = spawn(file as string, rest, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...(channel ? (['ipc'] as const) : [])],
    })
    running.add(this.child)
    this.#exited = once(this.child, 'exit').then(() => running.delete(this.child))
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#onLine(line))
    }
  }

  get pid(): number {
    return this.child.pid as number
  }

  /** The last lines of output, for messages. */
  get tail(): string {
    return this.#lines.slice(-12).join('\n')
  }

  /** The first group of the first line that matches. */
  async line(pattern: RegExp): Promise<string> {
    const find = (line: string) => pattern.exec(line)?.[1]
    for (const line of this.#lines) {
      const found = find(line)
      if (found !== undefined) return found
    }
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${this.#name} ${why}:\n${this.tail}`))
      const timer = setTimeout(() => fail('did not start in time'), START_MS)
      void this.#exited.then(() => fail('ended'))
      this.#waiting.push((line) => {
        const found = find(line)
        if (found === undefined) return
        clearTimeout(timer)
        resolve(found)
      })
    })
  }

  /** All of standard output of a process that ends by itself. @throws Error if it ends badly */
  async all(): Promise<string> {
    const { stdout } = this.child
    let text = ''
    stdout?.on('data', (chunk) => {
      text += chunk
    })
    await once(this.child, 'close')
    if (this.child.exitCode !== 0) throw new Error(`${this.#name} ended with ${this.child.exitCode}:\n${this.tail}`)
    return text
  }

  async stop(): Promise<void> {
    if (!running.has(this.child)) return
    this.child.kill('SIGINT')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS)
    await this.#exited
    clearTimeout(timer)
  }

  #onLine(line: string): void {
    this.#lines.push(line)
    for (const look of this.#waiting) look(line)
  }
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICK_MS = 10

/** Processor time that processes have used so far, all threads, user and system, in milliseconds. */
export function cpuMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets; fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MS
  }, 0)
}

/** Resident memory of a process in MiB. */
export function rssMib(pid: number): number {
  return statusMib(pid, 'VmRSS')
}

/** The most resident memory that a process has had since it began or since the peak was reset, in MiB. */
export function peakRssMib(pid: number): number {
  return statusMib(pid, 'VmHWM')
}

/** The peak is what is resident now. */
export function resetPeakRss(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function statusMib(pid: number, line: 'VmRSS' | 'VmHWM'): number {
  const found = readFileSync(`/proc/${pid}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${line}:`))
  return Number.parseInt(found?.slice(line.length + 1) ?? '', 10) / 1_024
}
