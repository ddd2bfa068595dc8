import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { required, runs } from '../support/installed.ts'
import { root } from './terraform/code.ts'

// What `terraform fmt -check` asks, answered by the library that it formats with, since neither npm nor Debian has
// Terraform.

const GOPATH = '/usr/share/gocode'
const here = required(
  runs('go', 'version') && existsSync(join(GOPATH, 'src/github.com/hashicorp/hcl/v2/hclwrite')),
  'golang-go golang-github-hashicorp-hcl-v2-dev',
)

const files = globSync('terraform/**/*.{tf,tfvars}', { cwd: root }).sort()
let folder: string

beforeAll(() => {
  if (!here) return
  folder = mkdtempSync(join(tmpdir(), 'sluice-format-'))
  const env = { ...process.env, GO111MODULE: 'off', GOPATH, GOFLAGS: '' }
  const program = join(import.meta.dirname, 'terraform/format.go')
  const build = spawnSync('go', ['build', '-o', join(folder, 'format'), program], { env, encoding: 'utf8' })
  if (build.status !== 0) throw new Error(`format.go can't be built:\n${build.stderr}`)
})
afterAll(() => {
  if (here) rmSync(folder, { recursive: true })
})

/** The files that aren't formatted. */
function unformatted(paths: readonly string[]): string {
  const run = spawnSync(join(folder, 'format'), paths, { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stderr)
  return run.stdout
}

describe.skipIf(!here)(`format of the Terraform code (needs golang-go golang-github-hashicorp-hcl-v2-dev)`, () => {
  test('is that of terraform fmt', () => {
    expect(files.length).toBeGreaterThan(30)
    expect(unformatted(files)).toBe('')
  })

  test('a file that is not formatted is named', () => {
    const path = join(folder, 'planted.tf')
    writeFileSync(path, 'locals {\n  a = 1\n  long = 2\n}\n')
    expect(unformatted([path])).toBe(`${path}\n`)
  })
})
