/**
 * Rows as a file that spreadsheets open (RFC 4180), with a byte order mark, without which they take
 * Chinese for another encoding. A cell that a spreadsheet would run as a formula is made a text.
 */
export function csvOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => cells.map(quoted).join(',');
  return `\uFEFF${[titles, ...rows].map(line).join('\r\n')}\r\n`;
}

/** However it is written: full-width signs and blanks before them count for spreadsheets too. */
const isFormula = (cell: string) => /^\s*[=+\-@]|^[\t\r\n]/.test(cell.normalize('NFKC'));

const quoted = (cell: string) => `"${(isFormula(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
