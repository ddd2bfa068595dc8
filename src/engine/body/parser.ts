import type { MediaType } from '../canonical/media-type.ts'
import type { BodyParser, FieldSink, FieldSource } from '../fields.ts'
import { Budget } from '../limits/budget.ts'
import type { FieldPath, Where } from '../types.ts'

/** What a parser is given. */
export interface ParserContext {
  readonly sink: FieldSink
  readonly where: Where
  readonly budget: Budget
  /** The field in which this content stands: a multipart's part, a string that holds JSON. */
  readonly parent?: FieldSource
  /**
   * Another reading of the same bytes stands beside this one: from a fault on there is nothing to add. What only begins like
   * a document, random bytes say, would else be read as text.
   */
  readonly isGuess?: boolean
  /** Offset of the first byte in its part of the request; 0 if not given. */
  readonly offset?: number
}

/** What the parser of a container is given besides. */
export interface ContainerContext extends ParserContext {
  /** Opens a reader for a part: its format is chosen by its type and its first bytes. */
  readonly open: (context: ParserContext, mediaType: MediaType) => BodyParser
}

/** The path of what stands within `parent`. */
export function pathWithin(parent: FieldSource | undefined, path: FieldPath): FieldPath {
  return parent === undefined ? path : [...parent.path(), ...path]
}

/**
 * For a reading beside the declared one: it spends nothing of what that one may, and says nothing of the form.
 * @param sink takes its fields; the quiet form of the context's own if not given
 */
export function besides<T extends ParserContext>(context: T, sink: FieldSink = context.sink.quiet()): T {
  return { ...context, sink, budget: new Budget(context.budget.limits) }
}
