/** One line of a CSV file for a spreadsheet. A cell that a spreadsheet would take for a formula gets an apostrophe: names come from people. */
export function csvLine(cells: readonly (string | null)[]): string {
  return cells.map((cell) => quote(neutralize(cell ?? ''))).join(',')
}

function neutralize(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
