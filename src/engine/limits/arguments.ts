import type { FieldSink, FieldSource } from '../fields.ts'
import type { Budget } from './budget.ts'

/** Counts arguments, the named values of query, forms and multipart bodies, by what a policy allows of them. */
export class ArgumentMeter {
  readonly #budget: Budget
  readonly #sink: FieldSink
  readonly #source: FieldSource
  readonly #maxArgs: number
  readonly #maxName: number
  readonly #maxValue: number
  readonly #maxTotal: number

  constructor(budget: Budget, sink: FieldSink, source: FieldSource) {
    this.#budget = budget
    this.#sink = sink
    this.#source = source
    this.#maxArgs = budget.max['request.max_num_args']
    this.#maxName = budget.max['request.arg_name_length']
    this.#maxValue = budget.max['request.arg_length']
    this.#maxTotal = budget.max['request.total_arg_length']
  }

  /** One more argument, with a name of so many decoded bytes. */
  name(bytes: number, offset: number): void {
    if (++this.#budget.args > this.#maxArgs) this.#sink.limit(this.#source, 'request.max_num_args', offset)
    if (bytes > this.#maxName) this.#sink.limit(this.#source, 'request.arg_name_length', offset)
    this.#add(bytes, offset)
  }

  /** The value of the last argument has so many decoded bytes. */
  value(bytes: number, offset: number): void {
    if (bytes > this.#maxValue) this.#sink.limit(this.#source, 'request.arg_length', offset)
    this.#add(bytes, offset)
  }

  #add(bytes: number, offset: number): void {
    this.#budget.argBytes += bytes
    if (this.#budget.argBytes > this.#maxTotal) this.#sink.limit(this.#source, 'request.total_arg_length', offset)
  }
}
