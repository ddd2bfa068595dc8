import type { EventFinding } from '../events/schema.ts'
import { visiblePieces } from './visible.ts'

/**
 * Shows text that someone else wrote. The only way by which the console shows anything of an event: as text nodes,
 * hidden characters drawn, and isolated, so that right-to-left writing moves nothing beside it.
 */
export function Text({ value }: { value: string }) {
  return (
    <bdi>
      {visiblePieces(value).map(({ text, codePoint }, index) =>
        codePoint === undefined ? (
          text
        ) : (
          <span key={index} class="hidden-character" title={codePoint}>
            {text}
          </span>
        ),
      )}
    </bdi>
  )
}

/** The excerpt of a finding with what matched marked. */
export function Excerpt({ finding }: { finding: EventFinding }) {
  const { excerpt } = finding
  const start = Math.min(finding.matchStart, excerpt.length)
  const end = Math.max(start, Math.min(finding.matchEnd, excerpt.length))
  return (
    <pre class="excerpt">
      <Text value={excerpt.slice(0, start)} />
      <mark>
        <Text value={excerpt.slice(start, end)} />
      </mark>
      <Text value={excerpt.slice(end)} />
    </pre>
  )
}
