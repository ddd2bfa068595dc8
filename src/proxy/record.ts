import type { Head } from '../engine/canonical/head.ts'
import type { Inspection } from '../engine/pipeline.ts'
import type { FieldPath, Finding, Operation } from '../engine/types.ts'
import { eventId } from '../events/event-id.ts'
import { ELLIPSIS, MAX_HEADER_VALUE, MAX_TARGET, type Redactor } from '../events/redact.ts'
import { Room } from '../events/room.ts'
import type { EventFinding, EventVerdict, SluiceEvent } from '../events/schema.ts'
import { EVENT_SCHEMA_VERSION } from '../events/schema-version.ts'
import type { Generation } from './context.ts'
import type { Policy } from './route/policies.ts'

const MAX_EVENT_FINDINGS = 32
const MAX_HEADERS = 100
const MAX_NAME = 256
const MAX_MESSAGE = 256
/** Names of a path that are shown at each end. */
const MAX_PATH_END = 16
const MAX_EXCERPT = 256
const EXCERPT_BEFORE = 96

// An event stays below 64 KB as JSON, whatever the request: shares in bytes of JSON. What is left of them is for names of
// fields, numbers and what comes from the configuration.
const TARGET_BYTES = 6_144
const HEADER_BYTES = 12_288
const GRAPHQL_BYTES = 2_048
const MAX_GRAPHQL_NAME = 64
const MAX_OPERATIONS = 8
const MAX_ROOT_FIELDS = 20
const FINDING_BYTES = 33_792
/** What a finding takes besides its strings from the request. */
const FINDING_FRAME_BYTES = 320
const MAX_FINDING_BYTES = 8_192
/** What a header field takes besides its strings: quotes, brackets and commas. */
const HEADER_FRAME_BYTES = 8
/** Quotes and comma of a name in a path. */
const NAME_FRAME_BYTES = 3

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
    id: eventId(ending.startedAt),
    time: new Date(ending.startedAt).toISOString(),
    durationMs: round(ending.durationMs),
    node: nodeName,
    service: config.node.service,
    route: policy.name,
    mode: policy.mode,
    verdict: eventVerdict(verdict.action, verdict.wouldBe),
    score: verdict.score,
    threshold: policy.threshold,
    reason: short(redactor.text(verdict.reason, MAX_EXCERPT)),
    decidedBy,
    requestId: ending.requestId,
    client: { address: ending.client, peer: ending.peer, port: ending.peerPort },
    request: {
      method: short(redactor.text(head.method, MAX_NAME)),
      target: new Room(TARGET_BYTES).take(redactor.target(head.target), MAX_TARGET),
      httpVersion: head.httpVersion,
      host: short(redactor.target(head.host, MAX_NAME)),
      headers: eventHeaders(head, redactor),
      bytes: ending.bytes,
      inspectedBytes: inspection.inspectedBytes,
      mediaType: short(redactor.text(head.mediaType.essence, MAX_NAME)),
    },
    ...eventGraphql(inspection.operations, redactor),
    findings: findings.map((finding) => eventFinding(finding, redactor, findings.length)),
    findingsDropped: inspection.findingsDropped + inspection.findings.length - findings.length,
    response: {
      status: ending.status,
      from: ending.answeredBy,
      upstreamMs: ending.upstreamMs === null ? null : round(ending.upstreamMs),
    },
  }
}

function eventVerdict(action: string, wouldBe: string): EventVerdict {
  if (action !== 'forward') return 'blocked'
  return wouldBe === 'forward' ? 'passed' : 'would_block'
}

/** The first operations, and of each the first root fields. */
function eventGraphql(operations: readonly Operation[], redactor: Redactor): Pick<SluiceEvent, 'graphql'> {
  if (operations.length === 0) return {}
  const room = new Room(GRAPHQL_BYTES)
  const word = (text: string) => room.take(redactor.text(text, MAX_GRAPHQL_NAME), MAX_GRAPHQL_NAME)
  return {
    graphql: {
      operations: operations.slice(0, MAX_OPERATIONS).map(({ type, name, rootFields }) => ({
        type,
        name: word(name),
        rootFields: rootFields.slice(0, MAX_ROOT_FIELDS).map(word),
      })),
    },
  }
}

/** The first findings, and the one that decided. */
function selectFindings(findings: readonly Finding[], decidedBy: number): [readonly Finding[], number] {
  if (findings.length <= MAX_EVENT_FINDINGS) return [findings, decidedBy]
  const kept = findings.slice(0, MAX_EVENT_FINDINGS)
  if (decidedBy < MAX_EVENT_FINDINGS) return [kept, decidedBy]
  kept[MAX_EVENT_FINDINGS - 1] = findings[decidedBy] as Finding
  return [kept, MAX_EVENT_FINDINGS - 1]
}

/** The first fields, as many as there is room for. */
function eventHeaders(head: Head, redactor: Redactor): [string, string][] {
  const room = new Room(HEADER_BYTES)
  const fields: [string, string][] = []
  for (let i = 0; i < head.names.length && i < MAX_HEADERS && room.left > 0; i++) {
    room.left -= HEADER_FRAME_BYTES
    const name = room.take(redactor.text(head.rawHeaders[2 * i] as string, MAX_NAME), MAX_NAME)
    const value = redactor.header(head.names[i] as string, head.rawHeaders[2 * i + 1] as string)
    fields.push([name, room.take(value, MAX_HEADER_VALUE)])
  }
  return fields
}

/** @param count findings that share the room */
function eventFinding(finding: Finding, redactor: Redactor, count: number): EventFinding {
  const { text, matchStart, matchEnd, isName, where, path } = finding
  const room = new Room(Math.min(MAX_FINDING_BYTES, Math.floor(FINDING_BYTES / count)) - FINDING_FRAME_BYTES)
  const masked = !isName && redactor.isSecretPath(where, path)
  const [whole, start, end] = masked
    ? redactor.shape(text, matchStart, matchEnd, EXCERPT_BEFORE, MAX_EXCERPT)
    : redactor.excerpt(text, matchStart, matchEnd, EXCERPT_BEFORE, MAX_EXCERPT)
  const message = room.take(finding.message, MAX_MESSAGE)
  // At least some of the path is shown, however many bytes the excerpt takes.
  const excerpt = room.take(whole, MAX_EXCERPT, Math.floor(room.left * 0.75))
  return {
    class: finding.class,
    severity: finding.severity,
    paranoia: finding.paranoia,
    source: finding.source,
    message,
    where,
    path: eventPath(path, redactor, room),
    isName,
    views: [...finding.views],
    offset: finding.offset,
    excerpt,
    matchStart: Math.min(start, excerpt.length),
    matchEnd: Math.min(end, excerpt.length),
    masked,
    ...(finding.excepted === undefined ? {} : { excepted: finding.excepted }),
  }
}

/** The names at both ends of a path, each with the same share of the room. */
function eventPath(path: FieldPath, redactor: Redactor, room: Room): (string | number)[] {
  const shown =
    path.length <= 2 * MAX_PATH_END ? path : [...path.slice(0, MAX_PATH_END), ELLIPSIS, ...path.slice(-MAX_PATH_END)]
  const share = Math.floor(room.left / shown.length) - NAME_FRAME_BYTES
  return shown.map((part) =>
    typeof part === 'string' ? room.take(redactor.text(part, MAX_NAME), MAX_NAME, share) : part,
  )
}

/** A string of at most 256 characters, all of them ASCII as a rule. */
function short(text: string): string {
  return new Room(2 * MAX_NAME).take(text, MAX_NAME)
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000
}
