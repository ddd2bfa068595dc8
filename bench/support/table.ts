type Cell = string | number

/** Prints rows in columns; numbers and what looks like them stand right. */
export function printTable(header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const text = rows.map((row) => row.map(String))
  const widths = header.map((name, column) => Math.max(name.length, ...text.map((row) => row[column]?.length ?? 0)))
  const isNumeric = header.map((_, column) => text.every((row) => /^([-+~]?[\d.]|–|$)/.test(row[column] ?? '')))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  process.stdout.write(`${line(header)}\n${line(widths.map((width) => '─'.repeat(width)))}\n`)
  for (const row of text) process.stdout.write(`${line(row)}\n`)
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`)
}

export function percent(part: number, whole: number, digits = 1): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(digits)} %`
}
