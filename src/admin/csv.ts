/**
 * Rows as a file that spreadsheets open (RFC 4180), with a byte order mark, without which they take
 * Chinese for another encoding. A cell that a spreadsheet would run as a formula is made a text.
 */
export function csvOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map(quoted).join(',');
  return `\uFEFF${[titles, ...rows].map(line).join('\r\n')}\r\n`;
}

const quoted = (cell: string) =>
  `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
