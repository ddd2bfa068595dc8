import { readFileSync } from 'node:fs'
import { loadConfig } from '../config/load.ts'
import { loadSignatures } from '../config/signatures.ts'
import { Engine } from '../engine/engine.ts'
import type { Inspection } from '../engine/pipeline.ts'
import type { Finding } from '../engine/types.ts'
import { PolicyTable } from '../proxy/route/policies.ts'
import { type Command, UsageError } from './command.ts'
import { configFlags } from './help.ts'
import { configInput } from './proxy.ts'
import { parseRawRequest } from './raw-request.ts'

const EXCERPT_AROUND = 60

export const inspect: Command = {
  name: 'inspect',
  summary: 'Inspects a raw HTTP request from a file or standard input and explains the verdict; no sockets',
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
    const policy = new PolicyTable(config).match(head)
    const engine = new Engine(loadSignatures(), (part, error) => {
      process.stderr.write(`${part} failed: ${(error as Error).stack}\n`)
    })
    const inspection = engine.begin(policy)
    if (head.framingFault !== undefined) inspection.condition('connection', 'framing', 'error', head.framingFault)
    inspection.head(head)
    if (body.length > 0) await inspection.write(body)
    await inspection.end()
    process.stdout.write(
      input.flags.json ? `${JSON.stringify(toJson(inspection), null, 2)}\n` : toText(inspection, policy.name),
    )
    return inspection.verdict.wouldBe === 'forward' ? 0 : 3
  },
}

function toJson(inspection: Inspection): object {
  return { verdict: inspection.verdict, findings: inspection.findings }
}

function toText(inspection: Inspection, route: string): string {
  const { verdict, findings } = inspection
  const word = verdict.wouldBe === 'forward' ? 'FORWARD' : `BLOCK${verdict.status ? ` with ${verdict.status}` : ''}`
  const lines = [`${word}: ${verdict.reason}`, `route ${route}, score ${verdict.score}`]
  findings.forEach((finding, index) => {
    lines.push('', ...describe(finding, index === verdict.decidedBy))
  })
  return `${lines.join('\n')}\n`
}

function describe(finding: Finding, decided: boolean): string[] {
  const place = finding.path.length > 0 ? `${finding.where} ${finding.path.join('.')}` : finding.where
  const lines = [
    `${decided ? '▶' : '·'} ${finding.class} (${finding.severity}, paranoia ${finding.paranoia}) in ${place}${finding.isName ? ', in its name' : ''}`,
    `    ${finding.source}: ${finding.message}`,
  ]
  if (finding.views.length > 0) lines.push(`    seen after decoding: ${finding.views.join(' → ')}`)
  if (finding.matchEnd > finding.matchStart) {
    const { text, matchStart, matchEnd } = finding
    const before = visible(text.slice(Math.max(0, matchStart - EXCERPT_AROUND), matchStart))
    const after = visible(text.slice(matchEnd, matchEnd + EXCERPT_AROUND))
    lines.push(`    ${before}⟦${visible(text.slice(matchStart, matchEnd).slice(0, 200))}⟧${after}`)
  }
  return lines
}

/** Control characters must not reach a terminal. */
function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
