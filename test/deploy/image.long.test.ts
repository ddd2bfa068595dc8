import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { assemble } from './assemble.ts'
import { addBase, canContain, contained } from './container.ts'

const checkout = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'sluice-image-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// image.test.ts takes the re2 that the checkout has compiled; this compiles it as the Dockerfile does.
test.skipIf(!canContain())('re2, compiled and stripped by the steps of the Dockerfile, loads and matches', () => {
  const { root } = assemble(readFileSync(join(checkout, 'Dockerfile'), 'utf8'), folder, { compile: true })
  addBase(root)
  expect(statSync(join(root, 'app/node_modules/re2/build/Release/re2.node')).size).toBeLessThan(4 * 1024 * 1024)
  const [program = '', ...args] = contained([
    '/usr/local/bin/node',
    '-e',
    "const RE2 = require('/app/node_modules/re2'); console.log(new RE2('^(a+)+$').test('a'.repeat(50) + 'b'), new RE2('b+').exec('abb')[0])",
  ])
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ROOT: root, DATA: folder },
  })
  expect([stdout, stderr]).toEqual(['false bb\n', ''])
})
