import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parseDockerfile, type Stage } from './dockerfile.ts'

const checkout = join(import.meta.dirname, '../..')

/**
 * Runs the steps of the Dockerfile without Docker: each stage has a folder as its root, COPY copies between them, RUN
 * runs here with the working directory of the stage. A RUN that is not in the table fails, so that the test follows the
 * file.
 */
export function assemble(dockerfile: string, folder: string, { compile = false } = {}): Stage & { root: string } {
  const roots = new Map<string, string>()
  const stages = parseDockerfile(dockerfile)
  for (const stage of stages) {
    const root = join(folder, stage.name)
    roots.set(stage.name, root)
    let cwd = root
    mkdirSync(root, { recursive: true })
    for (const { keyword, flags, text } of stage.instructions) {
      if (keyword === 'WORKDIR') {
        cwd = join(root, text)
        mkdirSync(cwd, { recursive: true })
      } else if (keyword === 'COPY') copy(flags.from ? (roots.get(flags.from) as string) : undefined, cwd, text)
      else if (keyword === 'RUN') run(text, cwd, root, compile)
    }
  }
  const final = stages.at(-1) as Stage
  return { ...final, root: roots.get(final.name) as string }
}

function copy(from: string | undefined, cwd: string, text: string): void {
  const paths = text.split(' ')
  const target = join(cwd, paths.pop() as string)
  for (const path of paths) {
    if (from === undefined && isIgnored(path)) throw new Error(`.dockerignore keeps ${path} from the builder`)
    const source = join(from ?? checkout, path)
    const isFolder = !existsSync(source) ? false : !/\.\w+$|LICENSE$/.test(basename(path))
    const filter = (file: string) => !file.endsWith('.test.ts')
    cpSync(source, isFolder || !text.endsWith('/') ? target : join(target, basename(path)), { recursive: true, filter })
  }
}

/** Whether .dockerignore, which lets through what it names, keeps a path away. */
function isIgnored(path: string): boolean {
  const allowed = readFileSync(join(checkout, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  return !allowed.some((entry) =>
    entry.endsWith('/')
      ? `${path}/`.startsWith(entry)
      : new RegExp(`^${entry.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path),
  )
}

function run(command: string, cwd: string, root: string, compile: boolean): void {
  const shell = (text = command) => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', text], {
      cwd,
      // As the Dockerfile's ENV, with the headers of this machine's Node.
      env: {
        ...process.env,
        DEVELOPMENT_SKIP_GETTING_ASSET: 'true',
        npm_config_nodedir: dirname(dirname(process.execPath)),
      },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${text} ended with ${status}:\n${stdout}\n${stderr}`)
  }
  const re2 = 'node_modules/re2/build/Release'
  const steps: [RegExp, () => void][] = [
    // Tools and users of the base image: the machine has its own.
    [/^apt-get update && apt-get install /, () => {}],
    [/^rm -rf \/usr\/local\/.* && install -d -o 10001 -g 10001 \/data$/, () => mkdirSync(join(root, 'data'))],
    [/^npm ci --omit=dev /, () => shell(`${command} --prefer-offline`)],
    [
      /^npm rebuild re2 /,
      () => (compile ? shell() : cpSync(join(checkout, re2, 're2.node'), join(cwd, re2, 're2.node'))),
    ],
    // What builds is what the checkout builds with: the same lock file.
    [/^npm ci --ignore-scripts /, () => symlinkSync(join(checkout, 'node_modules'), join(cwd, 'node_modules'))],
    [/^node [\w./-]+\.mjs$/, shell],
  ]
  const step = steps.find(([pattern]) => pattern.test(command))
  if (!step) throw new Error(`the test doesn't know this step of the Dockerfile: ${command}`)
  step[1]()
}
