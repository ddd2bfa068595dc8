import { ulid } from 'ulid'
import type { Head } from '../engine/canonical/head.ts'
import type { Inspection } from '../engine/pipeline.ts'
import type { Finding } from '../engine/types.ts'
import { type Redactor, shapeOf } from '../events/redact.ts'
import { EVENT_SCHEMA_VERSION, type EventFinding, type EventVerdict, type SluiceEvent } from '../events/schema.ts'
import type { Generation } from './context.ts'
import type { Policy } from './route/policies.ts'

const MAX_EVENT_FINDINGS = 32
const MAX_TARGET = 2_048
const MAX_HEADERS = 100
const MAX_HEADER_VALUE = 512
const MAX_NAME = 256
const MAX_EXCERPT = 256
const EXCERPT_BEFORE = 96

/** How an exchange ended. */
export interface Ending {
  /** Time of the head, milliseconds since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  readonly requestId: string
  readonly client: string
  readonly peer: string
  readonly peerPort: number
  readonly bytes: number
  readonly status: number
  readonly answeredBy: 'sluice' | 'upstream' | 'none'
  readonly upstreamMs: number | null
}

/** Makes the event of an exchange that has findings, with every credential masked. */
export function makeEvent(
  generation: Generation,
  policy: Policy,
  head: Head,
  inspection: Inspection,
  ending: Ending,
): SluiceEvent {
  const { redactor, config, nodeName } = generation
  const { verdict } = inspection
  const [findings, decidedBy] = selectFindings(inspection.findings, verdict.decidedBy)
  return {
    schema: EVENT_SCHEMA_VERSION,
    id: ulid(ending.startedAt),
    time: new Date(ending.startedAt).toISOString(),
    durationMs: round(ending.durationMs),
    node: nodeName,
    service: config.node.service,
    route: policy.name,
    mode: policy.mode,
    verdict: eventVerdict(verdict.action, verdict.wouldBe),
    score: verdict.score,
    threshold: policy.threshold,
    reason: redactor.text(verdict.reason).slice(0, MAX_EXCERPT),
    decidedBy,
    requestId: ending.requestId,
    client: { address: ending.client, peer: ending.peer, port: ending.peerPort },
    request: {
      method: head.method.slice(0, MAX_NAME),
      target: redactor.target(head.target).slice(0, MAX_TARGET),
      httpVersion: head.httpVersion,
      host: head.host.slice(0, MAX_NAME),
      headers: eventHeaders(head, redactor),
      bytes: ending.bytes,
      inspectedBytes: inspection.inspectedBytes,
      mediaType: head.mediaType.essence.slice(0, MAX_NAME),
    },
    findings: findings.map((finding) => eventFinding(finding, redactor)),
    findingsDropped: inspection.findingsDropped + inspection.findings.length - findings.length,
    response: { status: ending.status, from: ending.answeredBy, upstreamMs: ending.upstreamMs },
  }
}

function eventVerdict(action: string, wouldBe: string): EventVerdict {
  if (action !== 'forward') return 'blocked'
  return wouldBe === 'forward' ? 'passed' : 'would_block'
}

/** The first findings, and the one that decided. */
function selectFindings(findings: readonly Finding[], decidedBy: number): [readonly Finding[], number] {
  if (findings.length <= MAX_EVENT_FINDINGS) return [findings, decidedBy]
  const kept = findings.slice(0, MAX_EVENT_FINDINGS)
  if (decidedBy < MAX_EVENT_FINDINGS) return [kept, decidedBy]
  kept[MAX_EVENT_FINDINGS - 1] = findings[decidedBy] as Finding
  return [kept, MAX_EVENT_FINDINGS - 1]
}

function eventHeaders(head: Head, redactor: Redactor): [string, string][] {
  return head.names.slice(0, MAX_HEADERS).map((name, i) => {
    const value = redactor.header(name, head.rawHeaders[2 * i + 1] as string)
    return [(head.rawHeaders[2 * i] as string).slice(0, MAX_NAME), value.slice(0, MAX_HEADER_VALUE)]
  })
}

function eventFinding(finding: Finding, redactor: Redactor): EventFinding {
  const { text, matchStart, matchEnd, isName, where, path } = finding
  const masked = !isName && redactor.isSecretPath(where, path)
  const shown = masked ? shapeOf(text) : text
  const [excerpt, start, end] = redactor.excerpt(shown, matchStart, matchEnd, EXCERPT_BEFORE, MAX_EXCERPT)
  return {
    class: finding.class,
    severity: finding.severity,
    paranoia: finding.paranoia,
    source: finding.source,
    message: finding.message,
    where,
    path: path.map((part) => (typeof part === 'string' ? redactor.text(part).slice(0, MAX_NAME) : part)),
    isName,
    views: [...finding.views],
    offset: finding.offset,
    excerpt,
    matchStart: start,
    matchEnd: end,
    masked,
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000
}
