// What `npm test` runs: format and lint, types, then every unit and whole-program test. Ends with one line of counts.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const run = (command, args) =>
  spawnSync(`${root}/node_modules/.bin/${command}`, args, { cwd: root, stdio: 'inherit' }).status === 0

let passed = 0
let failed = 0
let skipped = 0
const count = (ok) => (ok ? passed++ : failed++)

console.log('— format and lint')
count(run('biome', ['ci', '--error-on-warnings', '.']))
console.log('— types')
count(run('tsc', ['-p', 'tsconfig.json']))
console.log('— tests')
const folder = mkdtempSync(join(tmpdir(), 'sluice-test-'))
const report = join(folder, 'report.json')
run('vitest', [
  'run',
  '--project',
  'unit',
  '--project',
  'programs',
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${report}`,
])
try {
  const results = JSON.parse(readFileSync(report, 'utf8'))
  passed += results.numPassedTests
  skipped += results.numPendingTests + results.numTodoTests
  // A file that can't be loaded has no failing test of its own.
  const brokenFiles = results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  )
  failed += results.numFailedTests + brokenFiles.length
  if (!results.success && failed === 0) failed++
} catch {
  failed++
}
rmSync(folder, { recursive: true, force: true })
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 ? 0 : 1)
