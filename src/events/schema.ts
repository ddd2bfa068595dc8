import Type, { type Static } from 'typebox'
import { EVENT_SCHEMA_VERSION } from './schema-version.ts'

const describe = (description: string) => ({ description })

const verdict = Type.Enum(['blocked', 'would_block', 'passed'], {
  description:
    'blocked: the client got our refusal. would_block: monitor mode, the request went on, block mode would have refused it. passed: findings below the threshold, or notices.',
})

const finding = Type.Object(
  {
    class: Type.String(describe('Attack class (sqli, xss, …) or condition (malformed_body, structure_limit, …)')),
    severity: Type.Enum(
      ['critical', 'error', 'warning', 'notice'],
      describe('critical 5, error 4, warning 3, notice 2'),
    ),
    paranoia: Type.Integer({
      minimum: 1,
      maximum: 4,
      description: 'Paranoia level from which this finding counts; an event has at least one that does',
    }),
    source: Type.String(describe('`detector:NAME`, `signature:ID` or `engine`')),
    message: Type.String(describe('What was seen, in words')),
    where: Type.String(describe('method, path, query, header, cookie, body, trailer or connection')),
    path: Type.Array(
      Type.Union([Type.String(), Type.Integer()]),
      describe('Names that lead to the value, outermost first; of more than 32 the first and last 16, `…` between'),
    ),
    isName: Type.Boolean(describe('The finding is in the last name of `path` itself, not in the value under it')),
    views: Type.Array(
      Type.String(),
      describe('Decodings that revealed it, in order; empty if it stands there as sent'),
    ),
    offset: Type.Integer({ minimum: 0, description: 'Byte offset of the value in its part of the request' }),
    excerpt: Type.String(describe('Decoded text around the match, at most 256 characters, masked')),
    matchStart: Type.Integer({ minimum: 0, description: 'Start of the match in `excerpt`, in UTF-16 units' }),
    matchEnd: Type.Integer({ minimum: 0, description: 'End of the match in `excerpt`, in UTF-16 units' }),
    masked: Type.Boolean(describe('The value was a credential: `excerpt` shows its shape, not its text')),
    excepted: Type.Optional(Type.String(describe('The exception (`exceptions[].id`) that keeps it from scoring'))),
  },
  { additionalProperties: false },
)

/** One event: an exchange that has at least one finding. The JSON Schema and docs/events.md are generated from this. */
export const eventSchema = Type.Object(
  {
    schema: Type.Literal(EVENT_SCHEMA_VERSION, describe('Version of this schema')),
    id: Type.String({
      pattern: '^[0-9A-HJKMNP-TV-Z]{26}$',
      description: 'ULID; the same event sent twice has the same id',
    }),
    time: Type.String({
      format: 'date-time',
      description: 'When the request’s head had arrived, RFC 3339 UTC, milliseconds',
    }),
    durationMs: Type.Number({ minimum: 0, description: 'From `time` to the end of the exchange, milliseconds' }),
    node: Type.String(describe('Name of the Sluice node (`node.name`, by default the host name)')),
    service: Type.String(describe('Name of the protected service (`node.service`)')),
    route: Type.String(describe('Name of the route that matched, or `default`')),
    mode: Type.Enum(['off', 'monitor', 'block'], describe('Mode in force for this request')),
    verdict,
    score: Type.Integer({ minimum: 0, maximum: 10, description: 'Score of the request: that of its highest field' }),
    threshold: Type.Integer({ minimum: 1, maximum: 10, description: 'Score from which the policy blocks' }),
    reason: Type.String(describe('The verdict in one sentence')),
    decidedBy: Type.Integer({
      minimum: -1,
      description: 'Index of the finding that tipped the verdict; -1 if none did',
    }),
    requestId: Type.String(describe('The x-request-id that client, upstream and logs carry')),
    client: Type.Object(
      {
        address: Type.String(
          describe('Client address: right-most of X-Forwarded-For that is not a trusted proxy, else the peer'),
        ),
        peer: Type.String(describe('Address of the connection')),
        port: Type.Integer({ minimum: 0, maximum: 65535, description: 'Port of the connection' }),
      },
      { additionalProperties: false },
    ),
    request: Type.Object(
      {
        method: Type.String(),
        target: Type.String(describe('Request target, masked, at most 2,048 characters')),
        httpVersion: Type.String(),
        host: Type.String(),
        headers: Type.Array(
          Type.Tuple([Type.String(), Type.String()]),
          describe('Header fields in order, at most 100, values masked, 512 characters each and 12 KB together'),
        ),
        bytes: Type.Integer({ minimum: 0, description: 'Body bytes read' }),
        inspectedBytes: Type.Integer({ minimum: 0, description: 'Body bytes that a parser and the detectors saw' }),
        mediaType: Type.String(describe('Essence of Content-Type, lower-case; empty if none')),
      },
      { additionalProperties: false },
    ),
    graphql: Type.Optional(
      Type.Object(
        {
          operations: Type.Array(
            Type.Object(
              {
                type: Type.Enum(['query', 'mutation', 'subscription']),
                name: Type.String(describe('Name of the operation; empty if it has none')),
                rootFields: Type.Array(Type.String(), describe('Fields at its root, fragments expanded, at most 20')),
              },
              { additionalProperties: false },
            ),
            describe('What the request asked a GraphQL server to run, at most 8'),
          ),
        },
        { additionalProperties: false, description: 'Only of requests that carry a GraphQL document' },
      ),
    ),
    findings: Type.Array(finding, describe('At most 32; the deciding one is always among them')),
    findingsDropped: Type.Integer({ minimum: 0, description: 'Findings beyond those 32' }),
    response: Type.Object(
      {
        status: Type.Integer({
          minimum: 0,
          maximum: 999,
          description: 'Status that the client got, which may be any that the upstream made up; 0 if none was sent',
        }),
        from: Type.Enum(['sluice', 'upstream', 'none'], describe('Who answered')),
        upstreamMs: Type.Union(
          [Type.Number({ minimum: 0 }), Type.Null()],
          describe('From dispatch to the upstream’s head, milliseconds; null if it was not asked'),
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false, $id: 'https://sluice.invalid/event-v1.json', title: 'Sluice event, version 1' },
)

export type SluiceEvent = Static<typeof eventSchema>
export type EventFinding = Static<typeof finding>
export type EventVerdict = SluiceEvent['verdict']
