// What the engine blocks and misses of recorded requests: npm run bench:accuracy -- FILES. See ../README.md.
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { loadSignatures } from '../../src/config/signatures.ts'
import { detectors } from '../../src/engine/detection/detectors.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { mean } from '../support/statistics.ts'
import { percent, printLine, printTable } from '../support/table.ts'
import { readCorpus, type Sample } from './corpus.ts'
import { type Outcome, Replay } from './replay.ts'

const { values: flags, positionals: files } = argumentsOf({
  allowPositionals: true,
  options: {
    /** Lists attacks of a class that passed; `all` for every class. */
    misses: { type: 'string' },
    /** Lists benign requests that were blocked. */
    'false-positives': { type: 'boolean', default: false },
    limit: { type: 'string', default: '20' },
    out: { type: 'string' },
  },
})

interface Result {
  readonly sample: Sample
  readonly outcome: Outcome
}

const isBlocked = ({ outcome }: Result) => outcome.status !== 0

interface Tally {
  readonly requests: number
  readonly blocked: number
}

function tally(results: readonly Result[]): Tally {
  return { requests: results.length, blocked: results.filter(isBlocked).length }
}

function grouped(results: readonly Result[], key: (sample: Sample) => string): Map<string, Result[]> {
  return Map.groupBy(results, ({ sample }) => key(sample))
}

/** `403: 120, 400: 3`, commonest first. */
function byStatus(results: readonly Result[]): string {
  return [...Map.groupBy(results.filter(isBlocked), ({ outcome }) => outcome.status)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([status, group]) => `${status}: ${group.length}`)
    .join(', ')
}

const kindOf = ({ kind, hard }: Sample) => (hard ? `${kind}, hard` : kind)

function printClasses(results: readonly Result[]): void {
  const groups = grouped(results, (sample) => `${sample.class}\n${kindOf(sample)}`)
  printTable(
    ['class', 'kind', 'requests', 'blocked', '%', 'by status'],
    [...groups.values()].map((group) => {
      const { requests, blocked } = tally(group)
      const [{ sample }] = group as [Result]
      return [sample.class, kindOf(sample), requests, blocked, percent(blocked, requests), byStatus(group)]
    }),
  )
}

/** What a file comes to, by kind: the line's words, and its tally. */
function summarise(results: readonly Result[]): Record<string, Tally & { readonly meanOfClasses?: number }> {
  const of = (accept: (sample: Sample) => boolean) => results.filter(({ sample }) => accept(sample))
  const attacks = of(({ kind }) => kind === 'attack')
  const rates = [...grouped(attacks, (sample) => sample.class).values()].map((group) => {
    const { requests, blocked } = tally(group)
    return blocked / requests
  })
  const lines = {
    'attacks blocked': { ...tally(attacks), meanOfClasses: mean(rates) },
    'critical attacks blocked': tally(of(({ kind, severity }) => kind === 'attack' && severity === 'critical')),
    'protocol violations refused': tally(of(({ kind }) => kind === 'protocol')),
    'negatives blocked': tally(of(({ kind }) => kind === 'negative')),
    'benign, plain, blocked': tally(of(({ kind, hard }) => kind === 'benign' && !hard)),
    'benign, hard, blocked': tally(of(({ kind, hard }) => kind === 'benign' && hard === true)),
  }
  return Object.fromEntries(Object.entries(lines).filter(([, { requests }]) => requests > 0))
}

function printSummary(summary: ReturnType<typeof summarise>): void {
  printTable(
    ['', 'of', 'number', '%', 'mean over classes'],
    Object.entries(summary).map(([name, { requests, blocked, meanOfClasses }]) => [
      name,
      requests,
      blocked,
      percent(blocked, requests, 2),
      meanOfClasses === undefined ? '–' : percent(meanOfClasses, 1),
    ]),
  )
}

/** Attack text must not reach a terminal as it is. */
function visible(text: string, limit: number): string {
  const quoted = JSON.stringify(text).slice(1, -1)
  return quoted.length > limit ? `${quoted.slice(0, limit)}…` : quoted
}

function printExamples(title: string, results: readonly Result[]): void {
  const shown = results.slice(0, Number(flags.limit))
  printLine(`\n${title}: ${results.length}${shown.length < results.length ? `, the first ${shown.length}` : ''}`)
  for (const { sample, outcome } of shown) {
    const [head = '', body = ''] = sample.request.split(/\r?\n\r?\n/, 2)
    const requestLine = head.split(/\r?\n/, 1)[0] as string
    printLine(`\n  ${sample.id} (${sample.class})\n    ${visible(requestLine, 300)}`)
    if (body !== '') printLine(`    ${visible(body, 300)}`)
    printLine(`    → ${outcome.status || 'forwarded'}: ${visible(outcome.reason, 300)}`)
    const { finding } = outcome
    if (!finding) continue
    const { source, severity, views, text, matchStart, matchEnd } = finding
    const via = views.length > 0 ? ` after ${views.join(' → ')}` : ''
    printLine(
      `      ${source}, ${severity}${via}: ${visible(text.slice(Math.max(0, matchStart - 40), matchEnd + 40), 200)}`,
    )
  }
}

async function main(): Promise<number> {
  if (files.length === 0) {
    printLine(
      'Usage: npm run bench:accuracy -- FILE… [--misses CLASS|all] [--false-positives] [--limit N] [--out FILE]\n' +
        'FILE: NDJSON, plain or .gz, one request a line; bench/README.md has the format.',
    )
    return 2
  }
  const missing = files.find((file) => !existsSync(file))
  if (missing !== undefined) {
    console.error(`no such file: ${missing}`)
    return 2
  }
  const signatures = loadSignatures()
  const errors = new Map<string, number>()
  const replay = new Replay(signatures, (part) => errors.set(part, (errors.get(part) ?? 0) + 1))
  printLine(`Detectors: ${detectors.map(({ name }) => name).join(', ')}; ${signatures.length} signatures`)
  const report: object[] = []
  for (const file of files) {
    const results: Result[] = []
    const began = performance.now()
    for (const sample of readCorpus(file)) {
      results.push({ sample, outcome: await replay.run(Buffer.from(sample.request, 'latin1')) })
    }
    const ms = performance.now() - began
    printLine(`\n${basename(file)}: ${results.length} requests in ${ms.toFixed(0)} ms\n`)
    printClasses(results)
    const summary = summarise(results)
    printLine()
    printSummary(summary)
    const { misses } = flags
    if (misses !== undefined) {
      const missed = results.filter((result) => result.sample.kind === 'attack' && !isBlocked(result))
      printExamples(
        `Missed attacks (${misses})`,
        missed.filter(({ sample }) => misses === 'all' || sample.class === misses),
      )
    }
    if (flags['false-positives']) {
      const benign = results.filter((result) => result.sample.kind === 'benign' && isBlocked(result))
      printExamples('False positives', benign)
    }
    const classes = Object.fromEntries(
      [...grouped(results, (sample) => `${sample.class}, ${kindOf(sample)}`)].map(([name, group]) => [
        name,
        tally(group),
      ]),
    )
    report.push({ file: basename(file), summary, classes })
  }
  for (const [part, count] of errors) printLine(`\nDEFECT: ${part} threw ${count} times`)
  writeResult('accuracy', flags.out, { signatures: signatures.length, report })
  return errors.size > 0 ? 1 : 0
}

process.exitCode = await main()
