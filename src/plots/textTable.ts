/** A table for consoles. */
import { cellTexts, numericColumns, type Cell } from './cells';

/**
 * Aligned columns with a line below the headings; columns of numbers are set to the right, with three decimals where
 * any of them has a fraction.
 *
 * @param rows the headings, then the rows, each with as many cells
 * @throws where a row has another number of cells than the headings
 * @example
 * textTable([['image', 'Jaccard'], ['ISIC_0000000', .81]]);
 * // image         Jaccard
 * // ────────────  ───────
 * // ISIC_0000000    0.810
 */
export function textTable(rows: readonly (readonly Cell[])[]): string {
  const [headings = [], ...body] = rows;
  const wrong = rows.findIndex((row) => row.length !== headings.length);
  if (wrong !== -1) {
    throw new Error(`Invalid \`rows\` in textTable: expected ${headings.length} cells in row ${wrong}, ` +
      `received ${rows[wrong].length}.`);
  }
  const isNumeric = numericColumns(body, headings.length);
  const texts = [headings.map(String), ...cellTexts(body)];
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const line = (row: readonly string[]) => row
    .map((text, column) => (isNumeric[column] ? text.padStart(widths[column]) : text.padEnd(widths[column])))
    .join('  ').trimEnd();
  const [head, ...others] = texts;
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...others.map(line)].join('\n');
}
