import { execFileSync, spawnSync } from 'node:child_process'

/** Sockets of the clients' process and of a worker, with what they have open besides. */
const SPARE = 2_000

/**
 * Lets this process and those it starts have so many connections open at once.
 * @throws Error if the limit can't be raised
 */
export function allowConnections(connections: number): void {
  const wanted = connections + SPARE
  if (hardLimit() >= wanted) return
  // Only root may raise it.
  spawnSync('prlimit', [`--pid=${process.pid}`, `--nofile=${wanted}:${wanted}`])
  if (hardLimit() < wanted) {
    throw new Error(
      `a process may open ${hardLimit()} files here, ${wanted} are needed: raise \`ulimit -Hn\`, or run as root`,
    )
  }
}

function hardLimit(): number {
  const text = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim()
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}
