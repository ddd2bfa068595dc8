import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** Whether a Debian program is here; under `CI=true` its absence is a failure of the test that needs it. */
export function isInstalled(program: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
  if (!found && process.env.CI === 'true') throw new Error(`${program} is not installed: apt-get install ${program}`)
  return found
}

/** Runs a program to its end, or for so long. @returns everything that it printed */
export async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
  maxMs: number,
): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: cwd } })
  const timer = setTimeout(() => child.kill('SIGKILL'), maxMs)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      output += text
    })
  }
  const [, signal] = await once(child, 'close')
  clearTimeout(timer)
  if (signal !== null) throw new Error(`${program} was stopped after ${maxMs} ms; it printed:\n${output.slice(-2_000)}`)
  return output
}
