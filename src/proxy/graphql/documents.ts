import type { GraphqlFiles } from '../../config/graphql-files.ts'
import type { PolicyOptions } from '../../config/schema.ts'
import type { GraphqlSchema, Safelist } from '../../engine/policy.ts'
import { closedSafelist, learningSafelist, type OnLearned, readSafelist } from './safelist.ts'
import { compileSchema } from './schema.ts'

/** The schemas and safelists of all policies, each file compiled once. */
export class GraphqlDocuments {
  readonly #files: GraphqlFiles
  readonly #onLearned: OnLearned
  readonly #schemas = new Map<string, GraphqlSchema>()
  readonly #hashes = new Map<string, Set<string>>()

  /** @param files the texts that the configuration's files hold */
  constructor(files: GraphqlFiles, onLearned: OnLearned) {
    this.#files = files
    this.#onLearned = onLearned
  }

  /**
   * What a policy has to hold documents to.
   * @throws ConfigError for a file that is no schema or no safelist
   */
  of({ schemaFile, safelist: { mode, file } }: PolicyOptions['graphql']): {
    schema?: GraphqlSchema
    safelist?: Safelist
  } {
    return {
      ...(schemaFile === '' ? {} : { schema: this.#schema(schemaFile) }),
      ...(mode === 'off' || file === '' ? {} : { safelist: this.#safelist(mode, file) }),
    }
  }

  #schema(file: string): GraphqlSchema {
    const schema = this.#schemas.get(file) ?? compileSchema(file, this.#files[file] ?? '')
    this.#schemas.set(file, schema)
    return schema
  }

  #safelist(mode: 'learn' | 'enforce', file: string): Safelist {
    const hashes = this.#hashes.get(file) ?? readSafelist(file, this.#files[file] ?? '')
    this.#hashes.set(file, hashes)
    return mode === 'learn' ? learningSafelist(file, hashes, this.#onLearned) : closedSafelist(hashes)
  }
}
