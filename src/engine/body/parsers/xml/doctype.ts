const QUOTE = 0x22
const APOSTROPHE = 0x27
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const LESS = 0x3c
const GREATER = 0x3e
const BANG = 0x21
const QUESTION = 0x3f
const DASH = 0x2d

// Where in the declaration.
const TOP = 0
const SUBSET = 1
const MARKUP = 2
const MARKUP_BANG = 3
const MARKUP_DASH = 4
const DECLARATION = 5
const INSTRUCTION = 6
const INSTRUCTION_END = 7
const COMMENT = 8
const COMMENT_DASH = 9
const COMMENT_END = 10

/**
 * Finds the end of a document type declaration: a `>` in its internal subset, in quotes or in a comment is none. What
 * follows a wrong end would be read as something else than the server reads.
 */
export class DoctypeEnd {
  #state = TOP
  #quote = 0

  begin(): void {
    this.#state = TOP
    this.#quote = 0
  }

  /** Takes a byte; returns whether the declaration ends with it. */
  take(byte: number): boolean {
    if (this.#quote !== 0) {
      if (byte === this.#quote) this.#quote = 0
      return false
    }
    if ((byte === QUOTE || byte === APOSTROPHE) && (this.#state === TOP || this.#state === DECLARATION)) {
      this.#quote = byte
      return false
    }
    if (this.#state === TOP && byte === GREATER) return true
    this.#state = next(this.#state, byte)
    return false
  }
}

function next(state: number, byte: number): number {
  if (byte === GREATER && state >= MARKUP && state <= DECLARATION) return SUBSET
  switch (state) {
    case TOP:
      return byte === OPEN_BRACKET ? SUBSET : TOP
    case SUBSET:
      return byte === CLOSE_BRACKET ? TOP : byte === LESS ? MARKUP : SUBSET
    case MARKUP:
      return byte === BANG ? MARKUP_BANG : byte === QUESTION ? INSTRUCTION : DECLARATION
    case MARKUP_BANG:
      return byte === DASH ? MARKUP_DASH : DECLARATION
    case MARKUP_DASH:
      return byte === DASH ? COMMENT : DECLARATION
    case DECLARATION:
      return DECLARATION
    case INSTRUCTION:
      return byte === QUESTION ? INSTRUCTION_END : INSTRUCTION
    case INSTRUCTION_END:
      return byte === GREATER ? SUBSET : byte === QUESTION ? INSTRUCTION_END : INSTRUCTION
    case COMMENT:
      return byte === DASH ? COMMENT_DASH : COMMENT
    case COMMENT_DASH:
      return byte === DASH ? COMMENT_END : COMMENT
    case COMMENT_END:
      return byte === GREATER ? SUBSET : byte === DASH ? COMMENT_END : COMMENT
    default:
      return state
  }
}
