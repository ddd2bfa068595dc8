import { appendFile } from 'node:fs/promises'
import type { Logger, OncePerMinute } from '../../telemetry/log.ts'
import { MAX_LEARNED } from './safelist.ts'

/** Writes what workers have learned to the files of safelists, one line a document, in the one process that writes. */
export class LearnedDocuments {
  readonly #log: Logger
  readonly #quiet: OncePerMinute
  readonly #known = new Map<string, Set<string>>()
  #writing: Promise<void> = Promise.resolve()

  constructor(log: Logger, quiet: OncePerMinute) {
    this.#log = log
    this.#quiet = quiet
  }

  /** Files come from the configuration; hashes of each are bounded. @param operation the document's first; '' if it has no name */
  add(file: string, hash: string, operation: string): void {
    const known = this.#known.get(file) ?? new Set()
    this.#known.set(file, known)
    if (known.has(hash) || known.size >= MAX_LEARNED) return
    known.add(hash)
    const line = operation === '' ? `${hash}\n` : `${hash} ${operation}\n`
    this.#writing = this.#writing
      .then(() => appendFile(file, line))
      .catch((error: Error) => {
        this.#quiet.run(`learned:${file}`, (occurrences) =>
          this.#log.error({ file, occurrences, error: error.message }, 'a learned document could not be written'),
        )
      })
  }

  /** All that was learned has been written, or has failed. */
  async close(): Promise<void> {
    await this.#writing
  }
}
