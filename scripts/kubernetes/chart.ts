import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const checkout = join(import.meta.dirname, '../..')
export const chartFolder = join(checkout, 'deploy/kubernetes/chart/sluice')
/** Debian's Go packages. */
const GOPATH = '/usr/share/gocode'

export interface RenderOptions {
  /** Files of values, over the chart's own. */
  readonly files?: readonly string[]
  /** Values over those. */
  readonly values?: object
  readonly kubeVersion?: string
  readonly release?: string
  /** What the chart's own files are to hold instead: paths by name. */
  readonly chartFiles?: Readonly<Record<string, string>>
}

export interface Rendered {
  /** Text by template, such as `templates/service.yaml`. */
  readonly rendered: Readonly<Record<string, string>>
  /** What the templates saw. */
  readonly values: Readonly<Record<string, unknown>>
}

/** Whether Go and sprig are here. */
export function canRender(): boolean {
  return spawnSync('go', ['version']).status === 0 && existsSync(join(GOPATH, 'src/github.com/Masterminds/sprig'))
}

let renderer: string | undefined

/** Compiled once for each process; Go's own cache makes that half a second. */
function compiled(): string {
  if (renderer !== undefined) return renderer
  const folder = mkdtempSync(join(tmpdir(), 'sluice-render-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const program = join(folder, 'render')
  const { status, stderr, error } = spawnSync(
    'go',
    ['build', '-o', program, join(import.meta.dirname, 'render/main.go')],
    {
      encoding: 'utf8',
      env: { GOCACHE: join(tmpdir(), 'sluice-go-cache'), ...process.env, GO111MODULE: 'off', GOPATH, GOFLAGS: '' },
    },
  )
  if (status !== 0) throw error ?? new Error(stderr)
  renderer = program
  return program
}

/** Renders the chart as `helm template` would. @throws Error with what Helm would say */
export function renderChart({
  files = [],
  values = {},
  kubeVersion,
  release,
  chartFiles = {},
}: RenderOptions = {}): Rendered {
  const args = ['-chart', chartFolder, '-set-json', JSON.stringify(values)]
  for (const file of files) args.push('-values', file)
  for (const [name, path] of Object.entries(chartFiles)) args.push('-file', `${name}=${path}`)
  if (kubeVersion !== undefined) args.push('-kube-version', kubeVersion)
  if (release !== undefined) args.push('-release', release)
  const { status, stdout, stderr } = spawnSync(compiled(), args, { encoding: 'utf8', maxBuffer: 16_777_216 })
  if (status !== 0) throw new Error(stderr.trim())
  return JSON.parse(stdout) as Rendered
}

const rules = join(checkout, 'deploy/observability/rules.yaml')
const manifests = 'deploy/kubernetes/manifests'

/**
 * What `npm run generate` writes for Kubernetes: the chart's copy of the alert rules, since a chart can't reach outside its
 * folder, and the plain manifests, where Go is there.
 */
export function kubernetesFiles(): Record<string, string> {
  const files: Record<string, string> = {
    'deploy/kubernetes/chart/sluice/files/rules.yaml': readFileSync(rules, 'utf8'),
  }
  if (!canRender()) return files
  const { rendered } = renderChart({
    files: [join(checkout, manifests, 'values.yaml')],
    // Not the copy, which may be out of date.
    chartFiles: { 'files/rules.yaml': rules },
  })
  const operators: Record<string, string> = { monitoring: 'prometheus-operator', secret: 'external-secrets' }
  for (const [template, text] of Object.entries(rendered)) {
    const name = /^templates\/([a-z]+)\.yaml$/.exec(template)?.[1]
    if (name === undefined) continue
    const folder = operators[name] ? `${operators[name]}/` : ''
    files[`${manifests}/${folder}${name}.yaml`] = plain(text)
  }
  return files
}

/** Without what only Helm's own objects carry. */
function plain(text: string): string {
  const body = text
    .split('\n')
    .filter((line) => !/^\s+(helm\.sh\/chart|app\.kubernetes\.io\/managed-by): /.test(line) && line.trim() !== '')
    .join('\n')
    .replace(/^---\n/, '')
  return `# Made from the chart by \`npm run generate\`. Do not edit.\n${body}\n`
}
