import { CurrentField } from './current-field.ts'
import type { FieldSource } from './fields.ts'
import { KnownDocuments } from './graphql/known-documents.ts'
import type { Loaded } from './loaded.ts'
import { NON_ASCII } from './screen/ahead.ts'
import { Screen } from './screen/screen.ts'
import { type CompiledSignature, PLACES, type SignatureGroup, type SignatureSet } from './signatures/compile.ts'
import type { Trace } from './trace.ts'
import type { ConditionClass, Detector, Finding, FindingClass, Paranoia, Severity, ViewName, Where } from './types.ts'
import type { Ledger } from './verdict/ledger.ts'
import { decodeLenient, isUtf8 } from './views/utf8.ts'
import { looksEncoded, type View, views } from './views/views.ts'

/** Decoded forms of one value that are looked at, the value itself included. */
export const MAX_TEXTS = 16
/** Decodings in a row, or rounds of all of them. */
export const MAX_CHAIN = 4

/** One text that a value decodes to. */
interface Text {
  readonly text: string
  readonly mask: number
  readonly chain: readonly ViewName[]
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
}

/** Called when a detector or a view throws, which is a defect of ours: for the log and a metric. */
export type OnEngineError = (part: string, error: unknown) => void

/**
 * Looks at one value after another: screen, signatures, detectors, and the same for what the value decodes to. Shared by
 * all inspections of a worker, since each call runs to its end.
 */
export class Inspector {
  /** GraphQL's documents in which these detectors have nothing to look at. */
  readonly documents = new KnownDocuments()
  readonly #detectors: readonly { detector: Detector; bit: number }[]
  readonly #views: readonly { view: View; bit: number }[]
  /** The bits of all views that the screen wakes. */
  readonly #anyView: number
  readonly #signatures: SignatureSet
  readonly #screen: Screen
  readonly #signatureBits: ReadonlyMap<SignatureGroup, number>
  /** The bits of all who look at names, and at the values of each place: all but the signatures of other places. */
  readonly #lookAtNames: number
  readonly #lookAtValues: Readonly<Partial<Record<Where, number>>>
  readonly #onError: OnEngineError
  readonly #trace: Trace | undefined

  // What is being looked at, so that the callbacks need no closures.
  #ledger!: Ledger
  #source!: FieldSource
  #offset = 0
  readonly #field = new CurrentField()
  #text!: Text
  #detectorName = ''
  #decisive = false
  /** The ledger knows that the field has begun: only a field in which something is found begins there. */
  #scored = false

  constructor(detectors: readonly Detector[], signatures: SignatureSet, onError: OnEngineError, trace?: Trace) {
    this.#screen = new Screen([
      ...detectors.map(({ cues, ...detector }) => ({ ...detector, literals: cues })),
      ...views,
      ...signatures.groups.map(({ name, literals, asked, tells, teller }) => {
        return { name, bytes: '', literals, asked, tells, teller }
      }),
    ])
    const { bits } = this.#screen
    this.#detectors = detectors.map((detector) => ({ detector, bit: bits.get(detector.name) as number }))
    this.#views = views.map((view) => ({ view, bit: bits.get(view.name) as number }))
    this.#anyView = this.#views.reduce((mask, { bit }) => mask | bit, 0)
    this.#signatureBits = new Map(signatures.groups.map((group) => [group, bits.get(group.name) as number]))
    const others = (own: SignatureGroup | undefined) =>
      signatures.groups.reduce((mask, group) => (group === own ? mask : mask & ~(bits.get(group.name) as number)), -1)
    this.#lookAtNames = others(signatures.groupOf({ where: 'body', isName: true }))
    this.#lookAtValues = Object.fromEntries(
      PLACES.map((where) => [where, others(signatures.groupOf({ where, isName: false }))]),
    )
    this.#signatures = signatures
    this.#onError = onError
    this.#trace = trace
  }

  /**
   * See `FieldSink.load`.
   * @param level 0, or 1 for a document that stands in a value
   */
  load(level: number, bytes: Buffer, start: number, end: number, where: Where): Loaded | undefined {
    const ahead = this.#screen.ahead(level)
    const walk = ahead.load(bytes, start, end, this.#looking(where, true), this.#looking(where, false))
    // Who explains a request has to see all of its fields.
    return this.#trace === undefined ? walk : undefined
  }

  /**
   * Passes over a field in which nothing can be found, nor in what it may hold or stand for.
   * @param structured see `Screen.scan`
   * @returns false if that isn't plain to see: the field has to be inspected
   */
  passes(
    ledger: Ledger,
    where: Where,
    bytes: Buffer,
    start: number,
    end: number,
    isName: boolean,
    structured = false,
  ): boolean {
    // Who explains a request has to see all of its fields.
    if (this.#trace !== undefined || ledger.isOver) return false
    if (!this.#screen.isQuiet(bytes, start, end, isName, structured, this.#looking(where, isName))) return false
    ledger.work += end - start
    return true
  }

  /**
   * Passes over fields of a head as `passes` does, but for their bytes, which are the caller's to count.
   * @returns the first from `first` on that has to be inspected; `count` if none has
   */
  firstLoud(ledger: Ledger, loaded: Loaded, where: Where, first: number, count: number): number {
    if (ledger.isOver) return first
    return loaded.firstLoud(first, count, this.#looking(where, false), this.#looking('cookie', false))
  }

  /** The bits of all who look at a field. */
  #looking(where: Where, isName: boolean): number {
    return isName ? this.#lookAtNames : (this.#lookAtValues[where] ?? -1)
  }

  forget(level: number): void {
    this.#screen.ahead(level).forget()
  }

  /** Inspects `bytes[start, end)`. See `FieldSink.field`. @returns false if nobody had to look at it: nobody has to if it comes again */
  inspect(
    ledger: Ledger,
    source: FieldSource,
    bytes: Buffer,
    start: number,
    end: number,
    offset: number,
    isName: boolean,
    structured = false,
  ): boolean {
    // The caller gives up once it sees this; a chunk may hold a thousand such values.
    if (ledger.isOver) return true
    ledger.work += end - start
    this.#trace?.field(source.where, source.path(), isName, bytes.subarray(start, end))
    const looking = this.#looking(source.where, isName)
    const mask = this.#screen.scan(bytes, start, end, structured, looking) & looking
    if (mask === 0 && !looksEncoded(bytes, start, end)) return this.#trace !== undefined
    // Letters of other languages alone wake nobody, if they are letters.
    if (mask === NON_ASCII && isUtf8(bytes, start, end)) return this.#trace !== undefined
    this.#ledger = ledger
    this.#source = source
    this.#offset = offset
    this.#field.begin(source, isName)
    this.#decisive = false
    this.#scored = false
    this.#lookAtAll(this.#decode(bytes, start, end, mask))
    return true
  }

  /** Records something about the input itself. */
  condition(
    ledger: Ledger,
    source: FieldSource,
    kind: ConditionClass,
    severity: Severity,
    message: string,
    offset: number,
  ): void {
    said(ledger, source, kind, severity, 'engine', message, offset, '')
  }

  /** Records that a part of the head makes the request something else than it seems. */
  protocolAbuse(ledger: Ledger, source: FieldSource, message: string, value: string): void {
    ledger.nextField()
    said(ledger, source, 'protocol_abuse', 'critical', 'detector:protocol_abuse', message, 0, value)
  }

  #decode(bytes: Buffer, start: number, end: number, mask: number): Text {
    if ((mask & NON_ASCII) === 0) return { text: bytes.latin1Slice(start, end), mask, chain: [], bytes, start, end }
    if (isUtf8(bytes, start, end)) return { text: bytes.utf8Slice(start, end), mask, chain: [], bytes, start, end }
    this.condition(this.#ledger, this.#source, 'malformed_encoding', 'notice', 'bytes that are not UTF-8', this.#offset)
    return this.#derive(decodeLenient(bytes.subarray(start, end)), [])
  }

  #derive(text: string, chain: readonly ViewName[]): Text {
    const bytes = Buffer.from(text, 'utf8')
    this.#ledger.work += bytes.length
    return { text, mask: this.#screen.scan(bytes, 0, bytes.length, false), chain, bytes, start: 0, end: bytes.length }
  }

  /**
   * Looks at a text and at what it decodes to: first decoded by everything, again and again, since an attacker's padding
   * may not use up the bounds before the decoding that a server does; then every other order, breadth first.
   */
  #lookAtAll(first: Text): void {
    this.#lookAt(first)
    if ((first.mask & this.#anyView) === 0 && !looksEncoded(first.bytes, first.start, first.end)) return
    const texts = [first]
    this.#decodeAll(texts)
    // One kind of decoding, however often, has one order only.
    const { chain } = texts.at(-1) as Text
    if (chain.every((name) => name === chain[0])) return
    for (let i = 0; i < texts.length && !this.#decisive; i++) {
      for (const { view, bit } of this.#views) {
        const text = texts[i] as Text
        if (!this.#isWoken(view, bit, text)) continue
        const decoded = this.#apply(view, text.text)
        if (decoded === undefined || texts.some((other) => other.text === decoded)) continue
        if (this.#ledger.isDear || texts.length === MAX_TEXTS || text.chain.length >= MAX_CHAIN) {
          this.#decodingLimit()
          return
        }
        this.#lookAtNext(texts, this.#derive(decoded, [...text.chain, view.name]))
        if (this.#decisive) return
      }
    }
  }

  /**
   * Applies all views in turn, for as many rounds as something changes, and looks at what each round makes. Where it has become dear, at
   * less: at what the first view makes, as most servers decode, at what stood in another alphabet, and at what comes of it in the end.
   * A further decoding can hide what an earlier one shows: `;r\\m x` in base64, whose backslash the next round takes for an escape.
   */
  #decodeAll(texts: Text[]): void {
    let text = texts[0] as Text
    let unseen: Text | undefined
    for (let round = 0; !this.#decisive; round++) {
      const isDear = this.#ledger.isDear
      let changed = text
      for (const { view, bit } of this.#views) {
        if (!this.#isWoken(view, bit, changed)) continue
        const decoded = this.#apply(view, changed.text)
        if (decoded === undefined) continue
        const isFirst = changed === texts[0]
        changed = this.#derive(decoded, [...changed.chain, view.name])
        unseen = isDear ? changed : undefined
        // What is told by its look alone is a text in another alphabet.
        if (!isDear || (!isFirst && view.looks === undefined) || this.#decisive) continue
        this.#lookAtNew(texts, changed)
        unseen = undefined
      }
      if (changed === text) break
      if (round === MAX_CHAIN) {
        this.#decodingLimit()
        break
      }
      text = changed
      if (!isDear) this.#lookAtNew(texts, changed)
    }
    if (unseen !== undefined && !this.#decisive) this.#lookAtNew(texts, unseen)
  }

  /** Looks at a text unless it was looked at before. */
  #lookAtNew(texts: Text[], text: Text): void {
    if (!texts.some((other) => other.text === text.text)) this.#lookAtNext(texts, text)
  }

  #lookAtNext(texts: Text[], text: Text): void {
    texts.push(text)
    this.#lookAt(text)
  }

  #isWoken(view: View, bit: number, text: Text): boolean {
    return (text.mask & bit) !== 0 || view.looks?.(text.bytes, text.start, text.end) === true
  }

  #decodingLimit(): void {
    const message = 'more layers of encoding than are decoded'
    this.condition(this.#ledger, this.#source, 'decoding_limit', 'notice', message, this.#offset)
  }

  #apply(view: View, text: string): string | undefined {
    try {
      return view.apply(text)
    } catch (error) {
      this.#failed(`view:${view.name}`, error)
      return undefined
    }
  }

  #lookAt(text: Text): void {
    this.#text = text
    if (this.#trace !== undefined) this.#show(this.#trace, text)
    const group = this.#signatures.groupOf(this.#field)
    if (group !== undefined && (text.mask & (this.#signatureBits.get(group) as number)) !== 0) {
      try {
        group.matches(text.text, text.bytes, text.start, text.end, this.#field, this.#onSignature)
      } catch (error) {
        this.#failed('signatures', error)
      }
    }
    for (const { detector, bit } of this.#detectors) {
      if ((text.mask & bit) === 0) continue
      this.#ledger.look(text.text.length)
      this.#detectorName = detector.name
      try {
        detector.detect(text.text, this.#field, this.#report)
      } catch (error) {
        this.#failed(`detector:${detector.name}`, error)
      }
    }
  }

  #show(trace: Trace, { text, chain, mask }: Text): void {
    const woken = this.#detectors.filter(({ bit }) => (mask & bit) !== 0)
    trace.form(
      text,
      chain,
      woken.map(({ detector }) => detector),
    )
  }

  readonly #onSignature = (
    signature: CompiledSignature,
    paranoia: Paranoia,
    matchStart: number,
    matchEnd: number,
  ): void => {
    const { class: kind, severity, source, description } = signature
    this.#add(kind, severity, paranoia, source, description, matchStart, matchEnd)
  }

  readonly #report = (
    severity: Severity,
    start: number,
    end: number,
    message: string,
    paranoia: Paranoia = 1,
  ): void => {
    const name = this.#detectorName as FindingClass
    this.#add(name, severity, paranoia, `detector:${name}`, message, start, end)
  }

  #add(
    kind: FindingClass,
    severity: Severity,
    paranoia: Paranoia,
    source: string,
    message: string,
    start: number,
    end: number,
  ): void {
    const { text, chain } = this.#text
    const clamp = (position: number) => Math.max(0, Math.min(position, text.length))
    const finding: Finding = {
      class: kind,
      severity,
      paranoia,
      source,
      message,
      where: this.#field.where,
      path: this.#source.path(),
      isName: this.#field.isName,
      views: chain,
      offset: this.#offset,
      text,
      matchStart: clamp(start),
      matchEnd: clamp(end),
    }
    if (!this.#scored) this.#ledger.nextField()
    this.#scored = true
    this.#ledger.add(finding)
    if (severity === 'critical' && this.#ledger.isDecided) this.#decisive = true
  }

  #failed(part: string, error: unknown): void {
    this.#onError(part, error)
    const message = `${part} failed; the other detectors still judged`
    this.condition(this.#ledger, this.#source, 'engine_error', 'error', message, this.#offset)
  }
}

/** Adds a finding that no detector has read out of a text. @param text what it is about, shown whole */
function said(
  ledger: Ledger,
  source: FieldSource,
  kind: FindingClass,
  severity: Severity,
  by: string,
  message: string,
  offset: number,
  text: string,
): void {
  ledger.add({
    class: kind,
    severity,
    paranoia: 1,
    source: by,
    message,
    where: source.where,
    path: source.path(),
    isName: false,
    views: [],
    offset,
    text,
    matchStart: 0,
    matchEnd: text.length,
  })
}
