import { gzipSync } from 'node:zlib'
import { Random } from '../support/random.ts'

/** One request as it goes over the wire, and what must become of it. */
export interface BenchRequest {
  readonly method: string
  readonly target: string
  /** Field names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Buffer
  readonly isAttack: boolean
}

/** What inspection may cost in a workload. */
export interface Goal {
  /** A ratio: processor time over that of the thin proxy. ns/B: what goes beyond thin's time, for each byte of body. */
  readonly unit: 'ratio' | 'ns/B'
  /** Where it should be. */
  readonly aim: number
  /** The most that passes. */
  readonly bound: number
}

export interface Workload {
  readonly name: string
  /** Undefined: shown for information. */
  readonly goal: Goal | undefined
  /** How many distinct requests are cycled. */
  readonly distinct: number
  readonly request: (random: Random, index: number) => BenchRequest
}

const SEED = 20_261_121

const json = (content: object) => Buffer.from(JSON.stringify(content))
const JSON_TYPE = 'application/json'

/** Where the upstream answers with 16 KB of JSON; everywhere else with some 80 bytes. */
export const LONG_ANSWER_PATH = '/api/v1/catalogue'

export const workloads: readonly Workload[] = [
  {
    name: 'GET',
    goal: { unit: 'ratio', aim: 1, bound: 1.15 },
    distinct: 1_000,
    request: (random) => get(random, random.words()),
  },
  {
    name: 'POST 1 KB JSON',
    goal: { unit: 'ratio', aim: 1, bound: 1.15 },
    distinct: 1_000,
    request: (random) => post('/api/v1/customers', random, JSON_TYPE, json(profile(random, 1_024))),
  },
  {
    name: 'POST 2 KB GraphQL',
    goal: { unit: 'ratio', aim: 1, bound: 1.25 },
    distinct: 1_000,
    request: (random) => post('/graphql', random, JSON_TYPE, json(graphql(random, 2_048))),
  },
  {
    // As no client sends them: each with a document of its own.
    name: 'POST 2 KB GraphQL (new)',
    goal: undefined,
    distinct: 1_000,
    request: (random, index) => post('/graphql', random, JSON_TYPE, json(graphql(random, 2_048, `All${index}`))),
  },
  {
    name: 'POST 16 KB JSON',
    goal: { unit: 'ratio', aim: 1.3, bound: 1.6 },
    distinct: 1_000,
    request: (random) => post('/api/v1/orders/import', random, JSON_TYPE, json(orders(random, 16_384))),
  },
  {
    name: 'GET, 16 KB answer',
    goal: { unit: 'ratio', aim: 1, bound: 1 },
    distinct: 1_000,
    request: (random) => ({
      ...get(random, random.words()),
      target: `${LONG_ANSWER_PATH}?page=${random.integer(1, 9_000)}&q=${random.hex(8)}`,
    }),
  },
  {
    name: 'POST 16 KB JSON, gzip',
    goal: undefined,
    distinct: 500,
    request: (random) =>
      post('/api/v1/orders/import', random, JSON_TYPE, gzipSync(json(orders(random, 16_384))), [
        'Content-Encoding',
        'gzip',
      ]),
  },
  {
    name: 'POST 1 MB JSON',
    goal: { unit: 'ns/B', aim: 2, bound: 3 },
    distinct: 16,
    request: (random) => post('/api/v1/orders/import', random, JSON_TYPE, json(orders(random, MB))),
  },
  {
    name: 'POST 1 MB form',
    goal: undefined,
    distinct: 16,
    request: (random) => post('/api/v1/search', random, 'application/x-www-form-urlencoded', form(random, MB)),
  },
  {
    name: 'POST 1 MB XML',
    goal: undefined,
    distinct: 16,
    request: (random) => post('/soap/orders', random, 'application/xml', xml(orders(random, MB * 0.8))),
  },
  {
    name: 'POST 10 MB upload',
    goal: undefined,
    distinct: 8,
    request: (random) =>
      post('/api/v1/files', random, `multipart/form-data; boundary=${BOUNDARY}`, upload(random, 10 * MB)),
  },
  { name: 'GET, 1 % attacks', goal: undefined, distinct: 1_000, request: getWithAttacks },
]

/** The workload of that name, else those whose names hold the text, in any case. */
export function workloadsNamed(text: string): readonly Workload[] {
  const wanted = text.toLowerCase()
  const named = workloads.filter(({ name }) => name.toLowerCase() === wanted)
  return named.length > 0 ? named : workloads.filter(({ name }) => name.toLowerCase().includes(wanted))
}

/** For a message: what `--only` takes. */
export const ONLY_TAKES = `--only takes part of: ${workloads.map(({ name }) => name).join(' | ')}`

/** The distinct requests of a workload, the same ones in every run. */
export function requestsOf(workload: Workload): BenchRequest[] {
  const random = new Random(SEED)
  return Array.from({ length: workload.distinct }, (_, index) => workload.request(random, index))
}

/** The bytes of a request. */
export function wireBytes({ method, target, headers, body }: BenchRequest): Buffer {
  let head = `${method} ${target} HTTP/1.1\r\n`
  for (let i = 0; i < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`
  return Buffer.concat([Buffer.from(`${head}\r\n`), body])
}

const USER_AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
]

/** Twelve header fields as a browser sends them for a call from a page, and five query pairs. */
export function get(random: Random, search: string): BenchRequest {
  const route = random.pick(['/api/v1/orders', `/api/v1/customers/${random.uuid()}/orders`, '/api/v2/search'])
  const query = [
    `q=${encodeURIComponent(search).replaceAll('%20', '+')}`,
    `page=${random.integer(1, 90)}`,
    `sort=-created_at`,
    `since=${encodeURIComponent(random.time())}`,
    `customer=${random.pick([random.uuid(), encodeURIComponent(random.email(random.name()))])}`,
  ]
  return {
    method: 'GET',
    target: `${route}?${query.join('&')}`,
    headers: [
      'Host',
      'api.example.com',
      'Connection',
      'keep-alive',
      'sec-ch-ua',
      '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
      'sec-ch-ua-platform',
      '"Linux"',
      'User-Agent',
      random.pick(USER_AGENTS),
      'Accept',
      'application/json, text/plain, */*',
      'Sec-Fetch-Site',
      'same-site',
      'Sec-Fetch-Mode',
      'cors',
      'Referer',
      `https://shop.example.com/account/orders/${random.hex(8)}?tab=history`,
      'Accept-Encoding',
      'gzip, deflate, br, zstd',
      'Accept-Language',
      'en-GB,en;q=0.9,de;q=0.8',
      'Cookie',
      `sid=${random.token(32)}; theme=dark; _ga=GA1.2.${random.integer(1e8, 2e9)}.${random.integer(1.6e9, 1.8e9)}`,
    ],
    body: Buffer.alloc(0),
    isAttack: false,
  }
}

/** One plain attack of a class that every part of the engine must find; one request in a hundred carries one. */
const ATTACKS = [
  "1' OR '1'='1",
  '-1 UNION SELECT username, password FROM users-- -',
  '<script>alert(document.cookie)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../../../../etc/passwd',
  '1; DROP TABLE users--',
  "' AND SLEEP(5)-- -",
  '<svg/onload=alert(1)>',
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  "x') OR 1=1#",
]

function getWithAttacks(random: Random, index: number): BenchRequest {
  if (index % 100 !== 50) return get(random, random.words())
  return { ...get(random, ATTACKS[Math.floor(index / 100) % ATTACKS.length] as string), isAttack: true }
}

function post(
  target: string,
  random: Random,
  type: string,
  body: Buffer,
  fields: readonly string[] = [],
): BenchRequest {
  return {
    method: 'POST',
    target,
    headers: [
      'Host',
      'api.example.com',
      'Connection',
      'keep-alive',
      'User-Agent',
      random.pick(USER_AGENTS),
      'Accept',
      'application/json',
      'Accept-Encoding',
      'gzip, deflate, br',
      'Authorization',
      `Bearer eyJhbGciOiJSUzI1NiJ9.${random.token(120)}.${random.token(86)}`,
      'Origin',
      'https://shop.example.com',
      'Idempotency-Key',
      random.uuid(),
      'Content-Type',
      type,
      ...fields,
      'Content-Length',
      String(body.length),
    ],
    body,
    isAttack: false,
  }
}

/** Twenty fields of a customer, filled up to a size by what the customer wrote. */
export function profile(random: Random, bytes: number): object {
  const name = random.name()
  const fields = {
    id: random.uuid(),
    name,
    email: random.email(name),
    phone: random.phone(),
    birthday: random.date(),
    createdAt: random.time(),
    updatedAt: random.time(),
    language: random.pick(['en-GB', 'de-DE', 'fr-FR', 'ja-JP']),
    street: random.street(),
    city: random.pick(['Dublin', 'São Paulo', 'Köln', "L'Aquila", 'New York']),
    postcode: String(random.integer(10_000, 99_999)),
    country: random.pick(['IE', 'BR', 'DE', 'IT', 'US']),
    avatar: random.url(),
    newsletter: random.float() < 0.5,
    credit: random.price(),
    orders: random.integer(0, 400),
    tags: ['vip', random.pick(['b2b', 'b2c']), `segment-${random.integer(1, 9)}`],
    company: random.pick(['Acme & Sons Ltd.', "Murphy's", 'Müller GmbH', null]),
    vat: `IE${random.integer(1_000_000, 9_999_999)}T`,
  }
  return filledUp(fields, bytes, random)
}

/** Order lines up to a size. */
export function orders(random: Random, bytes: number): object {
  const lines: object[] = []
  const content = { batch: random.uuid(), submittedAt: random.time(), lines }
  // A line is at most 500 bytes; the note fills what is left.
  while (Buffer.byteLength(JSON.stringify(content)) < bytes - 700) {
    for (let i = 0; i < bytes / 65_536; i++) lines.push(orderLine(random))
  }
  return filledUp(content, bytes, random)
}

function orderLine(random: Random): object {
  const customer = random.name()
  return {
    id: random.uuid(),
    sku: `${random.hex(4).toUpperCase()}-${random.integer(100, 999)}`,
    title: random.words(),
    quantity: random.integer(1, 20),
    price: { amount: random.price(), currency: random.pick(['EUR', 'USD', 'JPY']) },
    customer: { name: customer, email: random.email(customer), address: random.street() },
    orderedAt: random.time(),
    image: random.url(),
    comment: random.sentence(),
  }
}

function graphql(random: Random, bytes: number, operationName = 'CustomerOrders'): object {
  const content = {
    operationName,
    query: GRAPHQL_QUERY.replace('CustomerOrders', operationName),
    variables: {
      id: random.uuid(),
      first: random.integer(5, 50),
      after: random.token(24),
      filter: { status: [random.pick(['OPEN', 'PAID'])], from: random.time(), search: random.words() },
    },
  }
  return { ...content, variables: filledUp(content.variables, bytes - Buffer.byteLength(GRAPHQL_QUERY) - 70, random) }
}

const GRAPHQL_QUERY = `query CustomerOrders($id: ID!, $first: Int = 20, $after: String, $filter: OrderFilter, $note: String) {
  customer(id: $id) {
    ...CustomerParts
    orders(first: $first, after: $after, filter: $filter, orderBy: { field: CREATED_AT, direction: DESC }) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges {
        cursor
        node {
          id
          number
          status
          createdAt
          total { amount currency }
          shippingAddress { street city postcode country }
          lines(first: 10) {
            nodes {
              id
              quantity
              product { id name slug thumbnail(size: 256) { url alt } price { amount currency } }
              discounts { ... on Percentage { percent } ... on FixedAmount { amount currency } }
            }
          }
          payments @include(if: true) { id method last4 capturedAt }
        }
      }
    }
    recordNote(text: $note) { id }
  }
}

fragment CustomerParts on Customer {
  id
  name
  email
  tier
  addresses { id street city postcode country isDefault }
  preferences { language currency newsletter }
}
`

/** Fields of many customers, as a search form sends them. */
function form(random: Random, bytes: number): Buffer {
  let text = ''
  for (let i = 0; text.length < bytes; i++) {
    for (const [name, value] of Object.entries(profile(random, 4_096))) {
      text += `${text === '' ? '' : '&'}customer[${i}][${name}]=${encodeURIComponent(String(value)).replaceAll('%20', '+')}`
    }
  }
  return Buffer.from(text)
}

/** Any data as elements named by its keys. */
function xml(content: object): Buffer {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const element = (name: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
    const inner =
      typeof value === 'object' && value !== null
        ? Object.entries(value)
            .map(([key, child]) => element(key, child))
            .join('')
        : escaped(String(value))
    return `<${name}>${inner}</${name}>`
  }
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${element('import', content)}`)
}

const BOUNDARY = '----FormBoundary7MA4YWxkTrZu0gW'

/** A form with a picture, whose bytes say nothing. */
function upload(random: Random, bytes: number): Buffer {
  const picture = Buffer.alloc(bytes)
  for (let at = 0; at + 4 <= bytes; at += 4) picture.writeUInt32LE(Math.floor(random.float() * 2 ** 32), at)
  const part = (header: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${header}\r\n\r\n`
  return Buffer.concat([
    Buffer.from(`${part('name="title"')}${random.words()}\r\n${part('name="description"')}${random.prose(400)}\r\n`),
    Buffer.from(part(`name="picture"; filename="${random.hex(8)}.jpg"\r\nContent-Type: image/jpeg`)),
    picture,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

const MB = 1_048_576

/** Adds a note that brings the JSON to a size, give or take the bytes of a letter. */
function filledUp(content: object, bytes: number, random: Random): object {
  const missing = bytes - Buffer.byteLength(JSON.stringify({ ...content, note: '' }))
  let note = random.prose(Math.max(0, missing))
  // Letters beyond ASCII and escaped quotes take more than a byte each.
  while (note.length > 0 && Buffer.byteLength(JSON.stringify(note)) - 2 > missing) note = note.slice(0, -1)
  return { ...content, note }
}
