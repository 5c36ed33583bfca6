/** Writes one line for a person. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Writes rows under a header, columns aligned; the last column is not padded. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const format = (row: readonly string[]) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')
  for (const row of [header, ...rows]) printLine(format(row))
}
