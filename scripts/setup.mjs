// Prepares a checkout and runs a command in it:
//
//   node scripts/setup.mjs [--build] [-- COMMAND ARG …]
//
// Plain JavaScript that Node 18 can read, since it runs before anything is installed. Where the running Node is
// outside `engines`, the pinned one is fetched from the npm registry (binary and headers) into .runtime/, and
// everything from then on, the compilation of re2 included, runs on that one. Each step leaves a stamp, so that
// a second run does nothing.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text) => process.stderr.write(`setup: ${text}\n`)

/** A fault that the user can mend: printed without a stack. */
class SetupError extends Error {}

/** Whether a Node version such as `v26.10.0` is within package.json's `engines`: `^24.15.0 || >=26.0.0`. */
export function supportsNode(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  return major >= 26 || (major === 24 && minor >= 15)
}

/** The npm that started us, or the one on PATH, as a script that any Node can run. */
function findNpm() {
  const started = process.env.npm_execpath
  if (started?.endsWith('.js') && existsSync(started)) return started
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, 'npm')
    if (existsSync(candidate)) {
      const script = realpathSync(candidate)
      if (script.endsWith('.js')) return script
    }
  }
  throw new SetupError('npm was not found. Install npm 9 or later, then run the command again.')
}

/** Runs a step to its end; on failure prints what it said. A line every 20 s shows that it still works. */
function step(label, command, args, options) {
  return new Promise((resolve, reject) => {
    const began = Date.now()
    say(`${label} …`)
    const output = []
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    const beat = setInterval(() => say(`  still at it, ${Math.round((Date.now() - began) / 1000)} s`), 20_000)
    child.on('error', (error) => reject(new SetupError(`${label}: ${error.message}`)))
    child.on('close', (code, signal) => {
      clearInterval(beat)
      if (code === 0) return resolve()
      process.stderr.write(Buffer.concat(output))
      reject(new SetupError(`${label} failed (${signal ?? `exit code ${code}`}); what it printed is above.`))
    })
  })
}

function readStamp(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const hashFile = (file) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** The Node to run on: this one if it is within `engines`, else the pinned one under .runtime/. */
async function prepareRuntime() {
  if (supportsNode(process.version)) return process.execPath
  const name = `node-linux-${process.arch}`
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new SetupError(
      `Node ${process.version} is too old. Install Node 26 (or 24.15 and later), then run the command again.`,
    )
  }
  const folder = join(root, '.runtime')
  const node = join(folder, 'node_modules', name, 'bin', 'node')
  const stamp = join(folder, 'stamp')
  const wanted = hashFile(join(root, 'scripts/runtime/package-lock.json'))
  if (readStamp(stamp) === wanted && existsSync(node)) return node
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(root, 'scripts/runtime', file), join(folder, file))
  await step(
    `fetching Node 26, since ${process.version} is outside the supported versions`,
    process.execPath,
    [findNpm(), 'ci', '--no-audit', '--no-fund'],
    { cwd: folder },
  )
  writeFileSync(stamp, wanted)
  return node
}

/** The environment in which commands run: the right Node and the project's own programs first on PATH. */
function environment(node) {
  const env = { ...process.env }
  env.PATH = [dirname(node), join(root, 'node_modules/.bin'), env.PATH].join(delimiter)
  // npm passes its own configuration on to children; a nodedir for another Node would compile re2 against wrong headers.
  const prefix = dirname(dirname(node))
  if (existsSync(join(prefix, 'include/node/node.h'))) env.npm_config_nodedir = prefix
  // re2's installer would look for a prebuilt binary outside the registry, which the lock file's hashes don't cover.
  env.DEVELOPMENT_SKIP_GETTING_ASSET = 'true'
  return env
}

async function prepareModules(node, env) {
  const stamp = join(root, 'node_modules/.sluice-setup')
  const abi = spawnSync(node, ['-p', 'process.versions.modules'], { encoding: 'utf8' }).stdout.trim()
  const wanted = `${hashFile(join(root, 'package-lock.json'))} ${abi}`
  if (readStamp(stamp) === wanted) return
  for (const tool of ['python3', 'make', 'g++']) {
    if (spawnSync(tool, ['--version'], { env }).error) {
      throw new SetupError(
        `${tool} was not found; it is needed to compile re2. On Debian: apt-get install python3 make g++`,
      )
    }
  }
  rmSync(stamp, { force: true })
  await step(
    'installing packages (about 30 s)',
    node,
    [findNpm(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    { env },
  )
  await step(
    'compiling re2 (about 80 s, the first time only)',
    node,
    [findNpm(), 'rebuild', 're2', '--foreground-scripts'],
    { env },
  )
  const loads = spawnSync(node, ['-e', "new (require('re2'))('a').test('a')"], { cwd: root, env, encoding: 'utf8' })
  if (loads.status !== 0) throw new SetupError(`re2 was compiled but does not load:\n${loads.stderr}`)
  writeFileSync(stamp, wanted)
}

/** A fingerprint of everything that dist/ is made from: names, sizes and times, so that checking takes milliseconds. */
function sourceFingerprint() {
  const hash = createHash('sha256')
  const visit = (path) => {
    const status = statSync(path)
    if (status.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else hash.update(`${path}\0${status.size}\0${status.mtimeMs}\n`)
  }
  for (const name of ['src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'vite.config.ts'])
    visit(join(root, name))
  return hash.digest('hex')
}

async function prepareBuild(node, env) {
  const stamp = join(root, 'dist/.sluice-setup')
  const wanted = sourceFingerprint()
  if (readStamp(stamp) === wanted) return
  await step('building dist/ (about 10 s)', node, ['scripts/build.mjs'], { env })
  writeFileSync(stamp, wanted)
}

/** Runs the command with our terminal; signals go on to it, its end is ours. */
function run(command, args, env) {
  const child = spawn(command, args, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Ctrl-C reaches the child by itself, through the terminal's process group.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)))
  }
  child.on('error', (error) => {
    say(`${command}: ${error.message}`)
    process.exit(127)
  })
  child.on('close', (code, signal) => process.exit(signal ? 1 : code))
}

async function main(args) {
  const split = args.indexOf('--')
  const options = split < 0 ? args : args.slice(0, split)
  const unknown = options.find((option) => option !== '--build')
  if (unknown)
    throw new SetupError(`unknown option ${unknown}; usage: node scripts/setup.mjs [--build] [-- COMMAND ARG …]`)
  const node = await prepareRuntime()
  const env = environment(node)
  await prepareModules(node, env)
  if (options.includes('--build')) await prepareBuild(node, env)
  const [command, ...rest] = split < 0 ? [] : args.slice(split + 1)
  if (command) run(command === 'node' ? node : command, rest, env)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    say(error instanceof SetupError ? error.message : error.stack)
    process.exit(1)
  })
}
