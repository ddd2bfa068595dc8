import { parse as parseGraphql } from 'graphql'
import { loadSignatures } from '../../src/config/signatures.ts'
import type { ParserContext } from '../../src/engine/body/parser.ts'
import { GraphqlParser } from '../../src/engine/body/parsers/graphql/parser.ts'
import { JsonParser } from '../../src/engine/body/parsers/json/parser.ts'
import { UrlencodedParser } from '../../src/engine/body/parsers/urlencoded.ts'
import { detectors } from '../../src/engine/detection/detectors.ts'
import type { FieldSink } from '../../src/engine/fields.ts'
import { Budget } from '../../src/engine/limits/budget.ts'
import { defaultLimits } from '../../src/engine/limits/table.ts'
import { Screen } from '../../src/engine/screen/screen.ts'
import { SignatureSet } from '../../src/engine/signatures/compile.ts'
import type { FieldInfo, Where } from '../../src/engine/types.ts'
import { views } from '../../src/engine/views/views.ts'
import { compileGeneration } from '../../src/proxy/generation.ts'
import { type Ending, makeEvent } from '../../src/proxy/record.ts'
import { get, orders, profile, requestsOf, workloads } from '../proxy/workloads.ts'
import { graphqlDocument } from '../support/graphql.ts'
import { Random } from '../support/random.ts'
import { configured, failOnError, headOf, inspect } from './inspection.ts'
import type { Part } from './measure.ts'

const random = new Random(7)
/** Inputs that a part cycles through: enough that no branch predictor or cache learns one by heart. */
const VARIANTS = 64
const variants = <T>(make: () => T): T[] => Array.from({ length: VARIANTS }, make)
const at = <T>(values: readonly T[], i: number): T => values[i % values.length] as T
const bytesIn = (buffers: readonly { length: number }[]) =>
  Math.round(buffers.reduce((sum, { length }) => sum + length, 0) / buffers.length)

const config = configured()
const signatures = loadSignatures()
const generation = compileGeneration({ config, signatures }, failOnError)
const policy = generation.policies.default

const NOWHERE: FieldSink = { field() {}, condition() {}, limit() {}, nest: () => undefined, quiet: () => NOWHERE }
const context = (where: Where): ParserContext => ({ sink: NOWHERE, where, budget: new Budget(defaultLimits) })

function jsonBodies(bytes: number, count: number): Buffer[] {
  const make = bytes > 2_048 ? orders : profile
  return Array.from({ length: count }, () => Buffer.from(JSON.stringify(make(random, bytes))))
}

const json1k = jsonBodies(1_024, VARIANTS)
const json16k = jsonBodies(16_384, 16)
const json1m = jsonBodies(1_048_576, 1)

function screens(): Part[] {
  const screen = new Screen([
    ...detectors.map(({ name, bytes, cues, asked, tells }) => ({ name, bytes, literals: cues, asked, tells })),
    ...views,
    ...new SignatureSet(signatures).groups.map(({ name, literals }) => ({ name, bytes: '', literals })),
  ])
  const scan = (name: string, inputs: readonly Buffer[]): Part => ({
    group: 'screen',
    name,
    bytes: bytesIn(inputs),
    operation: (i) => {
      const bytes = at(inputs, i)
      return screen.scan(bytes, 0, bytes.length, false)
    },
  })
  return [
    scan(
      'scan, a UUID',
      variants(() => Buffer.from(random.uuid())),
    ),
    scan('scan, 16 KB', json16k),
  ]
}

function parsers(): Part[] {
  const json = (name: string, inputs: readonly Buffer[]): Part => ({
    group: 'parser',
    name: `JSON, ${name}`,
    bytes: bytesIn(inputs),
    operation: (i) => {
      const parser = new JsonParser(context('body'))
      parser.write(at(inputs, i))
      parser.end()
      return parser
    },
  })
  const query = (name: string, inputs: readonly Buffer[]): Part => ({
    group: 'parser',
    name: `urlencoded, ${name}`,
    bytes: bytesIn(inputs),
    operation: (i) => {
      const bytes = at(inputs, i)
      new UrlencodedParser(context('query')).whole(bytes, 0, bytes.length)
      return bytes
    },
  })
  const form = () => {
    const fields = profile(random, 1_024) as Record<string, unknown>
    return Buffer.from(
      String(new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]))),
    )
  }
  return [
    json('1 KB', json1k),
    json('16 KB', json16k),
    json('1 MB', json1m),
    query(
      'query of 5 pairs',
      variants(() => Buffer.from(get(random, random.words()).target.split('?')[1] as string)),
    ),
    query('form of 20 fields', variants(form)),
  ]
}

/** Reading and measuring; the reference does no more than read. */
function graphqlReaders(): Part[] {
  const reader = (name: string, documents: readonly string[]): Part[] => {
    const inputs = documents.map((document) => Buffer.from(document))
    return [
      {
        group: 'graphql',
        name: `reader, ${name}`,
        bytes: bytesIn(inputs),
        operation: (i) => {
          const parser = new GraphqlParser(context('body'))
          parser.write(at(inputs, i))
          parser.end()
          return parser.shape
        },
      },
      {
        group: 'graphql',
        name: `graphql-js, ${name}`,
        bytes: bytesIn(inputs),
        operation: (i) => parseGraphql(at(documents, i)),
      },
    ]
  }
  return [
    ...reader(
      '2 KB',
      variants(() => graphqlDocument(random, 2_048)),
    ),
    ...reader(
      '64 KB',
      Array.from({ length: 8 }, () => graphqlDocument(random, 65_536)),
    ),
  ]
}

function requests(): Part[] {
  const whole = (name: string, workload: string): Part => {
    const found = workloads.find((candidate) => candidate.name === workload)
    if (!found) throw new Error(`no workload ${workload}`)
    const inputs = requestsOf(found)
      .slice(0, VARIANTS)
      .map((request) => ({ head: headOf(request), request, body: request.body }))
    return {
      group: 'inspection',
      name,
      bytes: bytesIn(
        inputs.map(({ request, body }) => ({
          length: request.target.length + request.headers.join('').length + body.length,
        })),
      ),
      operation: (i) => {
        const { head, body } = at(inputs, i)
        return inspect(generation.engine, policy, head, [body])
      },
    }
  }
  const heads = variants(() => get(random, random.words()))
  return [
    {
      group: 'inspection',
      name: 'canonicalise a GET',
      bytes: bytesIn(heads.map(({ target, headers }) => ({ length: target.length + headers.join('').length }))),
      operation: (i) => headOf(at(heads, i)),
    },
    whole('GET, 12 headers, 5 pairs', 'GET'),
    whole('POST 1 KB JSON, 20 fields', 'POST 1 KB JSON'),
    whole('POST 2 KB GraphQL', 'POST 2 KB GraphQL'),
    whole('POST 16 KB JSON', 'POST 16 KB JSON'),
  ]
}

/** What makes a detector work hardest: quotes, brackets and keywords that come to nothing. */
function soup(bytes: number): string {
  const parts = [
    "'",
    '"',
    '`',
    '(',
    ')',
    '<',
    '>',
    '/*',
    '*/',
    '--',
    '#',
    ';',
    '||',
    '&&',
    '../',
    '..\\',
    '$(',
    '{{',
    '\\',
  ]
  const words = [
    'or',
    'and',
    'union',
    'select',
    'from',
    'a',
    '1',
    '=',
    'script',
    'onx',
    'etc',
    'cat',
    'case',
    'when',
    'x',
  ]
  let text = ''
  while (text.length < bytes) text += random.pick(random.float() < 0.55 ? parts : words) + random.pick(['', ' ', ''])
  return text.slice(0, bytes)
}

function detection(): Part[] {
  const field: FieldInfo = { where: 'body', name: 'comment', isName: false }
  const prose = variants(() => random.prose(1_024))
  const hostile = variants(() => soup(1_024))
  let reports = 0
  const report = () => {
    reports++
  }
  return detectors.flatMap((detector) =>
    (
      [
        ['prose', prose],
        ['soup', hostile],
      ] as const
    ).map(([name, inputs]) => ({
      group: 'detector',
      name: `${detector.name}, 1 KB ${name}`,
      bytes: bytesIn(inputs),
      operation: (i: number) => {
        detector.detect(at(inputs, i), field, report)
        return reports
      },
    })),
  )
}

function events(): Part[] {
  const { redactor } = generation
  const texts = variants(() => random.prose(256))
  const targets = variants(() => get(random, random.words()).target)
  const attacks = variants(() => get(random, "1' OR '1'='1"))
  const inspected = attacks.map((request) => {
    const head = headOf(request)
    const inspection = generation.engine.begin(policy)
    inspection.head(head)
    if (inspection.findings.length === 0) throw new Error('the attack was not found')
    return { head, inspection }
  })
  const ending: Ending = {
    startedAt: Date.now(),
    durationMs: 1.2,
    requestId: random.token(20),
    client: '192.0.2.1',
    peer: '192.0.2.1',
    peerPort: 40_000,
    bytes: 0,
    status: 403,
    answeredBy: 'sluice',
    upstreamMs: null,
  }
  return [
    { group: 'event', name: 'redact 256 B of prose', bytes: 256, operation: (i) => redactor.text(at(texts, i)) },
    {
      group: 'event',
      name: 'redact a target',
      bytes: bytesIn(targets),
      operation: (i) => redactor.target(at(targets, i)),
    },
    {
      group: 'event',
      name: 'make the event of a blocked GET',
      bytes: bytesIn(attacks.map(({ target, headers }) => ({ length: target.length + headers.join('').length }))),
      operation: (i) => {
        const { head, inspection } = at(inspected, i)
        return makeEvent(generation, policy, head, inspection, ending)
      },
    },
    {
      group: 'event',
      name: 'the same as JSON',
      bytes: 0,
      operation: (i) => {
        const { head, inspection } = at(inspected, i)
        return JSON.stringify(makeEvent(generation, policy, head, inspection, ending))
      },
    },
  ]
}

/** Every part that is measured. */
export function allParts(): Part[] {
  return [...screens(), ...parsers(), ...graphqlReaders(), ...requests(), ...detection(), ...events()]
}
