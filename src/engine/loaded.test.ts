import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { loadSignatures } from '../config/signatures.ts'
import { canonicalise } from './canonical/head.ts'
import { detectors } from './detection/detectors.ts'
import { Engine } from './engine.ts'
import { defaultLimits, type Limits } from './limits/table.ts'
import { QuickLook } from './screen/quick-look.ts'
import type { Detector } from './types.ts'

// In the screen's module values are looked at for less, and those passed over in which nothing can be found. Whatever a detector is asked
// about without it, it is asked about with it.

const RUNS = Number(process.env.JSON_WALK_RUNS ?? 120)

/** How a body comes, and what with. */
interface Carrier {
  readonly target?: string | undefined
  readonly type?: string
  /** Names and values in turn. */
  readonly headers?: readonly string[]
}
const { graphql } = loadConfig({ flags: { upstream: 'http://a' } })
const signatures = loadSignatures()

const base64 = (text: string) => Buffer.from(text).toString('base64url')

/** Inspects bodies and tells of everything that was looked at, and what was made of it. */
function inspector() {
  const seen: string[] = []
  const spying: Detector[] = detectors.map((detector) => ({
    ...detector,
    detect(text, field, report) {
      seen.push(`${detector.name} ${field.isName} ${field.parent}.${field.name}: ${text}`)
      detector.detect(text, field, report)
    },
  }))
  const engine = new Engine(signatures, (part, error) => expect.unreachable(`${part}: ${error}`), { detectors: spying })
  return (
    chunks: readonly Buffer[],
    limits: Limits,
    { target = '/api', type = 'application/json', headers = [] }: Carrier = {},
  ): unknown => {
    seen.length = 0
    const inspection = engine.begin({
      mode: 'block',
      failureMode: 'closed',
      threshold: 5,
      paranoia: 1,
      limits,
      graphql,
    })
    inspection.head(
      canonicalise('POST', target, '1.1', ['Host', 'a', 'Content-Type', type, 'Content-Length', '9', ...headers]),
    )
    for (const chunk of chunks) void inspection.write(chunk)
    void inspection.end()
    const findings = inspection.findings.map(({ text, ...finding }) => ({ ...finding, text: text.slice(0, 100) }))
    return { seen: [...seen], findings, operations: inspection.operations, verdict: inspection.verdict }
  }
}

const walking = inspector()
const reading = inspector()

function compare(
  text: string | Buffer,
  cuts: readonly number[] = [],
  limits: Limits = defaultLimits,
  carrier?: Carrier,
): void {
  const bytes = Buffer.from(text as string)
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  const chunks = places.slice(1).map((place, i) => bytes.subarray(places[i], place))
  const walked = walking(chunks, limits, carrier)
  const plain = vi.spyOn(QuickLook, 'of').mockReturnValue(undefined)
  try {
    expect(walked).toEqual(reading(chunks, limits, carrier))
  } finally {
    plain.mockRestore()
  }
}

const word = fc.constantFrom(
  ...[
    'a',
    'id',
    'union',
    'select',
    'or',
    'true',
    'null',
    "O'Brien",
    'Björn',
    '中文',
    '\u200b',
    'é',
    'ﬀ',
    '＜',
    '\ud800',
  ],
  ...[
    '&',
    ';',
    '|',
    '<',
    '>',
    '%27',
    '%',
    '\\',
    '"',
    '/',
    '?',
    '=',
    '-',
    '.',
    '{',
    '}',
    '[',
    ']',
    ' ',
    '\n',
    '\t',
    '\u0000',
  ],
  ...[
    "' or '1'='1",
    '<script>alert(1)</script>',
    '../../etc/passwd',
    '; cat /etc/passwd',
    '${jndi:ldap://x}',
    '{{7*7}}',
  ],
  ...['https://shop.example.com/a?utm_source=app&v=30', '/search?q=shoes&page=2', 'http://a/?q=%27', '/?a=eyJhIjoxfQ'],
  ...[
    "/p?x=1'or'1",
    'https://a/?query=query&cmd=whoami',
    '/x?a=b&c=d#e',
    '/x?union=select&id=1',
    'HTTP://a?b',
    '/?=&&=',
  ],
  ...[
    'eyJhIjoiJyBvciAxPTEifQ',
    'PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
    '27206f7220313d31',
    '0x27206f7220313d31',
    'deadbeef',
  ],
  ...[
    'Bearer eyJhIjoxfQ.e30.x',
    'Basic YTonIG9yIDE9MQ==',
    'basic',
    'bearing',
    'query{a}',
    'query x',
    'mutation',
    'subs',
    '{a}',
  ],
  ...[
    '0f8fad5b-d9b1-4f5b-9b1f-5d6f1f3f1a2b',
    '2026-11-22T10:20:30Z',
    'https://',
    'data:',
    '169.254.169.254',
    'sleep(5)',
  ],
)
/** Names that only who looks at names knows; values of which one hides the next; tokens whose first part is no strict JSON. */
const told = fc.constantFrom(
  ...['/solr?stream.file=a&x=y', 'https://x.y?stream.url=deadbeef', '/a?__init__=b&c=d', '/p?has_admin_role=1'],
  ...['"==', '""or@``:=1='],
  ...['{aaaaaa}', '{}{"a":1}', '[1]', '{ }'].map(
    (head) => `${base64(head)}.${base64('{"a":"\\u0027 or \\u00271\\u0027=\\u00271"}')}.abc`,
  ),
)
const words = fc.array(word, { maxLength: 4 }).map((words) => words.join(''))
const string = fc.oneof({ arbitrary: told, weight: 1 }, { arbitrary: words, weight: 12 })
const scalar = fc.oneof(string, string, fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const json = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 5 }, scalar, tie('array'), tie('object')),
  array: fc.array(tie('value'), { maxLength: 6 }),
  object: fc.dictionary(string, tie('value'), { maxKeys: 6 }),
}))
const spaces = fc.constantFrom(undefined, 1, '\t')
const text = fc
  .tuple(fc.array(json.value, { minLength: 1, maxLength: 12 }), spaces)
  .map(([values, space]) => JSON.stringify({ padding: 'an ordinary text '.repeat(8), values }, undefined, space))
/** The same document with escapes that nobody needs. */
const respelt = fc
  .constantFrom(/[^ -~]/g, /[^ -~]|[ae'<]/g, /\//g, /$^/g)
  .map(
    (which) => (text: string) => text.replace(which, (character) => (character === '/' ? '\\/' : escapeOf(character))),
  )
const escapeOf = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
const cuts = fc.array(fc.nat(4_000), { maxLength: 4 })

test('documents, however they are cut', () => {
  fc.assert(
    fc.property(text, cuts, (text, cuts) => compare(text, cuts)),
    { numRuns: RUNS },
  )
})

test('documents spelt with escapes', () => {
  fc.assert(
    fc.property(text, respelt, cuts, (text, respell, cuts) => compare(respell(text), cuts)),
    { numRuns: RUNS },
  )
})

test('documents within documents', () => {
  const inner = fc.tuple(text, fc.boolean()).map(([text, isToken]) => {
    const claims = Buffer.from(text).toString('base64url')
    return isToken ? `eyJhbGciOiJub25lIn0.${claims}.` : text
  })
  fc.assert(
    fc.property(fc.array(inner, { minLength: 1, maxLength: 3 }), cuts, (inner, cuts) =>
      compare(JSON.stringify({ padding: ' '.repeat(100), inner, more: "1' or '1'='1" }), cuts),
    ),
    { numRuns: RUNS },
  )
})

test('documents with faults', () => {
  const fault = fc.constantFrom(...'"\\,:[]{}/*- \n\u0000x0.eE+tfn1\u001e', '/*', '//', ',]', ',}', '\\u00', '\xff')
  const faults = fc.array(fc.tuple(fc.nat(4_000), fault, fc.nat(3)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(text, faults, cuts, (text, faults, cuts) => {
      let bytes = Buffer.from(text)
      for (const [place, put, dropped] of faults) {
        const at = place % bytes.length
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put, 'latin1'), bytes.subarray(at + dropped)])
      }
      compare(bytes, cuts)
    }),
    { numRuns: RUNS },
  )
})

test('documents and limits', () => {
  const limit = fc.constantFrom(-1, 0, 1, 2, 5, 20)
  const limits = fc.tuple(limit, limit, limit, limit, limit, fc.boolean())
  fc.assert(
    fc.property(text, limits, cuts, (text, [depth, entries, elements, name, value, duplicates], cuts) => {
      const json = {
        ...defaultLimits.json,
        max_container_depth: depth,
        max_object_entry_count: entries,
        max_array_element_count: elements,
        max_object_entry_name_length: name,
        max_string_value_length: value,
        allow_duplicate_object_entry_name: duplicates,
      }
      compare(text, cuts, { ...defaultLimits, json })
    }),
    { numRuns: RUNS },
  )
})

test('what is meant for a GraphQL server', () => {
  const name = fc.constantFrom(
    ...['query', 'QUERY', 'operationName', 'variables', 'extensions', 'id', 'documentId', 'debug', 'tracing', 'hash'],
    ...['variables', '00', 'operations', 'map'],
    ...[
      'persistedQuery',
      'sha256Hash',
      'operation\u017fName',
      'que@u0072y',
      'x',
      'input',
      'a name longer than all of them',
    ],
  )
  const document = fc.constantFrom(
    ...[
      '{user(id:1){name}}',
      'query A{a}',
      'mutation B($x:String){b(x:$x)}',
      `{a(x:"1' or '1'='1")}`,
      'no document',
      '',
    ],
    ...['query A{a} query B{b}', '{__schema{types{name}}}', 'A', 'eyJhIjoxfQ'],
  )
  const call = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, document, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  }))
  // The walk begins behind a string that is long enough for a document.
  const long = fc.constantFrom('', ' '.repeat(300))
  const named = fc
    .tuple(document, long, call.object)
    .map(([query, pad, rest]) => ({ query: query + pad, ...(rest as object) }))
  const body = fc.oneof(named, call.object, fc.array(named, { maxLength: 3 }), document, call.value)
  fc.assert(
    fc.property(body, spaces, cuts, (body, space, cuts) => {
      // Names may be spelt with escapes.
      const text = JSON.stringify(body, undefined, space).replaceAll('@u', '\\u')
      compare(`${text}${' '.repeat(128)}`, cuts, defaultLimits, { target: '/graphql' })
    }),
    { numRuns: RUNS },
  )
})

test('what stands behind the variables of a call may be another call', () => {
  const variables = { filter: { id: 'a', query: '{a}' }, list: [{ query: '{b}' }] }
  for (const name of ['00', 'operations', 'x', 'extensions']) {
    for (const inner of [
      { query: 'query A{a}' },
      { id: 'abc', query: '{user(id:1){name}}' },
      { variables: 5 },
      { operationName: [] },
    ]) {
      const body = { query: `{c}${' '.repeat(200)}`, variables, [name]: inner }
      for (const text of [body, [body], { operations: body }]) {
        compare(JSON.stringify(text), [], defaultLimits, { target: '/graphql' })
      }
    }
  }
})

const FORM = { type: 'application/x-www-form-urlencoded' }
/** Ways to write what a form holds, and faults. */
const written = fc.constantFrom(
  (text: string) => encodeURIComponent(text).replaceAll('%20', '+'),
  (text: string) => escape(text),
  (text: string) => text.replace(/[^ -~]|[%&+=]/g, encodeURIComponent),
  (text: string) => text,
  (text: string) => encodeURIComponent(encodeURIComponent(text)),
)
const token = fc
  .tuple(
    string.map((text) => text.toWellFormed()),
    written,
  )
  .map(([text, write]) => write(text))
const pair = fc.oneof(
  fc.tuple(token, token).map(([name, value]) => `${name}=${value}`),
  token,
)
const pairs = fc
  .array(fc.tuple(pair, fc.constantFrom('&', '&', '&', ';', '&&', '%', '+', '=')), { maxLength: 12 })
  .map((all) => all.flat().join(''))

test('UUIDs and times are passed over, and nothing that only resembles them', () => {
  const uuid = fc.oneof(
    fc.uuid(),
    fc.constantFrom('aced0005', 'e3b0c442', '00000add', '000000aa').map((start) => `${start}-add-4aa-c99-9f1b5d6f1f3f`),
    fc.uuid().map((text) => `${text.slice(0, 5)}add-${text.slice(9)}`),
  )
  const time = fc
    .tuple(
      fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') }),
      fc.constantFrom('Z', 'z', '', '.5Z', '.123456789+01:00', '-0930', '+02:00', '.Z', '+1:00', ' or 1=1'),
      fc.constantFrom('T', 't', ' ', "'", '|'),
    )
    .map(([date, zone, letter]) => date.toISOString().slice(0, 19).replace('T', letter) + zone)
  const edited = fc
    .tuple(fc.oneof(uuid, time), fc.nat(40), fc.constantFrom(...'\'";|`g-:<', '', "' or 1=1--", '`id`'))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + put.length))
  const value = fc.oneof(
    uuid,
    time,
    time.map((text) => text.slice(0, 10)),
    edited,
  )
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (values) => {
      const names = Object.fromEntries(values.map((name) => [name, 1]))
      compare(JSON.stringify({ padding: 'an ordinary text '.repeat(8), values, names }))
    }),
    { numRuns: RUNS },
  )
})

const url = fc
  .tuple(
    fc.constantFrom(
      'https://',
      'https://',
      'http://',
      'HTTPS://',
      'http:/',
      'https:///',
      'ftp://',
      'http:\t//',
      'htTp://',
    ),
    fc.constantFrom(
      'shop.example.com',
      'a',
      'a:8080',
      'a.b:80:1',
      '10.0.0.1',
      'a@b',
      'localhost',
      'é.example',
      'x_y',
      '-a',
    ),
    fc.array(
      fc.constantFrom(
        '',
        'v1',
        'orders',
        '..',
        '.git',
        'c99',
        'union',
        'cat',
        'a.php',
        '1',
        '//1',
        '\u00e9',
        'a:b',
        "o'k",
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom('?', '?', '?', '', '??', '/?', '#', '?x&'),
    fc.array(
      fc.tuple(
        fc.oneof(
          fc.constantFrom(
            'page',
            'utm_source',
            'query',
            'u',
            '_',
            'do',
            'DO',
            'then',
            'else',
            'e_se',
            'date',
            'd0',
            'A',
          ),
          fc.constantFrom('apt-get', 'a.b', 'a/b', 'cat', 'id', 'who_ami', 'x~', '', 'a b', 'x'.repeat(40)),
        ),
        fc.constantFrom('=', '=', '=', '', '=='),
        fc.oneof(
          fc.constantFrom(
            '1',
            '',
            '30',
            'app',
            '/etc',
            'a-b',
            'x.y~z',
            'eyJhIjoiYiJ9',
            'aWQ7Y2F0IC9ldGM',
            'é',
            'a b',
            "'",
          ),
          fc.integer({ min: 40, max: 100 }).map((length) => 'v'.repeat(length)),
        ),
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom('', '', '', '&', '#top', '&x', ';id', ' '),
  )
  .map(([scheme, host, path, mark, query, end]) => {
    const pairs = query.map((pair) => pair.join('')).join('&')
    return `${scheme}${[host, ...path].join('/')}${mark}${pairs}${end}`
  })

test('URLs as plain as can be are asked about less, and nothing that only resembles them', () => {
  fc.assert(
    fc.property(fc.array(url, { minLength: 1, maxLength: 8 }), (values) => {
      compare(JSON.stringify({ padding: 'an ordinary text '.repeat(8), values }))
    }),
    { numRuns: 2 * RUNS },
  )
  // The longest pair, and a longer one, before others and before nothing.
  for (let length = 80; length < 110; length++) {
    const pair = `name=${'v'.repeat(length)}`
    compare(JSON.stringify([`https://a.example/?x=1&${pair}`, `https://a.example/?x=1&${pair}&y=1`]))
  }
  const names = ['do', 'DO', 'then', 'else', 'e_se', 'apt-get', 'a.b', 'a/b', '_', '_x', 'cat', 'x~', 'query', '', '0']
  const queries = [
    '?',
    '?=',
    '?a',
    '?a=',
    '?a=b',
    '?a=&',
    '?a=1&b',
    '?&a=1',
    '?a=eyJhIjoiYiJ9',
    '?a=1&c=aWQ7Y2F0IC9ldGM',
  ]
  for (const query of [
    ...queries,
    ...names.flatMap((name) => [`?${name}=1`, `?a=1&${name}=1`, `?a=1&${name}=1&b=1`]),
  ]) {
    for (const start of [
      'http://a',
      'http://a/',
      'https://a.example',
      'https://0177.0.0.1/',
      'https://a.example/b//0x7f',
    ]) {
      compare(JSON.stringify([`${start}${query}`, 'an ordinary text']))
    }
  }
})

test('forms, however they are cut', () => {
  fc.assert(
    fc.property(pairs, cuts, (pairs, cuts) => {
      compare(Buffer.from(pairs, 'latin1'), cuts, defaultLimits, FORM)
      compare(`padding=${'an+ordinary+text+'.repeat(8)}&${pairs}`, cuts, defaultLimits, FORM)
      // So long that names and values are kept, and more pairs than are passed over at once.
      compare(`${'a=b&id=union&'.repeat(200)}${pairs}&${pairs}`, cuts, defaultLimits, FORM)
    }),
    { numRuns: RUNS },
  )
})

test.each([15, 16, 17, 255, 256, 257, 2_047, 2_048, 2_049, 16_384, 32_768, 32_769])(
  'names and values of %i bytes',
  (length) => {
    const long = 'ordinary-text-'.repeat(Math.ceil(length / 14)).slice(0, length)
    for (const text of [`${long}=1&a=2`, `a=${long}&b=1`, `a=${long.slice(0, -3)}%27&b=1`, `${long}`, `x=1&${long}`]) {
      compare(text, [], defaultLimits, FORM)
      compare(`${text}&id=1' or '1'='1`, [length, length + 2], defaultLimits, FORM)
      compare('', [], defaultLimits, { target: `/api?${text.slice(0, 8_000)}` })
    }
  },
)

test('forms and limits', () => {
  const limit = fc.constantFrom(-1, 1, 2, 5, 20)
  fc.assert(
    fc.property(pairs, limit, limit, limit, limit, cuts, (pairs, args, name, value, total, cuts) => {
      const request = {
        ...defaultLimits.request,
        max_num_args: args,
        arg_name_length: name,
        arg_length: value,
        total_arg_length: total,
      }
      compare(pairs, cuts, { ...defaultLimits, request }, FORM)
    }),
    { numRuns: RUNS },
  )
})

test('values of forms as long as a window, and longer', () => {
  for (const length of [16_382, 16_383, 16_384, 16_385]) {
    for (const [sign, bytes] of [
      ['%41', 1],
      ['+', 1],
      ['%C3%A9', 2],
      ['%', 1],
    ] as const) {
      const value = `${sign}${'x'.repeat(length - bytes)}`
      for (const form of [
        `a=${value}&b=1'+or+'1'='1`,
        `${value}=${value}`,
        `a=${value}`,
        `a=${'x'.repeat(length - bytes)}${sign}`,
      ])
        for (const cut of [0, 3, length]) compare(form, [cut], defaultLimits, FORM)
    }
  }
})

test('heads', () => {
  const printable = string.map((text) => text.replace(/[^ -~]/g, ''))
  const name = fc.constantFrom(
    'Accept',
    'User-Agent',
    'Referer',
    'Sec-CH-UA',
    'Authorization',
    'Cookie',
    'X-Any',
    'Accept-Language',
  )
  const headers = fc.array(fc.tuple(name, printable), { maxLength: 8 }).map((fields) => fields.flat())
  const target = fc.tuple(fc.array(token, { maxLength: 3 }), pairs).map(([segments, query]) => {
    const sent = (text: string) => text.replace(/[^!-~]|[#?]/g, '')
    return `/${sent(segments.join('/'))}?${sent(query)}`
  })
  fc.assert(
    fc.property(headers, target, (headers, target) => compare('{}', [], defaultLimits, { target, headers })),
    { numRuns: RUNS },
  )
})

test('cookies: those behind the first in which something could be found, and those before it', () => {
  const part = string.map((text) => text.replace(/[^ -~]/g, ''))
  const pair = fc.oneof(
    fc.tuple(part, part).map((sides) => sides.join('=')),
    fc.constantFrom('a=b', 'a=b', 'sid=0123456789abcdef', " a = ' or '1'='1 ", 'x', '=', '', '<script>=1'),
    part,
  )
  const header = fc.array(pair, { maxLength: 8 }).map((pairs) => pairs.join(';'))
  fc.assert(
    fc.property(header, header, (first, second) =>
      compare('{}', [], defaultLimits, { headers: ['Cookie', first, 'X-Any', "it's", 'Cookie', second] }),
    ),
    { numRuns: RUNS },
  )
})

test('heads of as many fields as the module is told of, and more', () => {
  // Three fields are the carrier's own.
  for (const count of [59, 60, 61, 62, 63, 90]) {
    for (const [at, value] of [
      [count - 1, "' or '1'='1"],
      [count - 2, '<script>alert(1)</script>'],
      [0, 'an ordinary value'],
    ] as const) {
      const headers = Array.from({ length: count }, (_, i) => [`X-Field-${i}`, i === at ? value : `value ${i}`])
      compare('{}', [], defaultLimits, { headers: headers.flat() })
    }
  }
})

/** What a token says: ordinary claims, any document, and what is none. */
const claims = fc.oneof(
  {
    arbitrary: fc.constantFrom('{"sub":"42","iat":1763800000,"scope":"read write"}', '{"alg":"RS256","typ":"JWT"}'),
    weight: 3,
  },
  { arbitrary: json.object.map((value) => JSON.stringify(value)), weight: 3 },
  { arbitrary: text, weight: 1 },
  fc.constantFrom(
    '',
    '{',
    '{}',
    '[]',
    '[1,]',
    ' {"a":"b"} ',
    '{"a":"b"}}',
    '"a"',
    'null',
    '{"a":1e}',
    '{"a":"\\u0027"}',
    '{"a":{"a":{"a":[]}}}',
    '{"a":1,"a":2}',
  ),
  fc
    .constantFrom("' or '1'='1", '1 union select a from b')
    .map((sub) => JSON.stringify({ iss: 'https://a.example/', sub })),
  string,
)
const encoded = fc
  .tuple(claims, fc.constantFrom<BufferEncoding>('base64', 'base64url'))
  .map(([text, alphabet]) => Buffer.from(text).toString(alphabet))
/** Parts between dots, as a rule whole. */
const anyToken = fc
  .tuple(
    fc.array(encoded, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '', '', '=', '.', '..', '.=', '%'),
    fc.nat(3),
  )
  .map(([parts, end, cut]) => `${parts.join('.')}${end}`.slice(cut === 3 ? 1 : 0))

test('tokens of a head', () => {
  const start = fc.constantFrom('Bearer ', 'Bearer ', 'bearer ', 'Bearer  ', 'BEARER\t', 'Basic ', 'Token ', '')
  const fields = fc.tuple(start, anyToken, anyToken, anyToken).map(([start, one, other, third]) => ({
    headers: ['Authorization', `${start}${one}`, 'Cookie', `a=b; sid=${other}; c="${third}"`, 'X-Token', third],
    target: `/a/${one.replaceAll('/', '_')}?t=${encodeURIComponent(other)}&u=${third.replaceAll('+', '-')}`.replaceAll(
      '#',
      '',
    ),
  }))
  const { json } = defaultLimits
  const limits = fc.constantFrom<Limits>(
    ...[{}, {}, { max_container_depth: 1 }, { max_container_depth: 0 }, { max_object_entry_count: 1 }].map((own) => ({
      ...defaultLimits,
      json: { ...json, ...own },
    })),
    { ...defaultLimits, json: { ...json, max_string_value_length: 3, max_object_entry_name_length: 2 } },
    { ...defaultLimits, json: { ...json, allow_duplicate_object_entry_name: false } },
  )
  fc.assert(
    fc.property(fields, limits, (carrier, limits) => compare('{}', [], limits, carrier)),
    { numRuns: 2 * RUNS },
  )
})

test('tokens as long as the module reads, and longer', () => {
  for (const sub of ['x', "' or '1'='1"]) {
    for (const length of [6_100, 6_118, 6_119, 6_120, 6_121, 6_122, 6_150, 20_000]) {
      const token = `${base64('{"alg":"none"}')}.${base64(JSON.stringify({ pad: 'x'.repeat(length), sub }))}.`
      compare('{}', [], defaultLimits, { headers: ['Authorization', `Bearer ${token}`, 'Cookie', `sid=${token}`] })
    }
  }
})

test('markup, however it is cut', () => {
  const escaped = string.map((text) =>
    text.toWellFormed().replace(/[<&>"\0]/g, (character) => `&#${character.charCodeAt(0) || 9};`),
  )
  const element = fc
    .tuple(fc.constantFrom('a', 'line', 'urn:b'), escaped, escaped)
    .map(([name, attribute, text]) => `<${name} c="${attribute}">${text}</${name}>`)
  fc.assert(
    fc.property(fc.array(element, { maxLength: 12 }), cuts, (elements, cuts) =>
      compare(`<?xml version="1.0"?><d>${elements.join('\n')}</d>`, cuts, defaultLimits, { type: 'application/xml' }),
    ),
    { numRuns: RUNS },
  )
})

test('a part of a document of GraphQL in text that is JSON', () => {
  const carrier = { target: '/graphql', type: 'text/plain' }
  compare('{"query":"x: {a}","variables":"some words"}', [], defaultLimits, carrier)
  compare(`{"query":"query: $x) { a }","variables":{"b":"1' or '1'='1"}}`, [], defaultLimits, carrier)
})

test('deep, wide and long documents', () => {
  const attack = JSON.stringify("1' or '1'='1")
  for (const depth of [62, 63, 64, 65, 66, 200]) {
    compare(`${'['.repeat(depth)}${attack},"x"${']'.repeat(depth)}${' '.repeat(200)}`)
    compare(`${'{"a":'.repeat(depth)}${attack}${'}'.repeat(depth)}${' '.repeat(200)}`)
  }
  for (const length of [16_383, 16_384, 16_385]) {
    const words = 'x '.repeat(length)
    compare(`["${words.slice(0, length)}",${attack}]`)
    for (const spelt of ['\\n', '\\u00e9', '\\ud83d\\ude00']) {
      const bytes = Buffer.byteLength(JSON.parse(`"${spelt}"`))
      compare(`["${words.slice(0, length - bytes)}${spelt}",${attack}]`)
      compare(`["${spelt}${words.slice(0, length - bytes)}",${attack}]`)
    }
  }
  compare(`[${'"plain",'.repeat(20_000)}${attack}]`)
  compare(`{"a":[${'{"b":"c\\n"},'.repeat(3_000)}{"d":${attack}}]}`)
})

test('documents of GraphQL with escapes, at the limit of a string and where none fits into the memory any more', () => {
  const documentOf = (bytes: number, sign: string) => {
    const begins = `{a(x:"1' or '1'='1") # ${sign}`
    return `${begins}${'x'.repeat(bytes - Buffer.byteLength(begins) - 2)}\n}`
  }
  for (const sign of ['', 'é', '\ud83d\ude00', '\t']) {
    for (const length of [300, 16_383, 16_384, 16_385]) {
      const body = JSON.stringify({ query: documentOf(length, sign), variables: { b: "1' or '1'='1", c: 'd\n' } })
      for (const cut of [0, 1, 40, length]) compare(body, [cut], defaultLimits, { target: '/graphql' })
      for (const value of [length - 4, length - 3, length - 2, length - 1, length, length + 1]) {
        const json = { ...defaultLimits.json, max_string_value_length: value }
        compare(body, [], { ...defaultLimits, json }, { target: '/graphql' })
      }
    }
  }
})

test('a place is told by the path that leads to it', () => {
  const at = (body: string) =>
    (walking([Buffer.from(body)], defaultLimits) as { findings: { path: unknown }[] }).findings
  const quiet = '"a":"text","b":[1,2,{"c":"d"}],'.repeat(10)
  expect(at(`{${quiet}"x":{"y":[1,"two",{"z":"1' or '1'='1"}]}}`)[0]?.path).toEqual(['x', 'y', 2, 'z'])
})
