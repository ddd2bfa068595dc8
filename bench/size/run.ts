// What the engine costs over the size of what it works on: npm run bench:size. See ../README.md.
import { parseArgs } from 'node:util'
import { measure } from '../micro/measure.ts'
import { writeResult } from '../support/output.ts'
import { printLine, printTable } from '../support/table.ts'
import { exponent, type Growth, inWords, type Point } from './growth.ts'
import { allGrowths } from './growths.ts'

const { values: flags } = parseArgs({
  options: {
    /** Part of what is counted or of the name: `routes`. */
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
})

function run({ name, unit, steps }: Growth) {
  const points = steps.map(({ size, make }): Point => ({ size, measured: measure({ group: unit, name, ...make() }) }))
  const perByte = unit === 'bytes'
  printLine(`\n${name}\n`)
  printTable(
    [unit, 'µs', 'lowest', 'highest', perByte ? 'ns/B' : 'times the first'],
    points.map(({ size, measured: { nsPerOp, lowest, highest } }) => [
      size.toLocaleString('en'),
      ...[nsPerOp, lowest, highest].map((ns) => (ns / 1_000).toFixed(2)),
      perByte ? (nsPerOp / size).toFixed(1) : (nsPerOp / (points[0] as Point).measured.nsPerOp).toFixed(2),
    ]),
  )
  const power = exponent(points)
  printLine(`\n${inWords(power)} (size to the power of ${power.toFixed(2)} over the last step)`)
  return { name, unit, power, growth: inWords(power), points }
}

const wanted = flags.only.toLowerCase()
const chosen = allGrowths().filter(({ name, unit }) => `${unit} ${name}`.toLowerCase().includes(wanted))
if (chosen.length === 0) {
  printLine('Misused: --only takes part of: routes, signatures, exceptions, bytes.')
  process.exitCode = 2
} else {
  const results = chosen.map(run)
  writeResult('size', flags.out, { results })
  process.exitCode = results.some(({ growth }) => growth === 'MORE THAN LINEAR') ? 1 : 0
}
