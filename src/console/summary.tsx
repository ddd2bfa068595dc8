import type { EventVerdict } from '../events/schema.ts'
import type { Summary } from './api.ts'
import { VerdictSign } from './verdict.tsx'
import { count, countOf, hourOf, VERDICT_HELP, VERDICT_NAMES, VERDICTS } from './words.ts'

interface Props {
  summary: Summary | undefined
  selected: readonly EventVerdict[]
  onSelect: (verdicts: readonly EventVerdict[]) => void
}

/** The last 24 hours: a tile per verdict, which filters the list as well, and the events per hour. */
export function SummaryStrip({ summary, selected, onSelect }: Props) {
  const toggle = (verdict: EventVerdict) =>
    onSelect(selected.includes(verdict) ? selected.filter((each) => each !== verdict) : [...selected, verdict])
  return (
    <section class="summary" aria-label="The last 24 hours">
      <fieldset class="tiles">
        <legend class="hidden">Filter by verdict</legend>
        {VERDICTS.map((verdict) => (
          <button
            key={verdict}
            type="button"
            class={`tile is-${verdict}`}
            aria-pressed={selected.includes(verdict)}
            title={VERDICT_HELP[verdict]}
            onClick={() => toggle(verdict)}
          >
            <span class="tile-name">
              <VerdictSign verdict={verdict} />
              {VERDICT_NAMES[verdict]}
            </span>
            <span class="tile-count">{summary ? count(summary.byVerdict[verdict]) : '–'}</span>
          </button>
        ))}
      </fieldset>
      <HourChart series={summary?.series ?? []} />
    </section>
  )
}

const HEIGHT = 56
const STEP = 10
const BAR = 7

/** Stacked bars, one per hour, drawn by hand: two dozen rectangles need no library. */
function HourChart({ series }: { series: Summary['series'] }) {
  const totals = series.map((hour) => hour.blocked + hour.would_block + hour.passed)
  const most = Math.max(...totals, 1)
  const sum = totals.reduce((a, b) => a + b, 0)
  const peak = totals.indexOf(most)
  const peakWords = sum === 0 || peak < 0 ? '' : `, most at ${hourOf(series[peak]!.hour)} with ${count(most)}`
  const width = Math.max(series.length, 1) * STEP
  return (
    <figure class="chart">
      <figcaption>
        <span>Events per hour</span>
        <span class="chart-total">{countOf(sum, 'event')} in 24 hours</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${countOf(sum, 'event')} in the last 24 hours${peakWords}`}
      >
        <path class="chart-base" d={`M0 ${HEIGHT - 0.5}H${width}`} />
        {series.map((hour, index) => (
          <g key={hour.hour}>
            <title>{`${hourOf(hour.hour)}: ${VERDICTS.map((v) => `${count(hour[v])} ${VERDICT_NAMES[v].toLowerCase()}`).join(', ')}`}</title>
            <rect class="chart-hit" x={index * STEP} y={0} width={STEP} height={HEIGHT} />
            {stack(hour, most).map(({ verdict, y, height }) => (
              <rect
                key={verdict}
                class={`is-${verdict}`}
                x={index * STEP + (STEP - BAR) / 2}
                y={y}
                width={BAR}
                height={height}
              />
            ))}
          </g>
        ))}
      </svg>
      <div class="chart-axis" aria-hidden="true">
        <span>{series[0] ? hourOf(series[0].hour) : ''}</span>
        <span>now</span>
      </div>
    </figure>
  )
}

function stack(hour: Summary['series'][number], most: number) {
  let top = HEIGHT
  return VERDICTS.flatMap((verdict) => {
    if (hour[verdict] === 0) return []
    // A single event among thousands still shows.
    const height = Math.max((hour[verdict] / most) * (HEIGHT - 6), 1.5)
    top -= height
    return [{ verdict, y: top, height }]
  })
}
