import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { LineCounter, parseDocument } from 'yaml'
import { type Signature, signatureSchema } from '../engine/signatures/format.ts'
import { patternFault } from '../engine/signatures/structure.ts'
import { ConfigError, type ConfigFault } from './fault.ts'

/** The signatures that ship with Sluice. */
export const signaturesFolder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'signatures')

const validate = new Ajv({ allErrors: true, strict: false }).compile(signatureSchema)

/**
 * Reads and checks every `<class>/<id>.yaml` below a folder.
 * @throws ConfigError with everything that is wrong in any file
 */
export function loadSignatures(folder: string = signaturesFolder): Signature[] {
  const faults: ConfigFault[] = []
  const signatures: Signature[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name))) {
    if (!entry.isDirectory()) continue
    for (const file of readdirSync(join(folder, entry.name)).sort()) {
      const path = join(folder, entry.name, file)
      if (!file.endsWith('.yaml')) faults.push({ at: path, message: 'a signature file is named <id>.yaml' })
      else {
        const signature = readSignature(path, entry.name, faults)
        if (signature) signatures.push(signature)
      }
    }
  }
  if (faults.length > 0) throw new ConfigError(faults)
  return signatures
}

function readSignature(path: string, folder: string, faults: ConfigFault[]): Signature | undefined {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, prettyErrors: false })
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
  const structure = signature.pattern === undefined ? undefined : patternFault(signature.pattern)
  if (structure) fault('pattern', structure)
  return signature
}
