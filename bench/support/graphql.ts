import type { Random } from './random.ts'

const TYPES = ['Article', 'Author', 'Comment', 'Image', 'Invoice', 'Order', 'Product', 'Review', 'Shipment', 'User']
const NESTED = [
  'author',
  'comments',
  'coverImage',
  'customer',
  'items',
  'pageInfo',
  'reviews',
  'shippingAddress',
  'total',
]
const PLAIN = [
  'amount',
  'body',
  'city',
  'country',
  'createdAt',
  'currency',
  'cursor',
  'description',
  'email',
  'endCursor',
  'hasNextPage',
  'id',
  'name',
  'number',
  'postcode',
  'quantity',
  'slug',
  'status',
  'title',
  'totalCount',
  'updatedAt',
  'url',
]

/** A document as clients send it: an operation with variables, arguments and nested selections, and its fragments. */
export function graphqlDocument(random: Random, bytes: number): string {
  const type = random.pick(TYPES)
  const operation = `query ${type}List($id: ID!, $first: Int = 20, $after: String, $filter: ${type}Filter) {
  ${type.toLowerCase()}s(id: $id, first: $first, after: $after, filter: $filter, orderBy: {field: CREATED_AT, direction: DESC}) {
    ...${type}Fields0
${selections(random, 2, Math.min(bytes / 3, 1_024))}  }
}
`
  let document = operation
  for (let i = 0; document.length < bytes - 60; i++) {
    const size = Math.min(bytes - document.length, 1_024)
    document += `\nfragment ${type}Fields${i} on ${type} {\n${selections(random, 1, size - 60)}}\n`
  }
  return document
}

/** Fields, indented; about so many bytes of them. */
function selections(random: Random, depth: number, bytes: number): string {
  const indentation = '  '.repeat(depth)
  let text = ''
  while (text.length < bytes) {
    const kind = random.float()
    if (kind < 0.75 || depth > 6 || bytes - text.length < 80) text += `${indentation}${random.pick(PLAIN)}\n`
    else {
      const head = kind < 0.9 ? field(random) : `... on ${random.pick(TYPES)}`
      const within = selections(random, depth + 1, Math.min(bytes - text.length, 40 + random.float() * 200))
      text += `${indentation}${head} {\n${within}${indentation}}\n`
    }
  }
  return text
}

function field(random: Random): string {
  const name = random.pick(NESTED)
  const kind = random.float()
  if (kind < 0.6) return name
  if (kind < 0.75) return `${name}(first: ${random.integer(1, 50)})`
  if (kind < 0.85) return `first${name}: ${name}(query: "${random.words()}", sort: NEWEST)`
  return `${name} @include(if: $with${name})`
}
