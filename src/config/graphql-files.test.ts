import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readGraphqlFiles, watchedGraphqlFiles } from './graphql-files.ts'
import { loadConfig } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const fileOf = (name: string) => join(folder, name)
writeFileSync(fileOf('a.graphql'), 'type Query { a: Int }')

const configOf = (text: string) => {
  writeFileSync(fileOf('sluice.yaml'), `upstream: { url: 'http://a' }\n${text}\n`)
  return loadConfig({ file: fileOf('sluice.yaml') })
}

test('the files of all policies are read; those that are learned may be missing, and are not watched', () => {
  const config = configOf(`
graphql: { schemaFile: ${fileOf('a.graphql')} }
routes:
  - { name: learn, path: /l, graphql: { safelist: { mode: learn, file: ${fileOf('new.txt')} } } }
  - { name: off, path: /o, graphql: { safelist: { mode: 'off', file: ${fileOf('gone.txt')} } } }`)
  expect(readGraphqlFiles(config)).toEqual({ [fileOf('a.graphql')]: 'type Query { a: Int }', [fileOf('new.txt')]: '' })
  expect(watchedGraphqlFiles(config)).toEqual([fileOf('a.graphql')])
})

test('every file that can not be read is named, with the option that names it', () => {
  const config = configOf(`
graphql: { schemaFile: ${fileOf('missing.graphql')} }
routes:
  - { name: strict, path: /s, graphql: { safelist: { mode: enforce, file: ${fileOf('missing.txt')} } } }`)
  expect(() => readGraphqlFiles(config)).toThrow(/graphql\.schemaFile.*missing\.graphql can't be read/)
  expect(() => readGraphqlFiles(config)).toThrow(/routes, strict: graphql\.safelist\.file.*missing\.txt/s)
})

test('a route that enforces the list of the global options has its file read; a mode without a file is a fault', () => {
  const config = configOf(`
graphql: { safelist: { file: ${fileOf('a.graphql')} } }
routes:
  - { name: strict, path: /s, graphql: { safelist: { mode: enforce } } }`)
  expect(Object.keys(readGraphqlFiles(config))).toEqual([fileOf('a.graphql')])
  expect(() => readGraphqlFiles(configOf('graphql: { safelist: { mode: enforce } }'))).toThrow(/no safelist\.file/)
})
