import { spawnSync } from 'node:child_process'

/**
 * For tests that need a program: skipped by name where it is absent, but under `CI=true` its absence is a failure.
 * @param packages what to install
 */
export function required(isHere: boolean, packages: string): boolean {
  if (!isHere && process.env.CI === 'true') throw new Error(`not installed: apt-get install ${packages}`)
  return isHere
}

/** Whether a Debian program is here, which is named after its package. */
export function isInstalled(program: string): boolean {
  return required(runs('sh', '-c', `command -v ${program}`), program)
}

/** Whether a command runs and succeeds. */
export function runs(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0
}
