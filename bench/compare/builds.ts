import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()

/** A revision's program, and what to call it. */
export interface Build {
  /** `a1b2c3d The subject of the commit` */
  readonly name: string
  /** Its dist/main.js. */
  readonly main: string
}

/** The commit that a revision stands for, in short. @throws Error if git knows no such revision */
export function resolveRevision(revision: string): string {
  try {
    return git('rev-parse', '--short', '--verify', '--end-of-options', `${revision}^{commit}`)
  } catch {
    throw new Error(`git knows no revision ${revision}; \`git log --oneline\` lists them`)
  }
}

/**
 * Builds a commit in a temporary worktree that shares this checkout's node_modules; the worktree goes when the process
 * ends, however it ends but by SIGKILL.
 * @throws Error if it doesn't build
 */
export async function buildRevision(commit: string): Promise<Build> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-compare-'))
  const tree = join(folder, 'tree')
  let building: ChildProcess | undefined
  process.once('exit', () => {
    // The build starts programs of its own, which would go on writing: all of its group ends.
    if (building?.exitCode === null) process.kill(-(building.pid as number), 'SIGKILL')
    if (existsSync(tree)) git('worktree', 'remove', '--force', tree)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })
  git('worktree', 'add', '--detach', tree, commit)
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  building = spawn(process.execPath, ['scripts/build.mjs'], {
    cwd: tree,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code] = (await once(building, 'exit')) as [number | null]
  if (code !== 0) {
    throw new Error(
      `${commit} did not build (exit code ${code}). If it needs other packages, check it out and build it there`,
    )
  }
  return { name: git('log', '-1', '--format=%h %s', commit), main: join(tree, 'dist/main.js') }
}
