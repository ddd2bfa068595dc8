/** Calls of a batch that are told apart; of those beyond, documents are still judged one by one. */
const MAX_CALLS = 1_000

/** One call: the entries that belong together. A batch has several. */
export class Call {
  /** Names of its document's operations, once it has been read without a fault. */
  operationNames: readonly string[] | undefined
  operationName = ''
  /** Bits of the entries that have been seen. */
  seen = 0
  /** Hashes and ids that stand for a document. */
  readonly persisted: string[] = []
  /** Texts, kept only where a schema wants to see them. */
  query: string | undefined
  variables: string | undefined
}

const NONE: ReadonlyMap<number, Call> = new Map()

/** The calls of one request, by their numbers in the batch. */
export class Calls {
  #calls: Map<number, Call> | undefined

  /** The call with a number; undefined for one too many. */
  at(number: number): Call | undefined {
    this.#calls ??= new Map()
    let call = this.#calls.get(number)
    if (call === undefined && this.#calls.size < MAX_CALLS) {
      call = new Call()
      this.#calls.set(number, call)
    }
    return call
  }

  get count(): number {
    return this.#calls?.size ?? 0
  }

  [Symbol.iterator](): IterableIterator<Call> {
    return (this.#calls ?? NONE).values()
  }
}
