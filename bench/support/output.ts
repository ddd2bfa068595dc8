import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { printLine } from './table.ts'

/** Where a run was made: absolute times mean nothing without it. */
export function machine(): Record<string, unknown> {
  return {
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    time: new Date().toISOString(),
  }
}

/** Writes a run's result as JSON and says where; without a path, to the temporary folder. */
export function writeResult(bench: string, path: string | undefined, result: object): void {
  const file = path ?? join(tmpdir(), `sluice-bench-${bench}-${Date.now()}.json`)
  writeFileSync(file, `${JSON.stringify({ bench, machine: machine(), ...result }, null, 2)}\n`)
  printLine(`\nJSON: ${file}`)
}
