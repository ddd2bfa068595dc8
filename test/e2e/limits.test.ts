import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limitNames } from '../../src/engine/limits/table.ts'
import { type Sluice, startSluice } from '../support/program.ts'
import { exchange } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

// Every limit by a route's override: the last accepted request passes, the first refused one gets its status and an event
// in block mode, and passes with an event in monitor mode.

interface Case {
  readonly limit: string
  readonly value: number | boolean
  readonly type: string
  readonly accepted: Buffer | string
  readonly refused: Buffer | string
  readonly status: number
  /** What follows the path, or header fields, instead of a body's. */
  readonly query?: readonly [string, string]
  readonly fields?: readonly [string, string]
}

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'
const XML = 'application/xml'
const MULTIPART = 'multipart/form-data; boundary=B'
const parts = (...all: string[]) =>
  `${all.map((part) => `--B\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--B--\r\n`
const field = (name: string, value: string) => `name="${name}"\r\n\r\n${value}`
const file = (name: string, value: string) => `name="${name}"; filename="${name}"\r\n\r\n${value}`
const structure = (limit: string, value: number | boolean, type: string, accepted: string, refused: string): Case => ({
  limit,
  value,
  type,
  accepted,
  refused,
  status: 400,
})

const cases: Case[] = [
  structure('json.max_container_depth', 2, JSON_TYPE, '{"a":[1]}', '{"a":[{}]}'),
  structure('json.max_object_entry_count', 2, JSON_TYPE, '{"a":1,"b":2}', '{"a":1,"b":2,"c":3}'),
  structure('json.max_object_entry_name_length', 2, JSON_TYPE, '{"né":1}', '{"née":1}'),
  structure('json.max_array_element_count', 2, JSON_TYPE, '[1,2]', '[1,2,3]'),
  structure('json.max_string_value_length', 2, JSON_TYPE, '["né"]', '["née"]'),
  structure('json.allow_duplicate_object_entry_name', false, JSON_TYPE, '{"a":{"a":1}}', '{"a":1,"a":2}'),
  structure('xml.max_depth', 2, XML, '<a><b/></a>', '<a><b><c/></b></a>'),
  structure('xml.max_children', 2, XML, '<a><b/><b/></a>', '<a><b/><b/><b/></a>'),
  structure('xml.max_attributes', 2, XML, '<a b="1" c="2"/>', '<a b="1" c="2" d="3"/>'),
  structure('xml.max_namespaces', 1, XML, '<a xmlns="u"/>', '<a xmlns="u" xmlns:b="v"/>'),
  structure('xml.document', 10, XML, '<a>123</a>', '<a>1234</a>'),
  structure('xml.text', 3, XML, '<a>123</a>', '<a>1234</a>'),
  structure('xml.attribute', 3, XML, '<a b="123"/>', '<a b="1234"/>'),
  structure('xml.comment', 3, XML, '<a><!--123--></a>', '<a><!--1234--></a>'),
  structure('xml.localname', 3, XML, '<x:abc xmlns:x="u"/>', '<x:abcd xmlns:x="u"/>'),
  structure('xml.prefix', 5, XML, '<abcde:a xmlns:abcde="u"/>', '<abcdef:a xmlns:abcdef="u"/>'),
  structure('xml.namespaceuri', 3, XML, '<a xmlns="urn"/>', '<a xmlns="urn:"/>'),
  structure('xml.pitarget', 3, XML, '<a><?abc d?></a>', '<a><?abcd d?></a>'),
  structure('xml.pidata', 3, XML, '<a><?abc 123?></a>', '<a><?abc 1234?></a>'),
  structure(
    'multipart.max_parts',
    2,
    MULTIPART,
    parts(field('a', '1'), field('b', '2')),
    parts(field('a', '1'), field('b', '2'), field('c', '3')),
  ),
  structure(
    'multipart.max_files',
    1,
    MULTIPART,
    parts(file('a', '1'), field('b', '2')),
    parts(file('a', '1'), file('b', '2')),
  ),
  {
    ...structure('multipart.max_file_size', 3, MULTIPART, parts(file('a', '123')), parts(file('a', '1234'))),
    status: 413,
  },
  {
    ...structure(
      'multipart.combined_file_sizes',
      3,
      MULTIPART,
      parts(file('a', '1'), file('b', '23')),
      parts(file('a', '12'), file('b', '34')),
    ),
    status: 413,
  },
  structure('request.max_num_args', 2, FORM, 'a=1&a=2', 'a=1&a=2&a=3'),
  { ...structure('request.max_num_args', 2, FORM, 'a=1', 'a=1'), query: ['?a=1', '?a=1&b=2'] },
  {
    ...structure('request.max_num_args', 2, MULTIPART, parts(field('a', '1')), parts(field('a', '1'))),
    query: ['?a=1', '?a=1&b=2'],
  },
  structure('request.arg_name_length', 2, FORM, 'ab=1', 'abc=1'),
  structure('request.arg_length', 2, FORM, 'a=%31%32', 'a=123'),
  structure('request.total_arg_length', 6, FORM, 'a=12&b=34', 'a=12&b=345'),
  { ...structure('request.allowed_payload_size', 5, JSON_TYPE, '[123]', '[1234]'), status: 413 },
  {
    ...structure('request.allowed_payload_size', 5, JSON_TYPE, '', ''),
    accepted: gzipSync('[123]'),
    refused: gzipSync('[1234]'),
    fields: ['Content-Encoding: gzip\r\n', 'Content-Encoding: gzip\r\n'],
    status: 413,
  },
  {
    ...structure('request.max_uri_length', 22, FORM, 'a=1', 'a=1'),
    query: ['?x=1234567890', '?x=12345678901'],
    status: 414,
  },
  {
    ...structure('request.max_header_count', 4, FORM, 'a=1', 'a=1'),
    fields: ['X-A: 1\r\n', 'X-A: 1\r\nX-B: 2\r\n'],
    status: 431,
  },
  {
    ...structure('request.max_header_size', 100, FORM, 'a=1', 'a=1'),
    fields: ['X-A: 1\r\n', `X-A: ${'1'.repeat(60)}\r\n`],
    status: 431,
  },
  {
    ...structure('encoding.max_decoded_ratio', 20, JSON_TYPE, '', ''),
    accepted: gzipSync(JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i * 7))),
    refused: gzipSync(JSON.stringify('a'.repeat(100_000))),
    fields: ['Content-Encoding: gzip\r\n', 'Content-Encoding: gzip\r\n'],
    status: 413,
  },
  {
    ...structure('request.inspection_work', 0, JSON_TYPE, `["${'a'.repeat(900_000)}"]`, `["${'a'.repeat(1_200_000)}"]`),
    status: 503,
  },
  {
    ...structure('request.inspection_looks', 0, JSON_TYPE, '', ''),
    accepted: JSON.stringify(Array(2_048).fill('a <b')),
    refused: JSON.stringify(Array(2_049).fill('a <b')),
    status: 503,
  },
]

const graphql = (limit: string, value: number, accepted: string, refused: string) =>
  structure(
    `graphql.${limit}`,
    value,
    JSON_TYPE,
    JSON.stringify({ query: accepted }),
    JSON.stringify({ query: refused }),
  )
cases.push(
  graphql('max_doc_size_kb', 1, `{a}#${'x'.repeat(1_020)}`, `{a}#${'x'.repeat(1_021)}`),
  graphql('max_value_size_kb', 1, `{a(b:"${'x'.repeat(1_024)}")}`, `{a(b:"${'x'.repeat(1_025)}")}`),
  graphql('max_depth', 2, '{a{b}}', '{a{b{c}}}'),
  graphql('max_aliases', 1, '{a:x b{c:x}}', '{a:x b:x}'),
  graphql('max_document_aliases', 1, '{a:x}', '{a:x b{c:x}}'),
  structure('graphql.max_doc_per_batch', 1, JSON_TYPE, '[{"query":"{a}"}]', '[{"query":"{a}"},{"query":"{a}"}]'),
  graphql('max_directives', 1, '{a@b}', '{a@b@c}'),
  graphql('max_tokens', 3, '{a}', '{a b}'),
  graphql('max_root_fields', 1, '{a}', '{a b}'),
  graphql('max_cost', 4, '{a b c d}', '{a b c d e}'),
  graphql('max_duplicate_fields', 0, '{a}', '{a a}'),
  graphql('max_overlapping_fields', 0, '{a:b}', '{a:b a:c}'),
  graphql('max_repeated_mutations', 1, 'mutation{a:b}', 'mutation{a:b c:b}'),
)

/** Every inspection takes some time; none takes a minute. */
cases.push({ ...structure('request.inspection_time_ms', 0, JSON_TYPE, '', '["a"]'), status: 503 })

let upstream: RawUpstream
let sluice: Sluice

beforeAll(async () => {
  upstream = await RawUpstream.start()
  const routes = cases.flatMap(({ limit, value }, index) => {
    const [group, name] = limit.split('.') as [string, string]
    const limits = { [group]: { [name]: value } }
    return [
      { name: `block-${index}`, path: `/block/${index}`, limits },
      { name: `monitor-${index}`, path: `/monitor/${index}`, mode: 'monitor', limits },
    ]
  })
  sluice = await startSluice(upstream.url, { routes })
})
afterAll(async () => {
  await sluice.stop()
  await upstream.close()
})

function send(mode: string, index: number, which: 0 | 1): Promise<{ status: number }> {
  const { type, accepted, refused, query, fields } = cases[index] as Case
  const body = Buffer.from((which === 0 ? accepted : refused) as string)
  const head = `POST /${mode}/${index}${query?.[which] ?? ''} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n${fields?.[which] ?? ''}`
  return exchange(sluice.port, Buffer.concat([Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`), body]))
}

describe.each(
  cases.map(({ limit, status, type, query }, index) => ({
    limit,
    status,
    index,
    how: query ? 'query and body' : type,
  })),
)('$limit, $how', ({ limit, status, index }) => {
  test('the last accepted and the first refused', async () => {
    expect((await send('block', index, 0)).status).toBe(200)
    expect((await send('block', index, 1)).status).toBe(status)
    const event = await sluice.program.event(({ route }) => route === `block-${index}`)
    expect(event.findings.map(({ message }) => message).join()).toContain(`limits.${limit}`)
    expect((await send('monitor', index, 1)).status).toBe(200)
    const seen = await sluice.program.event(({ route }) => route === `monitor-${index}`)
    expect(seen.verdict).toBe('would_block')
  })
})

test('no limit is left out', () => {
  const tested = new Set(cases.map(({ limit }) => limit))
  expect(limitNames.filter((name) => !tested.has(name))).toEqual([])
})
