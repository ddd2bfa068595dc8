import { Body } from './body/body.ts'
import type { ParserContext } from './body/parser.ts'
import { tellLimits } from './body/parsers/json/walk-limits.ts'
import { UrlencodedParser } from './body/parsers/urlencoded.ts'
import { forEachCookie } from './canonical/cookies.ts'
import type { Head } from './canonical/head.ts'
import type { FieldSource } from './fields.ts'
import { Carrier } from './graphql/carrier.ts'
import { GraphqlIntake } from './graphql/intake.ts'
import type { Inspector } from './inspector.ts'
import { KeptText } from './kept-text.ts'
import { Budget, NO_LIMIT } from './limits/budget.ts'
import { defaultLimits, type LimitName } from './limits/table.ts'
import {
  HEAD_FIELD_ANY,
  HEAD_FIELD_COOKIES,
  HEAD_FIELD_SIZE,
  HEAD_FIELD_STRUCTURED,
  type Loaded,
  READS_TOKENS,
} from './loaded.ts'
import type { InspectionPolicy } from './policy.ts'
import { checkHeader } from './protocol/header-checks.ts'
import { InspectingSink } from './sinks.ts'
import { STRUCTURED_HEADERS } from './structured-headers.ts'
import type { ConditionClass, FieldPath, Finding, Operation, Severity, Verdict, Where } from './types.ts'
import { Ledger } from './verdict/ledger.ts'
import { looksEncoded } from './views/views.ts'

/** Work that every request may take. */
const WORK_BYTES = 1_048_576
/** Looks that every request may take. */
const LOOKS = 2_048
/** What detectors may read before values are looked at in fewer of the forms that they decode to: so much, and so many times the request. */
const EFFORT_BYTES = 65_536
const EFFORT_RATIO = 2

const SLASH = 0x2f
/** What segments of a path consist of, as a rule. */
const PLAIN = new Uint8Array(256)
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@')) PLAIN[byte] = 1

/** Holds a head's bytes while they are looked at, which happens in one go; shared by all inspections. */
let scratch = Buffer.allocUnsafe(16_384)

/** A place in a request that isn't a body: one value under at most one name. */
class Place implements FieldSource {
  where: Where
  label: string | undefined

  constructor(where: Where, label?: string) {
    this.where = where
    this.label = label
  }

  path(): FieldPath {
    return this.label === undefined ? [] : [this.label]
  }

  name(): string {
    return this.label ?? ''
  }
}

/** What the module is told of a field of this name. */
function kindOf(name: string): number {
  if (name === 'cookie') return HEAD_FIELD_COOKIES
  return STRUCTURED_HEADERS.has(name) ? HEAD_FIELD_STRUCTURED : HEAD_FIELD_ANY
}

/** A cookie, whose name is text only once somebody asks. */
class CookiePlace implements FieldSource {
  readonly where = 'cookie'
  /** Where its name stands among the head's bytes. */
  start = 0
  end = 0

  path(): FieldPath {
    return [this.name()]
  }

  name(): string {
    return scratch.latin1Slice(this.start, this.end)
  }
}

/**
 * One request on its way through the engine: head, then body as it comes, then the verdict. Bytes in, verdict out; no
 * sockets, no files, no clock. A request that could not be read is still judged by what could.
 */
export class Inspection {
  /** Body bytes that were read. */
  inspectedBytes = 0
  readonly #inspector: Inspector
  readonly #ledger: Ledger
  readonly #policy: InspectionPolicy
  readonly #budget: Budget
  readonly #sink: InspectingSink
  #head: Head | undefined
  #body: Body | undefined
  #graphql: GraphqlIntake | undefined
  /** The decoded body, where a schema has to see it whole. */
  #kept: KeptText | undefined
  /** Bytes of head and body, which are what inspection may cost. */
  #paid = 0
  /** Nothing more is looked at. */
  #gaveUp = false

  constructor(inspector: Inspector, policy: InspectionPolicy) {
    this.#inspector = inspector
    this.#policy = policy
    this.#ledger = new Ledger(policy)
    this.#budget = new Budget(policy.limits ?? defaultLimits)
    this.#sink = new InspectingSink(inspector, this.#ledger, this.#budget)
  }

  /** What was found so far. */
  get findings(): readonly Finding[] {
    return this.#ledger.findings
  }

  /** Findings that were not kept. */
  get findingsDropped(): number {
    return this.#ledger.dropped
  }

  /** What the request asks a GraphQL server to run, as far as it has been read. */
  get operations(): readonly Operation[] {
    return this.#graphql?.operations ?? []
  }

  /** Whether the request is one for a GraphQL server. */
  get isGraphql(): boolean {
    return this.#graphql?.isRecognised ?? false
  }

  /** The verdict on what has been seen so far; may be asked at any time. */
  get verdict(): Verdict {
    return this.#ledger.verdict()
  }

  /** Records a condition that the caller met: framing, a limit, a body that nobody reads. */
  condition(where: Where, kind: ConditionClass, severity: Severity, message: string): void {
    this.#inspector.condition(this.#ledger, new Place(where), kind, severity, message, 0)
  }

  /** Inspects method, path, query, header fields and cookies. */
  head(head: Head): void {
    this.#head = head
    if (!this.#gaveUp) this.#lookInto(head)
    this.#protocol(head)
    this.#headLimits(head)
    if (head.bodyLength === 0) this.#graphql?.finish(new Place('query'), undefined)
  }

  #lookInto(head: Head): void {
    this.#lookForGraphql(head)
    const { target, pathLength, method, rawHeaders, names } = head
    const { length } = target
    // All of it at once: to take each field in would cost more than the field.
    this.#write(target, 0)
    this.#write(method, length)
    const total = this.#writeValues(rawHeaders, length + method.length)
    this.#allow(total)
    // Of the head's parts only the query is walked through, by those who look at it.
    const loaded = this.#inspector.load(0, scratch, 0, total, 'query')
    if (loaded !== undefined) this.#readTokens(loaded)
    try {
      this.#path(pathLength)
      if (pathLength + 1 < length) {
        const query = new UrlencodedParser({ ...this.#context('query'), offset: pathLength + 1 })
        query.whole(scratch, pathLength + 1, length, loaded)
      }
      this.#value(new Place('method'), length, length + method.length, 0)
      this.#fields('header', rawHeaders, names, length + method.length, loaded)
    } finally {
      // The buffer is used again: what was seen of it must not outlive it.
      this.#inspector.forget(0)
    }
    this.#checkWork()
  }

  /** The module reads the head's tokens, held to what JSON may be; names that stand twice are the parser's to find. */
  #readTokens(loaded: Loaded): void {
    const { limits, max } = this.#budget
    if (!limits.json.allow_duplicate_object_entry_name) return
    tellLimits(loaded, max)
    loaded.registers[READS_TOKENS] = 1
  }

  #lookForGraphql(head: Head): void {
    const { graphql, schema, safelist } = this.#policy
    if (graphql === undefined || graphql.recognise === 'off') return
    this.#graphql = new GraphqlIntake(
      this.#policy,
      graphql,
      this.#budget.limits,
      this.#sink,
      new Carrier(head, graphql, schema !== undefined || safelist !== undefined),
    )
    this.#sink.attach(this.#graphql)
    if (schema !== undefined) this.#kept = new KeptText()
  }

  /** What a head says of the request itself, whatever words it is made of. */
  #protocol(head: Head): void {
    const { method, names, rawHeaders } = head
    if (this.#policy.allowedMethods?.includes(method) === false) {
      this.condition(
        'method',
        'method_not_allowed',
        'warning',
        'the policy does not allow this method (allowedMethods)',
      )
    }
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const value = rawHeaders[2 * i + 1] as string
      const seen = checkHeader(name, value, head)
      if (seen !== undefined) this.#inspector.protocolAbuse(this.#ledger, new Place('header', name), seen, value)
    }
  }

  #headLimits({ target, names, rawHeaders }: Head): void {
    const { max } = this.#budget
    const uriLength = max['request.max_uri_length']
    if (target.length > uriLength) this.#sink.limit(new Place('path'), 'request.max_uri_length', uriLength)
    if (names.length > max['request.max_header_count']) {
      this.#sink.limit(new Place('header'), 'request.max_header_count', 0)
    }
    const headerSize = max['request.max_header_size']
    if (headerSize !== NO_LIMIT && rawHeaders.reduce((sum, text) => sum + text.length, 0) > headerSize) {
      this.#sink.limit(new Place('header'), 'request.max_header_size', 0)
    }
  }

  /** Inspects the fields that follow a chunked body. */
  trailers(rawTrailers: readonly string[]): void {
    if (this.#gaveUp) return
    const names = rawTrailers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase())
    this.#writeValues(rawTrailers, 0)
    this.#fields('trailer', rawTrailers, names, 0, undefined)
  }

  /** Takes the next bytes of the body. The caller may release them to the upstream once this is done. */
  write(chunk: Buffer): void | Promise<void> {
    // Nothing has come, not even of an encoding that isn't known.
    if (chunk.length === 0) return
    if (this.#gaveUp) return
    this.inspectedBytes += chunk.length
    this.#allow(chunk.length)
    const written = this.#bodyOf().write(chunk)
    if (written !== undefined) return written.then(this.#checkWork)
    this.#checkWork()
  }

  /** The body is complete. */
  end(): Verdict | Promise<Verdict> {
    const ended = this.#gaveUp ? undefined : this.#body?.end()
    return ended === undefined ? this.#ended() : ended.then(() => this.#ended())
  }

  #ended(): Verdict {
    this.#graphql?.finish(new Place('body'), this.#kept)
    return this.verdict
  }

  /** Bytes that have come may cost something. */
  #allow(bytes: number): void {
    this.#paid += bytes
    const { max } = this.#budget
    this.#ledger.maxEffort = EFFORT_BYTES + this.#paid * EFFORT_RATIO
    this.#ledger.maxWork = WORK_BYTES + this.#paid * max['request.inspection_work']
    this.#ledger.maxLooks = LOOKS + (this.#paid / 1_024) * max['request.inspection_looks']
  }

  readonly #checkWork = (): void => {
    if (!this.#ledger.isExhausted) return
    this.giveUp(this.#ledger.work > this.#ledger.maxWork ? 'request.inspection_work' : 'request.inspection_looks')
  }

  /** The upstream's answer has begun to go out: from here on a bad request is aborted, not answered. */
  answerBegun(): void {
    this.#ledger.answerBegun = true
  }

  /** Looks at nothing that costs much: the method, header fields that override, and limits of the head are all that is left. */
  leaveOut(kind: ConditionClass, message: string): void {
    this.condition('connection', kind, 'error', message)
    this.#gaveUp = true
  }

  /** Stops inspecting: a limit on the work itself. What has been found still counts. */
  giveUp(limit: LimitName): void {
    if (this.#gaveUp) return
    this.#sink.limit(new Place('body'), limit, this.inspectedBytes)
    this.close()
  }

  /** Lets go of what the inspection holds; nothing more is looked at. May be called at any time. */
  close(): void {
    this.#gaveUp = true
    this.#body?.close()
  }

  #bodyOf(): Body {
    const { mediaType, contentEncodings, bodyLength } = this.#head as Head
    this.#body ??= new Body(
      this.#context('body'),
      new Place('body'),
      mediaType,
      contentEncodings,
      this.#kept,
      bodyLength,
    )
    return this.#body
  }

  /**
   * The path as a whole, and each segment of it in which something other than a plain name stands, or which may stand for text:
   * servers take it for a value.
   */
  #path(length: number): void {
    const place = new Place('path')
    this.#value(place, 0, length, 0)
    let from = 1
    let isPlain = true
    for (let i = 1; i <= length; i++) {
      const byte = i < length ? (scratch[i] as number) : SLASH
      if (byte !== SLASH) isPlain &&= PLAIN[byte] === 1
      else {
        if (!isPlain || looksEncoded(scratch, from, i)) this.#value(place, from, i, from)
        from = i + 1
        isPlain = true
      }
    }
  }

  #context(where: Where): ParserContext {
    return { sink: this.#sink, where, budget: this.#budget }
  }

  /**
   * @param at where the values begin in the scratch buffer, one right behind the other
   * @param loaded what has taken them in
   */
  #fields(
    where: Where,
    raw: readonly string[],
    names: readonly string[],
    at: number,
    loaded: Loaded | undefined,
  ): void {
    const place = new Place(where)
    const count = loaded === undefined ? 0 : this.#tell(loaded, raw, names, at)
    let loud = loaded === undefined ? 0 : this.#inspector.firstLoud(this.#ledger, loaded, where, 0, count)
    let start = at
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const end = start + (raw[2 * i + 1] as string).length
      if (i < loud) this.#ledger.work += end - start
      else if (start < end) {
        place.label = name
        const kind = kindOf(name)
        if (kind === HEAD_FIELD_COOKIES)
          this.#cookies(start, end, i < count ? this.#toldFrom(loaded as Loaded, i) : start)
        else if (kind === HEAD_FIELD_ANY) this.#value(place, start, end, 0)
        else if (!this.#inspector.passes(this.#ledger, where, scratch, start, end, false, true)) {
          this.#inspector.inspect(this.#ledger, place, scratch, start, end, 0, false, true)
        }
        if (loaded !== undefined && i + 1 < count) {
          loud = this.#inspector.firstLoud(this.#ledger, loaded, where, i + 1, count)
        }
      }
      start = end
    }
  }

  /** Tells the module where fields stand. @returns how many */
  #tell(
    { headFields, maxHeadFields, input }: Loaded,
    raw: readonly string[],
    names: readonly string[],
    at: number,
  ): number {
    const count = Math.min(names.length, maxHeadFields)
    let start = at + input
    for (let i = 0; i < count; i++) {
      const end = start + (raw[2 * i + 1] as string).length
      const place = HEAD_FIELD_SIZE * i
      headFields[place] = start
      headFields[place + 1] = end
      headFields[place + 2] = kindOf(names[i] as string)
      start = end
    }
    return count
  }

  /** Where a field begins, as the module tells it. */
  #toldFrom({ headFields, input }: Loaded, index: number): number {
    return (headFields[HEAD_FIELD_SIZE * index] as number) - input
  }

  /** @param from where the first cookie begins in which something could be found */
  #cookies(start: number, end: number, from: number): void {
    const place = new CookiePlace()
    this.#ledger.work += from - start
    forEachCookie(scratch, from, end, (nameStart, nameEnd, valueStart, valueEnd) => {
      place.start = nameStart
      place.end = Math.max(nameStart, nameEnd)
      if (nameStart < nameEnd) this.#sink.field(place, scratch, nameStart, nameEnd, nameStart - start, true)
      this.#value(place, valueStart, valueEnd, valueStart - start)
    })
  }

  #value(place: FieldSource, start: number, end: number, offset: number): void {
    this.#sink.field(place, scratch, start, end, offset, false)
  }

  /** Writes the values of fields to the scratch buffer from `at` on, one right behind the other; returns where they end. */
  #writeValues(raw: readonly string[], at: number): number {
    let end = at
    for (let i = 1; i < raw.length; i += 2) {
      const value = raw[i] as string
      this.#write(value, end)
      end += value.length
    }
    return end
  }

  /** Writes wire text, one latin1 character a byte, to the scratch buffer. */
  #write(text: string, at: number): void {
    const end = at + text.length
    if (end > scratch.length) {
      const larger = Buffer.allocUnsafe(end * 2)
      scratch.copy(larger, 0, 0, at)
      scratch = larger
    }
    scratch.latin1Write(text, at)
  }
}
