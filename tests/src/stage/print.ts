export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`)
}

export function printHeading(title: string): void {
  printLine(`\n${process.stdout.isTTY ? `\u001b[1m${title}\u001b[0m` : title}`)
}

/** Rows under a header, columns aligned. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()
  printLine(line(header))
  printLine(`  ${widths.map((width) => '─'.repeat(width)).join('  ')}`)
  for (const row of rows) printLine(line(row))
}
