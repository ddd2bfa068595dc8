import type { EventVerdict } from '../events/schema.ts'
import { VERDICT_HELP, VERDICT_NAMES } from './words.ts'

/** A sign with a shape of its own for each verdict, so that colour isn't all there is to see. */
export function VerdictSign({ verdict }: { verdict: EventVerdict }) {
  return (
    <svg class="verdict-sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      <circle cx="6" cy="6" r="4.75" />
      {verdict === 'blocked' && <path d="M2.9 9.1l6.2-6.2" />}
      {verdict === 'would_block' && <path class="filled" d="M6 1.25a4.75 4.75 0 0 1 0 9.5z" />}
      {verdict === 'passed' && <path d="M3.8 6.2l1.6 1.6 2.9-3.4" />}
    </svg>
  )
}

export function VerdictBadge({ verdict }: { verdict: EventVerdict }) {
  return (
    <span class={`badge is-${verdict}`} title={VERDICT_HELP[verdict]}>
      <VerdictSign verdict={verdict} />
      {VERDICT_NAMES[verdict]}
    </span>
  )
}
