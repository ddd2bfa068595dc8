import type { FieldSink, FieldSource } from './fields.ts'
import type { Inspector } from './inspector.ts'
import type { ConditionClass, Severity } from './types.ts'
import type { Ledger } from './verdict/ledger.ts'

/** Sends what a parser emits to an inspector and a ledger. */
export class InspectingSink implements FieldSink {
  readonly #inspector: Inspector
  readonly #ledger: Ledger

  constructor(inspector: Inspector, ledger: Ledger) {
    this.#inspector = inspector
    this.#ledger = ledger
  }

  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    this.#inspector.inspect(this.#ledger, source, bytes, start, end, offset, isName)
  }

  condition(source: FieldSource, kind: ConditionClass, severity: Severity, message: string, offset: number): void {
    this.#inspector.condition(this.#ledger, source, kind, severity, message, offset)
  }
}

/** Like `InspectingSink` for a parser that was only guessed at: what it says about the input doesn't count. */
export class GuessingSink extends InspectingSink {
  override condition(): void {}
}
