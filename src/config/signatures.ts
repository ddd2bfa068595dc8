import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ValidateFunction } from 'ajv'
import { LineCounter, parseDocument } from 'yaml'
import { type Signature, signatureSchema } from '../engine/signatures/format.ts'
import { patternFault } from '../engine/signatures/structure.ts'
import { ConfigError, type ConfigFault } from './fault.ts'
import { validatorOf } from './validator.ts'

/** The signatures that ship with Sluice. */
export const signaturesFolder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'signatures')

/** All of a folder's signatures in one file, as `npm run generate` has read them: YAML takes a quarter of a second of every start. */
const COMPILED = 'compiled.json'

interface SignatureFile {
  readonly path: string
  /** The folder's name: the class. */
  readonly folder: string
  readonly text: string
}

interface Compiled {
  /** Of the files that were read. */
  readonly digest: string
  readonly signatures: readonly Signature[]
}

/**
 * Reads and checks every `<class>/<id>.yaml` below a folder.
 * @throws ConfigError with everything that is wrong in any file
 */
export function loadSignatures(folder: string = signaturesFolder): readonly Signature[] {
  const files = readFiles(folder)
  const known = readCompiled(join(folder, COMPILED))
  return known?.digest === digestOf(files) ? known.signatures : parseAll(files)
}

/** What `COMPILED` has to hold. @throws ConfigError as `loadSignatures` does */
export function compiledSignatures(folder: string = signaturesFolder): Compiled {
  const files = readFiles(folder)
  return { digest: digestOf(files), signatures: parseAll(files) }
}

function readFiles(folder: string): SignatureFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .sort((a, b) => a.name.localeCompare(b.name))
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .sort()
        .map((file) => {
          const path = join(folder, name, file)
          return { path, folder: name, text: readFileSync(path, 'utf8') }
        }),
    )
}

function digestOf(files: readonly SignatureFile[]): string {
  const hash = createHash('sha256')
  for (const { path, folder, text } of files) hash.update(`${folder}/${basename(path)}\0${text}\0`)
  return hash.digest('hex')
}

function readCompiled(path: string): Compiled | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Compiled
  } catch {
    // Then the files say it all.
    return undefined
  }
}

function parseAll(files: readonly SignatureFile[]): Signature[] {
  const faults: ConfigFault[] = []
  const validate = validatorOf(signatureSchema)
  const signatures = new Map<string, Signature>()
  for (const file of files) {
    const { path } = file
    if (!path.endsWith('.yaml')) faults.push({ at: path, message: 'a signature file is named <id>.yaml' })
    else {
      const signature = parse(file, validate, faults)
      if (!signature) continue
      if (signatures.has(signature.id)) faults.push({ at: path, message: `signature ${signature.id} stands twice` })
      signatures.set(signature.id, signature)
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return [...signatures.values()]
}

function parse(
  { path, folder, text }: SignatureFile,
  validate: ValidateFunction,
  faults: ConfigFault[],
): Signature | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const before = faults.length
  for (const error of document.errors) {
    faults.push({ at: `${path}:${lines.linePos(error.pos[0]).line}`, message: error.message })
  }
  if (faults.length > before) return undefined
  const value: unknown = document.toJS()
  const fault = (key: string, message: string) => {
    const node = document.getIn(key.split('.'), true) as { range?: [number, number, number] } | undefined
    faults.push({ at: node?.range ? `${path}:${lines.linePos(node.range[0]).line}` : path, message })
  }
  if (!validate(value)) {
    for (const { instancePath, message, params } of validate.errors ?? []) {
      const key = instancePath.slice(1).replaceAll('/', '.')
      const unknown = params.additionalProperty ? ` (${params.additionalProperty})` : ''
      fault(key, `${key || 'the file'} ${message}${unknown}`)
    }
    return undefined
  }
  const signature = value as Signature
  if (signature.id !== basename(path, '.yaml')) fault('id', `id is ${signature.id}, but the file is named otherwise`)
  if (signature.class !== folder) fault('class', `class is ${signature.class}, but the folder is ${folder}`)
  for (const key of ['pattern', 'unless'] as const) {
    const wrong = signature[key] === undefined ? undefined : patternFault(signature[key])
    if (wrong) fault(key, wrong)
  }
  return signature
}
