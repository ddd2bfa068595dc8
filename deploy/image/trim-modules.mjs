// Makes node_modules/ what runs: run in a folder that holds it and package-lock.json, after re2 has been compiled. What
// goes: packages that only compile re2, re2's sources, its symbols, and files that Node never loads.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Packages that need nothing once they are compiled, and the files that they then consist of. */
const COMPILED = { re2: ['LICENSE', 'package.json', 're2.js', 'build/Release/re2.node'] }
/** Declarations and maps: read by compilers and debuggers. */
const UNLOADED = /\.(d\.[cm]?ts|map|tsbuildinfo)$/

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** Where a package finds another, by Node's rule: its own node_modules, then those above it. */
function resolve(from, name) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[path]) return path
    if (folder === '') return undefined
  }
}

const needed = new Set()
function need(path, dependencies) {
  for (const name of Object.keys(dependencies)) {
    const found = resolve(path, name)
    if (found === undefined || needed.has(found)) continue
    needed.add(found)
    if (!(name in COMPILED)) need(found, { ...packages[found].dependencies, ...packages[found].optionalDependencies })
  }
}
need('', packages[''].dependencies)

// Deepest first: a package that stays may hold one that goes, and one that goes may hold others.
const installed = Object.keys(packages).filter((path) => path.startsWith('node_modules/'))
for (const path of installed.sort((a, b) => b.length - a.length)) {
  const holdsNeeded = [...needed].some((other) => other.startsWith(`${path}/`))
  if (!needed.has(path) && !holdsNeeded) rmSync(path, { recursive: true, force: true })
}
rmSync('node_modules/.bin', { recursive: true, force: true })
rmSync('node_modules/.package-lock.json', { force: true })

for (const [name, kept] of Object.entries(COMPILED)) {
  const root = join('node_modules', name)
  for (const file of files(root)) if (!kept.includes(file.slice(root.length + 1))) rmSync(file)
  for (const file of kept.filter((path) => path.endsWith('.node'))) {
    const { status, error } = spawnSync('strip', ['--strip-unneeded', join(root, file)], { stdio: 'inherit' })
    if (status !== 0) throw error ?? new Error(`strip ended with ${status}`)
  }
}
for (const file of files('node_modules')) if (UNLOADED.test(file)) rmSync(file)
removeEmpty('node_modules')

function files(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
}

function removeEmpty(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmpty(join(folder, entry.name))
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}
