import { readFileSync } from 'node:fs'
import { readGraphqlFiles } from '../config/graphql-files.ts'
import { loadConfig } from '../config/load.ts'
import { loadSignatures } from '../config/signatures.ts'
import { Engine } from '../engine/engine.ts'
import type { OnEngineError } from '../engine/inspector.ts'
import type { Inspection } from '../engine/pipeline.ts'
import { GraphqlDocuments } from '../proxy/graphql/documents.ts'
import { PolicyTable } from '../proxy/route/policies.ts'
import { type Command, UsageError } from './command.ts'
import { configInput } from './config-input.ts'
import { Explanation } from './explanation.ts'
import { configFlags } from './help.ts'
import { parseRawRequest } from './raw-request.ts'

export const inspect: Command = {
  name: 'inspect',
  summary: 'Explains the verdict on a raw HTTP request: each field, its decodings, what the detectors read; no sockets',
  argument: 'FILE',
  flags: [...configFlags, { name: 'json', description: 'Print JSON instead of text' }],
  notes:
    'Exit code: 0 would be forwarded, 3 would be blocked, 2 misused. Example:\n  printf "GET /?q=1%27%20or%201=1-- HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n" | sluice inspect\n',
  async run(input) {
    if (input.files.length > 1) throw new UsageError('inspect takes one file.')
    const [file = '-'] = input.files
    let raw: Buffer
    try {
      raw = readFileSync(file === '-' ? 0 : file)
    } catch (error) {
      throw new UsageError(`can't read ${file === '-' ? 'standard input' : file}: ${(error as Error).message}.`)
    }
    const { head, body } = parseRawRequest(raw)
    const fromFlags = configInput(input)
    // Nothing is forwarded, so an upstream isn't asked for; and it is the blocking verdict that one wants to see.
    const config = loadConfig({
      ...fromFlags,
      flags: { upstream: 'http://127.0.0.1', mode: 'block', ...fromFlags.flags },
    })
    const documents = new GraphqlDocuments(readGraphqlFiles(config), () => {})
    const policy = new PolicyTable(config, documents).match(head)
    const explanation = new Explanation()
    const onError: OnEngineError = (part, error) => {
      process.stderr.write(`${part} failed: ${(error as Error).stack}\n`)
    }
    const engine = new Engine(loadSignatures(), onError, { trace: explanation })
    const inspection = engine.begin(policy)
    if (head.framingFault !== undefined) inspection.condition('connection', 'framing', 'error', head.framingFault)
    inspection.head(head)
    if (body.length > 0) await inspection.write(body)
    await inspection.end()
    process.stdout.write(
      input.flags.json
        ? `${JSON.stringify(toJson(inspection, explanation), null, 2)}\n`
        : toText(inspection, explanation, policy.name),
    )
    return inspection.verdict.wouldBe === 'forward' ? 0 : 3
  },
}

function toJson(inspection: Inspection, { fields }: Explanation): object {
  return { verdict: inspection.verdict, findings: inspection.findings, fields }
}

function toText(inspection: Inspection, explanation: Explanation, route: string): string {
  const { verdict, findings } = inspection
  const word = verdict.wouldBe === 'forward' ? 'FORWARD' : `BLOCK${verdict.status ? ` with ${verdict.status}` : ''}`
  const lines = [`${word}: ${verdict.reason}`, `route ${route}, score ${verdict.score}`, '']
  return `${[...lines, ...explanation.toText(findings, verdict.decidedBy)].join('\n')}\n`
}
