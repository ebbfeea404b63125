/** How tables print numbers: columns of numbers are set to the right, with three decimals where any has a fraction. */

/** A word, a number printed as the rule above says. */
export type Cell = string | number;

/** Which columns hold numbers only. */
export function numericColumns(rows: readonly (readonly Cell[])[], columns: number): boolean[] {
  return Array.from({ length: columns }, (_, column) =>
    rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
}

/** The rows as text. */
export function cellTexts(rows: readonly (readonly Cell[])[]): string[][] {
  const isFraction = (cell: Cell) => typeof cell === 'number' && Number.isFinite(cell) && !Number.isInteger(cell);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const decimals = Array.from({ length: width }, (_, column) => (rows.some((row) => isFraction(row[column])) ? 3 : 0));
  return rows.map((row) => row.map((cell, column) => (typeof cell === 'number' ? cell.toFixed(decimals[column]) : cell)));
}
