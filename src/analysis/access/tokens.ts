import { readFileSync } from 'node:fs'
import { AnalysisStartError } from '../start-error.ts'
import { isLoopback } from './loopback.ts'
import { digest, randomSecret, sameDigest } from './secrets.ts'

export const MIN_TOKEN_LENGTH = 16

/** The two tokens: `ingest` writes events and reads nothing, `view` reads and writes nothing. */
export interface Tokens {
  readonly ingestToken: string
  readonly viewToken: string
}

export interface TokenSources {
  /** The address that the backend is to listen on. */
  readonly host: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Files given by option; they win over the environment. */
  readonly ingestTokenFile?: string | undefined
  readonly viewTokenFile?: string | undefined
}

/**
 * Finds both tokens: in the file named by option, in the file named by `SLUICE_INGEST_TOKEN_FILE` or
 * `SLUICE_VIEW_TOKEN_FILE`, or in `SLUICE_INGEST_TOKEN` and `SLUICE_VIEW_TOKEN`. On loopback a missing one is made at
 * random; anywhere else it must be given, since whoever reaches the port could otherwise never be told apart.
 */
export function resolveTokens(sources: TokenSources): Tokens {
  const ingest = find(sources, 'SLUICE_INGEST_TOKEN', sources.ingestTokenFile)
  const view = find(sources, 'SLUICE_VIEW_TOKEN', sources.viewTokenFile)
  if (!isLoopback(sources.host) && (ingest === undefined || view === undefined)) {
    const missing = [ingest === undefined && 'SLUICE_INGEST_TOKEN', view === undefined && 'SLUICE_VIEW_TOKEN']
    throw new AnalysisStartError(
      `analysis may listen on ${sources.host} only with both tokens set: missing ${missing.filter(Boolean).join(' and ')}. ` +
        'Set it in the environment (or as a file with …_FILE), or listen on 127.0.0.1.',
    )
  }
  const tokens = { ingestToken: ingest ?? randomSecret(), viewToken: view ?? randomSecret() }
  checkTokens(tokens)
  return tokens
}

/** Refuses tokens that are too short, can't be sent in a header, or are the same. */
export function checkTokens({ ingestToken, viewToken }: Tokens): void {
  for (const [name, token] of [
    ['ingest', ingestToken],
    ['view', viewToken],
  ] as const) {
    if (token.length < MIN_TOKEN_LENGTH) {
      throw new AnalysisStartError(
        `the ${name} token has ${token.length} characters, fewer than ${MIN_TOKEN_LENGTH}. ` +
          'Make one with: openssl rand -hex 32',
      )
    }
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new AnalysisStartError(
        `the ${name} token holds a space, a control character or a character outside ASCII, which a header can’t carry. ` +
          'Make one with: openssl rand -hex 32',
      )
    }
  }
  if (sameDigest(digest(ingestToken), digest(viewToken))) {
    throw new AnalysisStartError(
      'the ingest token and the view token are the same, so a node that sends events could read them all. ' +
        'Use two different ones.',
    )
  }
}

function find(sources: TokenSources, name: string, fileOption: string | undefined): string | undefined {
  if (fileOption !== undefined) return readToken(fileOption)
  const file = sources.env[`${name}_FILE`]
  const token = sources.env[name]
  if (file && token) {
    throw new AnalysisStartError(`${name} and ${name}_FILE are both set. Keep one of them.`)
  }
  if (file) return readToken(file)
  return token || undefined
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new AnalysisStartError(
      `the token file ${file} can’t be read: ${(error as Error).message}. Check its path and permissions.`,
    )
  }
}
