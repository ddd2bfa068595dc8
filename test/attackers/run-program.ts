import { spawn } from 'node:child_process'
import { once } from 'node:events'

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
