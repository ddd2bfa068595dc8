import { expect, test } from 'vitest'
import { compileSchema } from './schema.ts'

const SDL = `
  enum Role { ADMIN USER }
  input Filter { name: String!, roles: [Role!] }
  type User { id: ID!, name: String, friends(first: Int = 10): [User!]! }
  type Query { user(id: ID!): User, users(filter: Filter): [User!]! }
  type Mutation { rename(id: ID!, name: String!): User }
`
const schema = compileSchema('schema.graphql', SDL)

test.each([
  ['{ user(id: 1) { name } }', undefined],
  ['query A($id: ID!) { user(id: $id) { id } }', { id: '7' }],
  ['query ($f: Filter) { users(filter: $f) { id } }', { f: { name: 'Ana', roles: ['ADMIN'] } }],
  ['query ($f: Filter) { users(filter: $f) { id } }', undefined],
])('%s fits', (query, variables) => expect(schema.faultOf({ query, variables })).toBeUndefined())

test.each([
  ['{ user(id: 1) { nme } }', undefined, /Cannot query field "nme" on type "User"$/],
  ['{ user(id: {a: 1}) { name } }', undefined, /does not fit/],
  ['{ secrets }', undefined, /secrets/],
  ['query ($id: ID!) { user(id: $id) { id } }', { id: { $ne: null } }, /\$id/],
  ['query ($id: ID!) { user(id: $id) { id } }', undefined, /\$id/],
  ['query ($f: Filter) { users(filter: $f) { id } }', { f: { name: 'x', roles: ['hunter2'] } }, /\$f/],
  ['query A { user(id: 1) { id } } query B($id: ID!) { user(id: $id) { id } }', {}, undefined],
  ['query ($f: Filter) { users(filter: $f) { id } }', { f: { name: { password: 'hunter2' } } }, /\$f/],
  ['query ($f: Filter) { users(filter: $f) { id } }', { f: { name: 'x', hunter2: 1 } }, /\$f/],
  ['{ users(filter: {name: "x", roles: ["hunter2"]}) { id } }', undefined, /does not fit/],
  ['{ user(', undefined, /can't be held to the schema/],
])('%s does not, or goes by its operation', (query, variables, message) => {
  const fault = schema.faultOf({ query, variables, operationName: query.includes('query A') ? 'A' : undefined })
  if (message === undefined) expect(fault).toBeUndefined()
  else expect(fault).toMatch(message)
  expect(fault ?? '').not.toMatch(/hunter2|Did you mean/)
})

test('a document that nests too deeply for graphql-js is a fault, and no crash', () => {
  expect(schema.faultOf({ query: '{a'.repeat(9_000) + '}'.repeat(9_000) })).toMatch(/held to the schema|Cannot query/)
})

test('what is no SDL is said with its line', () => {
  expect(() => compileSchema('schema.graphql', 'type Query {\n  a: \n}')).toThrow(/schema\.graphql:3/)
  expect(() => compileSchema('schema.graphql', 'type A { b: Missing }')).toThrow(/Missing/)
})
