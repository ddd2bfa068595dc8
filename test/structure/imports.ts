import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** A source file and what it imports of ours. Paths are relative to `src/`. */
export interface Source {
  readonly file: string
  readonly imports: readonly { readonly to: string; readonly typeOnly: boolean }[]
}

/** Reads every source below `src/`, tests left out. Type stripping erases `import type`, so the text is read. */
export function readSources(src: string): Source[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
    .map((file) => ({ file, imports: importsOf(src, file) }))
}

function importsOf(src: string, file: string): Source['imports'] {
  const text = readFileSync(join(src, file), 'utf8')
  const statements = text.matchAll(
    /^(?:import|export)\s(type\s)?[^'"]*?from\s+['"](\.[^'"]+)['"]|^import\s+['"](\.[^'"]+)['"]|\bimport\(['"](\.[^'"]+)['"]\)/gm,
  )
  return [...statements].map(([, type, from, bare, dynamic]) => ({
    to: relative(src, resolve(src, dirname(file), (from ?? bare ?? dynamic) as string)),
    typeOnly: type !== undefined,
  }))
}

/** Which parts a part may import; `*` is any file of the part, else the file alone. */
export type Rules = Readonly<Record<string, readonly string[]>>

/** The part that a file belongs to: its longest prefix among the rules' names. */
export function partOf(file: string, rules: Rules): string | undefined {
  return Object.keys(rules)
    .filter((part) => file === part || file.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0]
}

/** Every breach of the rules, in words. */
export function breaches(sources: readonly Source[], rules: Rules): string[] {
  const found: string[] = []
  for (const { file, imports } of sources) {
    const part = partOf(file, rules)
    if (part === undefined) {
      found.push(`${file} is in no part of the table`)
      continue
    }
    for (const { to } of imports) {
      if (to.endsWith('.css')) continue
      const target = partOf(to, rules)
      const allowed = target === part || rules[part]?.some((entry) => entry === to || entry === target)
      if (!allowed) found.push(`${file} imports ${to}: ${part} may not import ${target ?? 'that'}`)
    }
  }
  return found
}

/** Import cycles among files, type-only imports left out; each as the files on the way round. */
export function cycles(sources: readonly Source[]): string[][] {
  const edges = new Map(
    sources.map(({ file, imports }) => [file, imports.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to)]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const found: string[][] = []
  const visit = (file: string, trail: string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file])
      return
    }
    state.set(file, 'open')
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file])
    state.set(file, 'done')
  }
  for (const { file } of sources) visit(file, [])
  return found
}
