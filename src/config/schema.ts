import Type, { type Static, type TOptional, type TProperties, type TUnsafe } from 'typebox'
import { type LimitRow, type Limits, limitTable } from '../engine/limits/table.ts'
import { attackClasses, detectorNames } from '../engine/types.ts'

/**
 * The one schema of the configuration. Defaults, types, environment names, command-line flags, the JSON Schema, the help
 * and docs/configuration.md all come from it. Units are in the names.
 *
 * Annotations of ours: `flag` names a command-line flag; `reload: false` marks what a running proxy can't change;
 * `secret` keeps a value out of everything that prints configuration; `stricter` says which of two values of a policy's
 * option refuses more (-1, which is no limit, never does).
 */
const port = (defaultPort: number, flag: string, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65535, default: defaultPort, flag, reload: false, description })
const host = (defaultHost: string, flag: string, description: string) =>
  Type.String({ minLength: 1, default: defaultHost, flag, reload: false, description })
interface MillisecondsOptions {
  minimum?: number
  reload?: boolean
  stricter?: Stricter
}
const milliseconds = (value: number, description: string, options: MillisecondsOptions = {}) =>
  Type.Integer({ minimum: 1, maximum: 86_400_000, default: value, description, ...options })
function group<T extends TProperties>(description: string, properties: T) {
  return Type.Object(properties, { default: {}, additionalProperties: false, description })
}

const LIMIT_GROUPS: Readonly<Record<keyof typeof limitTable, string>> = {
  request: 'Limits of the request as a whole.',
  json: 'Limits of JSON, by the names of Kong’s JSON threat protection.',
  xml: 'Limits of XML, by the names of Kong’s XML threat protection.',
  graphql: 'Limits of GraphQL documents, by the names of Wallarm’s and GraphQL Armor’s protections.',
  multipart: 'Limits of multipart bodies.',
  encoding: 'Limits of encoded bodies.',
}

/** Which of two values of an option is the stricter one. */
export type Stricter = 'lower' | 'higher' | 'earlier' | 'later' | 'false' | 'fewer' | 'more' | 'set'

/** Highest value of a limit: a tebibyte, or as many of anything. */
const MAX_LIMIT = 1_099_511_627_776
const limit = ({ fallback, condition, help }: LimitRow) =>
  Type.Integer({ minimum: -1, maximum: MAX_LIMIT, default: fallback, stricter: 'lower', condition, description: help })
const limitGroups = Object.fromEntries(
  Object.entries(limitTable).map(([name, rows]) => {
    const properties: TProperties = Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, limit(row)]))
    if (name === 'json') {
      properties.allow_duplicate_object_entry_name = Type.Boolean({
        default: true,
        stricter: 'false',
        condition: 'structure_limit',
        description: 'Whether an object may hold a name twice; looked for among the first 16,384 names of a request.',
      })
    }
    return [name, group(LIMIT_GROUPS[name as keyof typeof LIMIT_GROUPS], properties)]
  }),
)

/** `*` stands for every name. */
const names = (allowed: boolean, description: string) =>
  Type.Array(Type.String({ pattern: '^(\\*|[_A-Za-z][_0-9A-Za-z]*)$' }), {
    default: allowed ? ['*'] : [],
    stricter: allowed ? 'fewer' : 'more',
    description,
  })
const allowOrDeny = (description: string) =>
  Type.Enum(['allow', 'deny'], { default: 'deny', stricter: 'later', description })

const modes = ['off', 'monitor', 'block'] as const
const policyProperties = {
  mode: Type.Enum([...modes], {
    default: 'monitor',
    flag: 'mode',
    stricter: 'later',
    description: 'off: forward uninspected. monitor: inspect and report, refuse nothing. block: refuse attacks.',
  }),
  threshold: Type.Integer({
    minimum: 1,
    maximum: 10,
    default: 5,
    stricter: 'lower',
    description: 'Score from which a request is blocked; one critical finding scores 5.',
  }),
  paranoia: Type.Integer({
    minimum: 1,
    maximum: 4,
    default: 1,
    stricter: 'higher',
    description: 'Findings above this paranoia level are reported with score 0.',
  }),
  allowedMethods: Type.Array(Type.String({ pattern: '^[A-Z-]{1,32}$' }), {
    default: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    minItems: 1,
    stricter: 'fewer',
    description: 'Methods that block mode lets pass; others get 405.',
  }),
  failureMode: Type.Enum(['closed', 'open'], {
    default: 'closed',
    stricter: 'earlier',
    description: 'When Sluice itself fails in block mode: closed answers 503, open lets the request pass. Both report.',
  }),
  upgrade: Type.Enum(['tunnel', 'refuse'], {
    default: 'tunnel',
    stricter: 'later',
    description:
      'WebSocket: tunnel inspects the handshake and passes the frames uninspected, with a finding; refuse answers 403.',
  }),
  body: group('Request bodies.', {
    holdBytes: Type.Integer({
      minimum: 0,
      maximum: 67_108_864,
      default: 131_072,
      stricter: 'higher',
      description:
        'Block mode: bodies up to this size are held until the verdict; larger ones stream, inspected on the way, from this size on.',
    }),
    holdMs: milliseconds(
      1_000,
      'Block mode: a hold ends when no byte has come for this long, since a client may wait for the upstream’s word.',
      { stricter: 'higher' },
    ),
    inspectThenForward: Type.Integer({
      minimum: 0,
      maximum: 1_073_741_824,
      default: 0,
      stricter: 'higher',
      description:
        'Block mode: hold whole bodies up to this size whatever time they take, for servers that act on part of one; larger ones are refused with 413. 0: stream instead.',
    }),
    maxBytes: Type.Integer({
      minimum: -1,
      maximum: MAX_LIMIT,
      default: -1,
      stricter: 'lower',
      description: 'Largest body, in bytes as they arrive; block mode refuses more with 413. -1: any size.',
    }),
    idleTimeoutMs: milliseconds(
      30_000,
      'A body that stays silent this long gets 408 in block mode and a finding in monitor mode.',
      { stricter: 'lower' },
    ),
    minBytesPerSecond: Type.Integer({
      minimum: 0,
      maximum: 1_000_000_000,
      default: 256,
      stricter: 'higher',
      description:
        'A body that arrives more slowly on average, looked at after 10 s, gets 408 in block mode and a finding in monitor mode.',
    }),
  }),
  graphql: group('GraphQL requests; what is denied gets 403 in block mode and a finding in monitor mode.', {
    recognise: Type.Enum(['off', 'auto', 'always'], {
      default: 'auto',
      stricter: 'later',
      description:
        'auto: requests to a path that ends in /graphql or /gql or of a GraphQL media type, and whatever else carries a document where GraphQL has it. always: every request of the route; what is no document is refused.',
    }),
    introspection: allowOrDeny('Questions for the schema: `__schema` and `__type`.'),
    debug: allowOrDeny(
      'Switches that ask a server for traces and stack traces: `debug` and `tracing` in the URL or among the extensions.',
    ),
    mutationsOverGet: Type.Enum(['allow', 'deny-forgeable', 'deny'], {
      default: 'deny-forgeable',
      stricter: 'later',
      description:
        'Mutations in a GET. deny-forgeable: those that another site could make a browser send; only a GET that asks for JSON by its Accept field and carries neither cookies nor Basic or Negotiate credentials is none.',
    }),
    operations: group('Which operations may run.', {
      types: Type.Array(Type.Enum(['query', 'mutation', 'subscription']), {
        default: ['query', 'mutation', 'subscription'],
        stricter: 'fewer',
        description: 'Types of operation.',
      }),
      allow: names(true, 'Names of operations; without `*` an operation must have one of these names.'),
      deny: names(false, 'Names of operations that may not run.'),
      allowRootFields: names(true, 'Fields at the root of an operation.'),
      denyRootFields: names(false, 'Fields at the root that may not be asked for.'),
    }),
    safelist: group('Documents known to be ours, by the SHA-256 of their text.', {
      mode: Type.Enum(['off', 'learn', 'enforce'], {
        default: 'off',
        stricter: 'later',
        description:
          'learn: add every valid document to the file, up to 10,000. enforce: documents that are not in the file are denied, those sent as a hash only too.',
      }),
      file: Type.String({
        default: '',
        stricter: 'set',
        description: 'The file: a hash a line, then the name of the operation. Read again when it changes.',
      }),
    }),
    schemaFile: Type.String({
      default: '',
      stricter: 'set',
      description:
        'SDL file; documents and variables that do not fit the schema are refused with 400. Read again when it changes.',
    }),
    suggestions: Type.Enum(['pass', 'mask'], {
      default: 'pass',
      stricter: 'later',
      description: 'mask: “Did you mean …?” in answers, which gives away the schema, becomes `[Suggestion hidden]`.',
    }),
    metricOperations: Type.Array(Type.String({ pattern: '^[_A-Za-z][_0-9A-Za-z]*$' }), {
      default: [],
      maxItems: 1_000,
      stricter: 'more',
      description: 'Names of operations that are counted by name in the metrics.',
    }),
  }),
  limits: group('What a request may consist of; -1 is no limit.', limitGroups),
}
const policySchema = Type.Object(policyProperties)

/** The options of a policy, as a tree. */
export const policyTree = policySchema as unknown as OptionTree
interface OptionTree {
  readonly properties?: Readonly<Record<string, OptionTree>>
  readonly enum?: readonly unknown[]
  readonly stricter?: Stricter
}

type DeepPartial<T> = { readonly [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] }
type PolicyStatic = Omit<Static<typeof policySchema>, 'limits'> & { limits: Limits }
/** What holds for a request, complete. */
export type PolicyOptions = { readonly [K in keyof PolicyStatic]: PolicyStatic[K] }
/** What a route sets of it. */
export type PolicyOverrides = DeepPartial<PolicyOptions>

/** The same options for a route: none required, no defaults but the global values. */
function asOverrides(properties: Readonly<Record<string, unknown>>): TProperties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const {
        default: _default,
        flag: _flag,
        properties: children,
        required: _required,
        ...rest
      } = schema as Record<string, unknown>
      const nested = children ? { properties: asOverrides(children as TProperties) } : {}
      return [name, Type.Optional(Type.Unsafe({ ...rest, ...nested }))]
    }),
  )
}
const overrides = asOverrides(policyProperties) as {
  [K in keyof PolicyOptions]: TOptional<TUnsafe<PolicyOverrides[K]>>
}

const routeSchema = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9_.-]{1,64}$',
      description: 'Name in events and metric labels.',
    }),
    host: Type.Optional(
      Type.String({ minLength: 1, description: 'Host without port: exact, or `*.example.com` for any subdomain.' }),
    ),
    path: Type.Optional(
      Type.String({
        pattern: '^/',
        description:
          'Path pattern: `*` stands for anything within a segment, `**` for anything at all; `/a/**` covers `/a` too. A path that a server could read another way is matched as sent and as resolved, and the stricter of each option holds.',
      }),
    ),
    methods: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Z-]+$' }), { minItems: 1, description: 'Methods; default: all.' }),
    ),
    ...overrides,
  },
  { additionalProperties: false },
)

const exceptionSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$', description: 'Name in events and metric labels.' }),
    signature: Type.Optional(Type.String({ minLength: 1, description: 'A signature that it covers, by its id;' })),
    detector: Type.Optional(Type.Enum([...detectorNames], { description: 'or a grammar detector;' })),
    class: Type.Optional(Type.Enum([...attackClasses], { description: 'or all that is found of an attack class.' })),
    field: Type.Union(
      [Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 40 })],
      {
        description:
          'Where: path, query, header, cookie, body or trailer, then names, with dots between, such as `body.filter.*.where`; `*` stands for one name or index, `**` for any number. Names that hold dots need a list: `[body, a.b]`; a name that begins with a backslash or consists of asterisks needs a backslash before it. Names of headers are lower-case.',
      },
    ),
    on: Type.Optional(
      Type.Enum(['value', 'name'], {
        description: 'Whether it covers the values there (default) or the names themselves.',
      }),
    ),
    route: Type.Optional(Type.String({ minLength: 1, description: 'Name of a route, or `default`; default: all.' })),
    reason: Type.String({ minLength: 1, description: 'Why it is no attack here.' }),
    owner: Type.String({ minLength: 1, description: 'Who answers for it.' }),
    expires: Type.Optional(
      Type.String({
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
        description: 'Last day on which it holds (UTC), such as 2027-03-31.',
      }),
    ),
  },
  { additionalProperties: false },
)

export const configSchema = Type.Object(
  {
    upstream: group('Where requests go: Kong, in most set-ups.', {
      url: Type.String({
        minLength: 1,
        flag: 'upstream',
        reload: false,
        description: 'Origin of the upstream, such as http://kong:8000. Without a path; the client’s target is kept.',
      }),
      tlsServerName: Type.Optional(
        Type.String({ reload: false, description: 'Name to ask for and verify in TLS; default: the host of the URL.' }),
      ),
      caFile: Type.Optional(
        Type.String({ reload: false, description: 'PEM file of the authorities to trust instead of the system’s.' }),
      ),
      maxConnections: Type.Integer({
        minimum: 1,
        maximum: 65_535,
        default: 1024,
        reload: false,
        description: 'Connections per worker; also the number of requests in flight.',
      }),
      maxPending: Type.Integer({
        minimum: 0,
        maximum: 1_000_000,
        default: 256,
        reload: false,
        description: 'Requests per worker that may wait for a connection; more get 503.',
      }),
      queueTimeoutMs: milliseconds(2_000, 'Longest wait for a connection; then 503.'),
      connectTimeoutMs: milliseconds(5_000, 'Longest time to connect, TLS included; then 504.', { reload: false }),
      headersTimeoutMs: milliseconds(60_000, 'Longest wait for the head of the answer; then 504.'),
      bodyTimeoutMs: milliseconds(
        300_000,
        'Longest pause of a body on its way: an answer that does not come or is not read, an upload that stays silent while it streams. Then both connections are closed.',
      ),
      keepAliveTimeoutMs: milliseconds(
        30_000,
        'Idle connections are closed after this; keep it below the upstream’s own.',
        { reload: false },
      ),
    }),
    listen: group('The data port, where the load balancer connects.', {
      host: host('0.0.0.0', 'host', 'Address of the data port.'),
      port: port(8080, 'port', 'Data port; 0 takes a free one.'),
      maxHeaderBytes: Type.Integer({
        minimum: 1_024,
        maximum: 1_048_576,
        default: 65_536,
        reload: false,
        description: 'Longest request head; more gets 431. An ALB sends up to 64 KiB.',
      }),
      headerTimeoutMs: milliseconds(60_000, 'Longest time for a request head to arrive; then 408.', { reload: false }),
      keepAliveTimeoutMs: milliseconds(
        75_000,
        'Idle client connections are closed after this; keep it above the load balancer’s 60 s.',
        { reload: false },
      ),
      healthPath: Type.String({
        default: '',
        pattern: '^(/.*)?$',
        description: 'Exact path on the data port that answers 200 without inspection; empty: none.',
      }),
    }),
    admin: group('Health, metrics and status.', {
      host: host('127.0.0.1', 'admin-host', 'Address of the admin port. The container image sets 0.0.0.0.'),
      port: port(9901, 'admin-port', 'Admin port: /livez /readyz /metrics /status; 0 takes a free one.'),
    }),
    workers: Type.Integer({
      minimum: 0,
      maximum: 256,
      default: 0,
      flag: 'workers',
      reload: false,
      description: 'Worker processes; 0: one for each core available.',
    }),
    node: group('Who this is, in events.', {
      name: Type.String({ default: '', description: 'Name of this node; empty: the host name.' }),
      service: Type.String({ default: 'default', minLength: 1, description: 'Name of the protected service.' }),
    }),
    trustedProxies: Type.Array(Type.String(), {
      default: [],
      description:
        'Addresses or CIDR ranges whose X-Forwarded-* and x-request-id are believed; nobody by default. Behind an ALB: its subnets.',
    }),
    ...policyProperties,
    body: group('Request bodies.', {
      ...policyProperties.body.properties,
      heldBytesTotal: Type.Integer({
        minimum: 1_048_576,
        maximum: 17_179_869_184,
        default: 67_108_864,
        description:
          'Bytes that all requests of a worker hold together; at the bound those that have held longest stream instead.',
      }),
    }),
    routes: Type.Array(routeSchema, {
      default: [],
      description: 'Policies for parts of the traffic; the first that matches counts, the options above for the rest.',
    }),
    exceptions: Type.Array(exceptionSchema, {
      default: [],
      description:
        'Findings that are recorded but score nothing; `sluice except` writes an entry from an event, `sluice check` lists what is unused or expired.',
    }),
    mask: group('Credentials never leave the process; these add to what is masked anyway.', {
      names: Type.Array(Type.String({ minLength: 2 }), {
        default: [],
        description: 'Parts of field, parameter, header and cookie names, in any case, whose values are masked.',
      }),
    }),
    events: group('Where events go.', {
      stdout: Type.Boolean({ default: false, description: 'One JSON line per event on standard output.' }),
      url: Type.String({
        default: '',
        description: 'Ingest URL of the analysis backend, such as http://analysis:8090/api/v1/events; empty: none.',
      }),
      token: Type.String({
        default: '',
        secret: true,
        description: 'Bearer token for it; better by tokenFile or environment.',
      }),
      tokenFile: Type.String({ default: '', description: 'File that holds the token.' }),
      maxQueued: Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        default: 10_000,
        description: 'Events per worker that wait for delivery; more are dropped, counted and logged.',
      }),
      batchSize: Type.Integer({
        minimum: 1,
        maximum: 5_000,
        default: 200,
        description: 'Events per request to the backend.',
      }),
      drainTimeoutMs: milliseconds(5_000, 'At shutdown, time to deliver what is queued.'),
    }),
    overload: group('What happens past capacity.', {
      maxLagMs: Type.Integer({
        minimum: -1,
        maximum: 60_000,
        default: 500,
        description:
          'Lag of a worker’s event loop, in ms, past which it sheds part of the new requests, more the longer it lasts: 503 with `Retry-After`, or, where ' +
          '`failureMode` is `open` and in monitor mode, forwarded uninspected. Both with finding `uninspected_overload`. -1: none is ever shed.',
      }),
    }),
    drain: group('Shutdown.', {
      delayMs: milliseconds(
        5_000,
        'After SIGTERM, time in which readiness fails and requests are still served, so that load balancers notice.',
        { minimum: 0 },
      ),
      timeoutMs: milliseconds(20_000, 'After the delay, time for requests in flight; then connections are cut.'),
    }),
    log: group('Structured logs on standard error.', {
      level: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info', description: 'Lowest level logged.' }),
    }),
  },
  { additionalProperties: false, $id: 'https://sluice.invalid/config.json', title: 'Sluice configuration' },
)

/** The effective configuration: validated, complete, frozen. */
export type Config = Static<typeof configSchema>
export type Route = Static<typeof routeSchema>
export type ExceptionEntry = Static<typeof exceptionSchema>
