import { ulid } from 'ulid'
import type { EventFinding, EventVerdict, SluiceEvent } from '../../src/events/schema.ts'

/** What a test says about an event; the rest is a plain blocked SQL injection. */
export interface EventOverrides extends Partial<Omit<SluiceEvent, 'findings' | 'client' | 'request' | 'response'>> {
  at?: number
  findings?: Partial<EventFinding>[]
  client?: Partial<SluiceEvent['client']>
  request?: Partial<SluiceEvent['request']>
  response?: Partial<SluiceEvent['response']>
}

/** A finding whose excerpt marks the text between two `¦`. */
export function finding(overrides: Partial<EventFinding> & { marked?: string } = {}): EventFinding {
  const { marked, ...rest } = overrides
  const [before = '', match = '', after = ''] = (marked ?? "¦1' or '1'='1¦").split('¦')
  return {
    class: 'sqli',
    severity: 'critical',
    paranoia: 1,
    source: 'detector:sqli',
    message: 'leaves a quoted string and adds an always-true condition',
    where: 'query',
    path: ['q'],
    isName: false,
    views: [],
    offset: 8,
    excerpt: before + match + after,
    matchStart: before.length,
    matchEnd: before.length + match.length,
    masked: false,
    ...rest,
  }
}

/** An event as a Sluice node would send it. */
export function makeEvent(overrides: EventOverrides = {}): SluiceEvent {
  const { at = Date.now(), findings = [{}], client, request, response, ...rest } = overrides
  const verdict: EventVerdict = rest.verdict ?? 'blocked'
  const blocked = verdict === 'blocked'
  return {
    schema: 1,
    id: ulid(at),
    time: new Date(at).toISOString(),
    durationMs: blocked ? 1.9 : 24.6,
    node: 'sluice-1',
    service: 'shop',
    route: 'default',
    mode: verdict === 'would_block' ? 'monitor' : 'block',
    score: verdict === 'passed' ? 2 : 5,
    threshold: 5,
    reason: 'SQL injection in query parameter q reaches the threshold of 5',
    decidedBy: verdict === 'passed' ? -1 : 0,
    requestId: `req-${ulid(at).slice(-16).toLowerCase()}`,
    findingsDropped: 0,
    ...rest,
    verdict,
    findings: findings.map((each) => finding(each)),
    client: { address: '203.0.113.24', peer: '10.0.3.17', port: 51_422, ...client },
    request: {
      method: 'GET',
      target: "/search?q=1'%20or%20'1'%3D'1",
      httpVersion: '1.1',
      host: 'api.example.com',
      headers: [
        ['Host', 'api.example.com'],
        ['User-Agent', 'curl/8.14.1'],
        ['Accept', '*/*'],
      ],
      bytes: 0,
      inspectedBytes: 0,
      mediaType: '',
      ...request,
    },
    response: {
      status: blocked ? 403 : 200,
      from: blocked ? 'sluice' : 'upstream',
      upstreamMs: blocked ? null : 18.4,
      ...response,
    },
  }
}

/** Text that would do something if the console ever took it for anything but text. */
export const HOSTILE_MARKUP = '<img src=x onerror="document.title=\'owned\';alert(1)">'

/** Every text of an event turned against whoever reads it: markup, bidi overrides, control characters, great lengths. */
export function hostileEvent(overrides: EventOverrides = {}): SluiceEvent {
  const bidi = '\u202egpj.exe\u2066\u0000\u001b[31m\u200b'
  return makeEvent({
    route: `</td><script>alert(2)</script>${bidi}`,
    reason: `${HOSTILE_MARKUP} ${bidi}`,
    requestId: '"><svg onload=alert(3)>',
    node: 'javascript:alert(4)',
    service: '{{constructor.constructor("alert(5)")()}}',
    findings: [
      {
        class: 'xss',
        source: 'detector:xss',
        message: `opens a tag that runs script ${HOSTILE_MARKUP}`,
        where: 'body',
        path: ['user', 'names', 0, `<b>${bidi}`],
        views: ['percent', 'percent', 'html'],
        marked: `${bidi}¦${HOSTILE_MARKUP}¦${'A'.repeat(256 - bidi.length - HOSTILE_MARKUP.length)}`,
      } as Partial<EventFinding>,
      { class: 'command_injection', path: ['x'.repeat(256)], marked: `¦${'W'.repeat(256)}¦` } as Partial<EventFinding>,
    ],
    request: {
      method: 'POST',
      target: `/${'%3Cimg%20src=x%20onerror=alert(6)%3E'.repeat(50)}`,
      headers: [
        ['X-<script>', `${HOSTILE_MARKUP}${bidi}`],
        ['User-Agent', 'W'.repeat(512)],
      ],
      mediaType: 'application/json',
      bytes: 4_096,
      inspectedBytes: 4_096,
    },
    client: { address: HOSTILE_MARKUP },
    ...overrides,
  })
}

export const ndjson = (events: readonly unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('')
