/** How far before a path white space makes it part of a text. */
const REACH = 64

/** White space before paths, which are asked about in the order in which they stand: a soup of paths is read once. */
class Spaces {
  #read = 0
  #last = Number.NEGATIVE_INFINITY

  /** Begins with a text. */
  begin(): void {
    this.#read = 0
    this.#last = Number.NEGATIVE_INFINITY
  }

  /** White space stands before `start`: the path is part of a text. */
  standsBefore(text: string, start: number): boolean {
    for (; this.#read < start; this.#read++) {
      const code = text.charCodeAt(this.#read)
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) this.#last = this.#read
    }
    return start - this.#last <= REACH
  }
}

export const spaces = new Spaces()
