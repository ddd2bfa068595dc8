// Times the engine's parts one by one: npm run bench:micro. See ../README.md.
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { printLine, printTable } from '../support/table.ts'
import { lastResult, type Measured, measure } from './measure.ts'
import { allParts } from './parts.ts'

const { values: flags } = argumentsOf({
  options: {
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
})

function cells({ group, name, bytes, nsPerOp, lowest, highest }: Measured): (string | number)[] {
  const perByte = bytes === 0 ? ['–', '–'] : [(nsPerOp / bytes).toFixed(2), ((bytes / nsPerOp) * 1_000).toFixed(0)]
  return [group, name, bytes || '–', nsPerOp.toFixed(0), lowest.toFixed(0), highest.toFixed(0), ...perByte]
}

const wanted = flags.only.toLowerCase()
const results = allParts()
  .filter(({ group, name }) => `${group} ${name}`.toLowerCase().includes(wanted))
  .map(measure)
if (lastResult() === undefined) {
  printLine('Misused: --only takes part of a name, such as "parser" or "sqli".')
  process.exitCode = 2
} else {
  printTable(['group', 'part', 'bytes', 'ns/op', 'lowest', 'highest', 'ns/B', 'MB/s'], results.map(cells))
  writeResult('micro', flags.out, { results })
}
