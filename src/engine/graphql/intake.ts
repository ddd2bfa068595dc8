import { limitsExceeded } from '../body/parsers/graphql/limits.ts'
import type { GraphqlOperation, GraphqlShape } from '../body/parsers/graphql/shape.ts'
import type { Entry } from '../entry-names.ts'
import type { FieldSink, FieldSource } from '../fields.ts'
import type { KeptText } from '../kept-text.ts'
import type { Limits } from '../limits/table.ts'
import type { GraphqlPolicy, InspectionPolicy } from '../policy.ts'
import type { ConditionClass, Operation } from '../types.ts'
import { type Call, Calls } from './calls.ts'
import type { Carrier } from './carrier.ts'
import { denied } from './operations.ts'
import { type EntryPlace, entryOf } from './recognition.ts'
import { schemaCalls } from './schema-calls.ts'
import { TextRecord } from './text-record.ts'

/** Operations of a request that are told of. */
const MAX_OPERATIONS = 32
/** Hashes and ids of one call. */
const MAX_PERSISTED = 8
/** Characters of a name or hash that are kept. */
const MAX_TEXT = 256
/** Calls of a request that are held to a schema. */
const MAX_VALIDATED = 20
/** Mutations of a request that are told apart. */
const MAX_NAMES = 1_024

/** Entries that a call has once. */
const ENTRY_BITS: Readonly<Record<Entry, number>> = {
  query: 1,
  operationName: 2,
  variables: 4,
  extensions: 8,
  hash: 16,
  operations: 32,
  map: 64,
  id: 0,
  debug: 0,
}

const QUOTE = 0x22
const BRACE = 0x7b
const NULL = 0x6e
const FALSE = 0x66
const ZERO = 0x30

/** Takes what a request asks a GraphQL server to do, document by document, and judges it by the policy. */
export class GraphqlIntake {
  readonly carrier: Carrier
  /** What the request runs, as far as it has been read. */
  readonly operations: Operation[] = []
  readonly #policy: InspectionPolicy
  readonly #graphql: GraphqlPolicy
  readonly #limits: Limits
  readonly #sink: FieldSink
  readonly #calls = new Calls()
  #documents = 0
  /** Times that each mutation at a root runs, over all documents. */
  #mutations: Map<string, number> | undefined
  /** The text of `operations`, kept for a schema; undefined if there is none. */
  #multipart: string | undefined
  #map = ''
  #isMultipart = false
  #asksForTraces = false
  /** A limit was exceeded, or something denied: the request costs no further work. */
  #isBad = false
  #isFinished = false
  /** An entry was too long to be kept for the schema. */
  #tooLong = false

  /** @param sink takes what is found */
  constructor(policy: InspectionPolicy, graphql: GraphqlPolicy, limits: Limits, sink: FieldSink, carrier: Carrier) {
    this.#policy = policy
    this.#graphql = graphql
    this.#limits = limits
    this.#sink = sink
    this.carrier = carrier
  }

  /** Whether something was read that a GraphQL server would run. */
  get isRecognised(): boolean {
    return this.carrier.isEndpoint || this.#documents > 0
  }

  get #keepsText(): boolean {
    return this.#policy.schema !== undefined
  }

  /** Takes a document's text besides, if the policy needs it. */
  record(): TextRecord | undefined {
    const keepsHash = this.#policy.safelist !== undefined
    return keepsHash || this.#keepsText ? new TextRecord(keepsHash, this.#keepsText) : undefined
  }

  /** A document has been read to its end. One with a fault is none, and has been said to be malformed where that counts. */
  document(source: FieldSource, place: EntryPlace, shape: GraphqlShape, record: TextRecord | undefined): void {
    if (shape.hasOtherLineEnds)
      this.#malformed(source, 'a line separator in a comment, which ends it for some servers', 0)
    if (shape.fault !== '') return
    this.#holdTo(source, 'max_doc_per_batch', ++this.#documents)
    if (place.isInOperations) this.#isMultipart = true
    const call = this.#call(source, place.call)
    if (call) {
      // Of two, servers take either.
      if (call.operationNames !== undefined) this.#malformed(source, 'two documents in one call', 0)
      call.operationNames = shape.operations.map(({ name }) => name)
      call.query = record?.text?.toString()
    }
    this.#tooLong ||= record?.text?.isTooLong === true
    // What is denied says more than what is too large: it decides.
    for (const operation of shape.operations) this.#operation(source, operation)
    if (shape.introspects && this.#graphql.introspection === 'deny') {
      this.#deny(source, 'a question for the schema (graphql.introspection)')
    }
    const hash = record?.hash()
    if (hash !== undefined) this.#holdToSafelist(source, hash, shape.operations[0]?.name ?? '')
    this.#form(source, shape)
  }

  /** What stands where a document should begins in the middle of one. */
  partOfDocument(source: FieldSource, offset: number): void {
    const message = 'a part of a GraphQL document stands for one; no server runs it'
    this.#sink.condition(source, 'no_document', 'notice', message, offset)
  }

  /** An entry of a call that isn't a document. @param isWindow it is longer than what is given */
  entry(source: FieldSource, { entry, call: number }: EntryPlace, text: () => string, isWindow: boolean): void {
    if (entry === 'debug') {
      this.#debug(text())
      return
    }
    const call = this.#call(source, number)
    if (!call) return
    switch (entry) {
      case 'operationName':
        call.operationName = text().slice(0, MAX_TEXT)
        return
      case 'hash':
      case 'id':
        this.#keepPersisted(call, text().slice(0, MAX_TEXT))
        return
      case 'variables':
      case 'operations':
      case 'map':
        if (!this.#keepsText) return
        if (isWindow) this.#tooLong = true
        else this.#keep(source, call, entry, text())
    }
  }

  /** Keeps what stands in a URL or a form for the schema. */
  #keep(source: FieldSource, call: Call, entry: 'variables' | 'operations' | 'map', text: string): void {
    if (entry === 'map') this.#map = text
    else if (entry === 'operations') this.#multipart = text
    else {
      // Which of two counts is for the server to say.
      if (call.variables !== undefined) this.#malformed(source, 'variables stand twice', 0)
      call.variables = text
    }
  }

  /** A value begins in JSON: what it must be is known by where it stands. */
  opens(source: FieldSource, first: number, offset: number): void {
    const place = entryOf(source)
    if (place === undefined || !place.isNamed) return
    this.#once(source, place, offset)
    if (first === NULL) return
    switch (place.entry) {
      case 'query':
      case 'operationName':
        if (first !== QUOTE) this.#malformed(source, `${place.entry} is no string`, offset)
        return
      case 'variables':
      case 'extensions':
        // Some servers read a string as JSON.
        if (first !== BRACE && first !== QUOTE) this.#malformed(source, `${place.entry} is no object`, offset)
        return
      case 'hash':
      case 'id': {
        // No text: whatever a server makes of it, it is on no list.
        const call = first === QUOTE ? undefined : this.#call(source, place.call)
        if (call) this.#keepPersisted(call, '?')
        return
      }
      case 'debug':
        if (first !== QUOTE && first !== FALSE && first !== ZERO) this.#debug('true')
    }
  }

  /** All of the request has been read. @param body the decoded body, if there is a schema to hold it to */
  finish(source: FieldSource, body: KeptText | undefined): void {
    if (this.#isFinished) return
    this.#isFinished = true
    this.#holdTo(source, 'max_doc_per_batch', this.#calls.count)
    if (this.#asksForTraces && this.#calls.count > 0)
      this.#deny(source, 'a switch that asks for traces (graphql.debug)')
    this.#requireListed(source)
    for (const call of this.#calls) {
      if (this.carrier.isEndpoint) this.#checkOperationName(source, call)
      this.#checkPersisted(source, call)
    }
    const { schema } = this.#policy
    // Validation is dear: what is refused anyway is not worth it.
    if (schema === undefined || !this.isRecognised || this.#isBad) return
    if (this.#tooLong || body?.isTooLong) {
      this.#say(source, 'structure_limit', 'a call too long to be held to the schema (graphql.schemaFile)', 0)
      return
    }
    if (this.#isMultipart && this.#multipart === undefined) {
      this.#say(source, 'structure_limit', 'operations in a part with a type of its own (graphql.schemaFile)', 0)
      return
    }
    const text = this.#multipart ?? body?.toString() ?? ''
    const calls = schemaCalls(this.#calls, text, this.carrier.isJson, this.#map)
    if (calls === undefined) this.#malformed(source, 'a body that can not be held to the schema: no JSON in UTF-8', 0)
    if (calls !== undefined && calls.length > MAX_VALIDATED) {
      this.#say(source, 'structure_limit', `more than ${MAX_VALIDATED} calls are not held to a schema`, 0)
    }
    for (const call of calls?.slice(0, MAX_VALIDATED) ?? []) {
      const fault = schema.faultOf(call)
      if (fault !== undefined) this.#malformed(source, fault, 0)
    }
  }

  /** A call of the batch; undefined for one too many, which is said. */
  #call(source: FieldSource, number: number): Call | undefined {
    const call = this.#calls.at(number)
    if (call === undefined) this.#say(source, 'structure_limit', 'more calls in a batch than are told apart', 0)
    return call
  }

  /** An entry that stands twice is read by some servers where it stands first, by others where it stands last. */
  #once(source: FieldSource, { entry, call: number }: EntryPlace, offset: number): void {
    const bit = ENTRY_BITS[entry]
    const call = bit === 0 ? undefined : this.#call(source, number)
    if (!call) return
    if ((call.seen & bit) !== 0) this.#malformed(source, `${entry} stands twice`, offset)
    call.seen |= bit
  }

  #operation(source: FieldSource, { type, name, rootFieldNames, repeatedMutations }: GraphqlOperation): void {
    const operation: Operation = { type, name, rootFields: rootFieldNames }
    if (this.operations.length < MAX_OPERATIONS) this.operations.push(operation)
    const why = denied(this.#graphql, operation)
    if (why !== undefined) this.#deny(source, why)
    if (type !== 'mutation') return
    const { carrier } = this
    const { mutationsOverGet } = this.#graphql
    if (mutationsOverGet === 'deny' ? carrier.isSafeMethod : mutationsOverGet !== 'allow' && carrier.isForgeable) {
      this.#deny(source, 'a mutation in a GET (graphql.mutationsOverGet)')
    }
    this.#mutations ??= new Map()
    for (const field of rootFieldNames) {
      const before = this.#mutations.get(field)
      const times = (before ?? 0) + repeatedMutations
      // Documents and their root fields are bounded, unless the policy has no bounds.
      if (this.#mutations.size < MAX_NAMES || before !== undefined) this.#mutations.set(field, times)
      this.#holdTo(source, 'max_repeated_mutations', times)
    }
  }

  #form(source: FieldSource, shape: GraphqlShape): void {
    const fault = faultOf(shape)
    if (fault !== undefined) this.#malformed(source, fault, 0)
    if (shape.isBeyondCounting) {
      this.#say(source, 'structure_limit', 'a GraphQL document that has more, or expands to more, than is counted', 0)
    }
    for (const { name } of limitsExceeded(shape, this.#limits.graphql)) this.#exceeds(source, name)
  }

  #holdToSafelist(source: FieldSource, hash: string, operation: string): void {
    const { safelist } = this.#policy
    if (safelist === undefined || safelist.has(hash)) return
    if (safelist.learn) safelist.learn(hash, operation)
    else this.#deny(source, 'a document that is not on the safelist (graphql.safelist)')
  }

  /** Where only listed documents run, a request that has none and names none does something else. */
  #requireListed(source: FieldSource): void {
    const { safelist } = this.#policy
    if (safelist === undefined || safelist.learn || this.#calls.count > 0 || this.carrier.isSafeMethod) return
    this.#deny(source, 'a request without a document or hash of the safelist (graphql.safelist)')
  }

  /** A document that is named only: the server has it, and the safelist must. */
  #checkPersisted(source: FieldSource, { persisted, operationNames }: Call): void {
    const { safelist } = this.#policy
    if (safelist === undefined || safelist.learn) return
    // An id beside a document need not be one of a document's.
    const hashes = operationNames === undefined ? persisted : persisted.filter((name) => /^[0-9a-f]{32,}$/i.test(name))
    if (hashes.length === 0 ? operationNames === undefined : hashes.some((name) => !safelist.has(name))) {
      this.#deny(source, 'a call without a document or hash of the safelist (graphql.safelist)')
    }
  }

  #checkOperationName(source: FieldSource, { operationNames, operationName }: Call): void {
    if (operationNames === undefined) return
    if (operationName === '') {
      if (operationNames.length > 1) this.#malformed(source, 'several operations, and no operationName', 0)
    } else if (!operationNames.includes(operationName)) {
      this.#malformed(source, 'operationName names no operation of the document', 0)
    }
  }

  #debug(text: string): void {
    if (this.#graphql.debug === 'deny' && !/^(?:0|false|no|off|null)?$/i.test(text)) this.#asksForTraces = true
  }

  /** A hash or id that stands for a document; a call may name several. */
  #keepPersisted(call: Call, name: string): void {
    if (call.persisted.length < MAX_PERSISTED) call.persisted.push(name)
    else call.persisted[0] = '?'
  }

  #holdTo(source: FieldSource, name: keyof Limits['graphql'], value: number): void {
    const limit = this.#limits.graphql[name]
    if (limit >= 0 && value > limit) this.#exceeds(source, name)
  }

  #exceeds(source: FieldSource, name: keyof Limits['graphql']): void {
    this.#isBad = true
    this.#sink.limit(source, `graphql.${name}`, 0)
  }

  #deny(source: FieldSource, what: string): void {
    this.#isBad = true
    this.#say(source, 'operation_denied', `the policy denies ${what}`, 0)
  }

  #malformed(source: FieldSource, message: string, offset: number): void {
    this.#say(source, 'malformed_body', `GraphQL: ${message}`, offset)
  }

  #say(source: FieldSource, kind: ConditionClass, message: string, offset: number): void {
    this.#sink.condition(source, kind, 'warning', message, offset)
  }
}

/** Why a server would refuse a document that is well-formed; undefined if it would not. */
function faultOf(shape: GraphqlShape): string | undefined {
  if (shape.operationCount === 0) return 'a document without an operation'
  if (shape.hasFragmentCycle) return 'a fragment that comes back to itself'
  if (shape.repeatedDefinitions > 0) return 'two operations or two fragments of one name'
  return undefined
}
