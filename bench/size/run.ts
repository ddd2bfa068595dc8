// What the engine costs over the size of what it works on: npm run bench:size. See ../README.md.

import { type Measured, measure } from '../micro/measure.ts'
import { argumentsOf } from '../support/arguments.ts'
import { writeResult } from '../support/output.ts'
import { printLine, printTable } from '../support/table.ts'
import { exponent, type Growth, inWords, leastNs, type Point } from './growth.ts'
import { allGrowths } from './growths.ts'

const { values: flags } = argumentsOf({
  options: {
    /** Part of what is counted or of the name: `routes`. */
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
})

/** Every size is measured so many times, in turn, since a machine may be slow for longer than one of them takes. */
const PASSES = 3

function run({ name, unit, steps }: Growth) {
  const parts = steps.map(({ size, make }) => ({ size, part: { group: unit, name, ...make() } }))
  const passes = Array.from({ length: PASSES }, () => parts.map(({ part }) => measure(part)))
  const points = parts.map(({ size }, i): Point => {
    const measured = passes.map((pass) => pass[i] as Measured)
    return { size, measured: measured.reduce((least, other) => (other.lowest < least.lowest ? other : least)) }
  })
  const perByte = unit === 'bytes'
  printLine(`\n${name}\n`)
  printTable(
    [unit, 'µs, least', 'median', 'highest', perByte ? 'ns/B' : 'times the first'],
    points.map((point) => [
      point.size.toLocaleString('en'),
      ...[leastNs(point), point.measured.nsPerOp, point.measured.highest].map((ns) => (ns / 1_000).toFixed(2)),
      perByte ? (leastNs(point) / point.size).toFixed(1) : (leastNs(point) / leastNs(points[0] as Point)).toFixed(2),
    ]),
  )
  const power = exponent(points)
  printLine(`\n${inWords(power)} (size to the power of ${power.toFixed(2)} over the last hundredfold)`)
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
