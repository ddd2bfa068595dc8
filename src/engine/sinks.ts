import { JsonParser } from './body/parsers/json.ts'
import type { BodyParser, FieldSink, FieldSource } from './fields.ts'
import type { Inspector } from './inspector.ts'
import type { Budget } from './limits/budget.ts'
import { type LimitName, limitRow, limitValue } from './limits/table.ts'
import type { ConditionClass, Severity } from './types.ts'
import type { Ledger } from './verdict/ledger.ts'

/** JSON in a string in JSON in a string: that deep it is read. */
const MAX_NESTING = 3
/** `["a"]` */
const SHORTEST_JSON = 5
const QUOTE = 0x22
const BRACE = 0x7b
const BRACKET = 0x5b

/** Sends what parsers emit to an inspector and a ledger, and reads JSON that stands within a value. */
export class InspectingSink implements FieldSink {
  readonly #inspector: Inspector
  readonly #ledger: Ledger
  readonly #budget: Budget
  /** How many values lie around what this sink takes. */
  readonly #level: number
  /** Reads documents that stand in values whole, one after the other. */
  #inner: JsonParser | undefined

  constructor(inspector: Inspector, ledger: Ledger, budget: Budget, level = 0) {
    this.#inspector = inspector
    this.#ledger = ledger
    this.#budget = budget
    this.#level = level
  }

  field(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number, isName: boolean): void {
    this.#inspector.inspect(this.#ledger, source, bytes, start, end, offset, isName)
    if (isName || this.#level === MAX_NESTING || !looksLikeJson(bytes, start, end)) return
    const document = bytes.subarray(start, end)
    // Without a string there is nothing in it to look at.
    if (!document.includes(QUOTE)) return
    if (this.#inner === undefined) this.#inner = this.#reader(source, offset)
    else this.#inner.restart(source, offset)
    this.#inner.write(document)
    this.#inner.end()
  }

  condition(source: FieldSource, kind: ConditionClass, severity: Severity, message: string, offset: number): void {
    this.#inspector.condition(this.#ledger, source, kind, severity, message, offset)
  }

  limit(source: FieldSource, name: LimitName, offset: number): void {
    if (!this.#budget.reports(name)) return
    const { condition, counts } = limitRow(name)
    const value = limitValue(this.#budget.limits, name).toLocaleString('en')
    const message = `more than ${value} ${counts} (limits.${name})`
    this.#inspector.condition(this.#ledger, source, condition, 'warning', message, offset)
  }

  nest(source: FieldSource, bytes: Buffer, start: number, end: number, offset: number): BodyParser | undefined {
    if (this.#level === MAX_NESTING || !startsJson(bytes, start, end)) return undefined
    return this.#reader(source, offset)
  }

  #reader(parent: FieldSource, offset: number): JsonParser {
    const sink = new GuessingSink(this.#inspector, this.#ledger, this.#budget, this.#level + 1)
    return new JsonParser({ sink, where: parent.where, budget: this.#budget, parent, offset, isGuess: true })
  }

  quiet(): FieldSink {
    return new GuessingSink(this.#inspector, this.#ledger, this.#budget, this.#level)
  }
}

/** Like `InspectingSink` for a parser that was only guessed at: what it says about the input's form doesn't count. */
class GuessingSink extends InspectingSink {
  override condition(): void {}

  /** What only looks like a form or like markup may be neither; what reads as JSON so far is JSON to many a server. */
  override limit(source: FieldSource, name: LimitName, offset: number): void {
    if (name.startsWith('json.')) super.limit(source, name, offset)
  }
}

/** Begins and ends like a document. */
function looksLikeJson(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORTEST_JSON) return false
  const last = bytes[end - 1] as number
  return (last === 0x7d || last === 0x5d || last <= 0x20) && startsJson(bytes, start, end)
}

/** The first byte that isn't white space opens an object or an array. */
function startsJson(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number
    if (byte > 0x20) return byte === BRACE || byte === BRACKET
  }
  return false
}
