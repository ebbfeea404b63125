/**
 * A table for consoles: columns aligned, numbers to the right, a line below the headings.
 *
 * @param rows the headings, then the rows, each with as many cells
 * @throws where a row has another number of cells than the headings
 * @example
 * textTable([['image', 'Jaccard'], ['ISIC_0000000', .812]]);
 * // image         Jaccard
 * // ────────────  ───────
 * // ISIC_0000000    0.812
 */
export function textTable(rows: readonly (readonly (string | number)[])[]): string {
  const [headings = [], ...body] = rows;
  const wrong = rows.findIndex((row) => row.length !== headings.length);
  if (wrong !== -1) {
    throw new Error(`Invalid \`rows\` in textTable: expected ${headings.length} cells in row ${wrong}, received ${rows[wrong].length}.`);
  }
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  const isNumeric = headings.map((_, column) => body.length > 0 && body.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly (string | number)[]) => row
    .map((cell, column) => (isNumeric[column] ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column])))
    .join('  ').trimEnd();
  return [line(headings), line(widths.map((width) => '─'.repeat(width))), ...body.map(line)].join('\n');
}
