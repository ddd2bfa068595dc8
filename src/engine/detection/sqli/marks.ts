/**
 * The places of a text that matter even where nothing suggests that we read SQL: telling words, `||`, comments, quotes. In
 * ascending order; filled by the quick look, used to jump over prose.
 */
class Marks {
  positions = new Int32Array(64)
  count = 0

  add(position: number): void {
    // As many as the text has characters at most.
    if (this.count === this.positions.length) {
      const longer = new Int32Array(2 * this.count)
      longer.set(this.positions)
      this.positions = longer
    }
    this.positions[this.count++] = position
  }
}

export const marks = new Marks()
