/** A few names of fields, of up to 31 letters, among many others: most of these differ from them in length already. */
export class FewNames {
  readonly #names: ReadonlySet<string>
  /** Bit n is set if one of them has n letters. */
  readonly #lengths: number

  /** @param names in lower case */
  constructor(names: Iterable<string>) {
    this.#names = new Set(names)
    this.#lengths = [...this.#names].reduce((bits, { length }) => bits | (1 << length), 0)
  }

  /** @returns the name in lower case, if it is one of them; undefined otherwise */
  find(name: string): string | undefined {
    const { length } = name
    if (length > 31 || (this.#lengths & (1 << length)) === 0) return undefined
    const lower = name.toLowerCase()
    return this.#names.has(lower) ? lower : undefined
  }
}
