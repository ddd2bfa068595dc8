import { createRequire } from 'node:module'
import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { ConfigError } from '../../config/fault.ts'
import type { GraphqlCall, GraphqlSchema } from '../../engine/policy.ts'

const require = createRequire(import.meta.url)
/** Loaded with the first schema: its 170 modules would slow down the start of every worker, most of which have none. */
const graphql = (): typeof import('graphql') => require('graphql')

/** Documents are read by our own reader first, which has counted their tokens; this bounds graphql-js whatever the policy. */
const MAX_TOKENS = 20_000
const MAX_MESSAGE = 160

/**
 * A schema as graphql-js has it, which decides what fits.
 * @throws ConfigError for SDL that is none
 */
export function compileSchema(file: string, sdl: string): GraphqlSchema {
  const schema = readSchema(file, sdl)
  return { faultOf: (call) => faultOf(schema, call) }
}

function readSchema(file: string, sdl: string): GraphQLSchema {
  try {
    return graphql().buildSchema(sdl)
  } catch (error) {
    const { message, locations } = error as GraphQLError
    const at = locations?.[0] ? `${file}:${locations[0].line}` : file
    throw new ConfigError([{ at, message: `no GraphQL schema: ${message}` }])
  }
}

function faultOf(schema: GraphQLSchema, { query, operationName, variables }: GraphqlCall): string | undefined {
  try {
    const { parse, validate, getVariableValues } = graphql()
    const document = parse(query, { maxTokens: MAX_TOKENS, noLocation: true })
    const [error] = validate(schema, document, undefined, { maxErrors: 1, hideSuggestions: true })
    if (error) return words(error)
    const operation = operationOf(document, operationName)
    if (!operation) return undefined
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: 1,
      hideSuggestions: true,
    })
    return errors?.[0] && words(errors[0])
  } catch (error) {
    // Deeper than its recursion goes, or no document.
    return `it can't be held to the schema: ${words(error as Error)}`
  }
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode | undefined {
  return document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === graphql().Kind.OPERATION_DEFINITION && (!name || definition.name?.value === name),
  )
}

/** What graphql-js says first, as long as it names nothing but the schema's and the document's own words. */
const SAYS_NAMES_ONLY = [
  /^Cannot query field "\w+" on type "\w+"/,
  /^Unknown (?:type|directive|fragment|operation) "@?\w+"/,
  /^Unknown argument "\w+" on (?:field|directive) "[\w.@]+"/,
  /^Field "[\w.]+" (?:argument "\w+" of type "[\w![\]]+" is required|of type "[\w![\]]+" must have a selection|must not have a selection)/,
  /^Variable "\$\w+" of required type "[\w![\]]+" was not provided/,
  /^Variable "\$\w+" (?:has invalid value|of type "[\w![\]]+" used in position expecting type "[\w![\]]+"|is not defined)/,
  /^Syntax Error/,
]

/** What graphql-js says, without the values that it quotes: they may be secrets. */
function words({ message }: { readonly message: string }): string {
  const said = SAYS_NAMES_ONLY.map((pattern) => pattern.exec(message)?.[0]).find((text) => text !== undefined)
  return (said ?? 'a value or a field that does not fit the schema').slice(0, MAX_MESSAGE)
}
