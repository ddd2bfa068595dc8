import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript that Node 18 can read
import { supportsNode } from '../../scripts/setup.mjs'

const root = join(import.meta.dirname, '../..')

test('package.json, the set-up and the command mean the same versions of Node', () => {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
  expect(engines.node).toBe('^24.15.0 || >=26.0.0')
  for (const [version, supported] of [
    ['v18.20.0', false],
    ['v24.14.9', false],
    ['v24.15.0', true],
    ['v25.9.0', false],
    ['v26.0.0', true],
    ['v27.1.0', true],
  ] as const) {
    expect([version, supportsNode(version)]).toEqual([version, supported])
  }
  const condition = 'major >= 26 || (major === 24 && minor >= 15)'
  for (const file of ['scripts/setup.mjs', 'src/main.ts'])
    expect(readFileSync(join(root, file), 'utf8')).toContain(condition)
})

test('the lock file names no host', () => {
  for (const file of ['package-lock.json', 'scripts/runtime/package-lock.json']) {
    const text = readFileSync(join(root, file), 'utf8')
    expect(text).toContain('"integrity"')
    expect(text).not.toContain('"resolved"')
  }
})
