/**
 * Fewer points for the same picture: of the points that fall into one column of pixels a line needs the first, the lowest,
 * the highest and the last.
 *
 * U. Jugel, Z. Jerzak, G. Hackenbroich, V. Markl (2014), "M4: a visualization-oriented time series data aggregation".
 */

/** Columns into which the width is cut; charts are half as wide in pixels. */
const columns = 600;

/** Indices of the points to draw, rising: all of up to 2,400, else at most 4 a column where x rises or falls; one of a run of NaN. */
export function thin(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  if (x.length <= 4 * columns) return Array.from({ length: x.length }, (_, index) => index);
  let least = Infinity, greatest = -Infinity;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) continue;
    least = Math.min(least, x[i]);
    greatest = Math.max(greatest, x[i]);
  }
  const columnOf = (i: number) => (Number.isFinite(x[i]) && Number.isFinite(y[i])
    ? Math.min(columns - 1, Math.floor(((x[i] - least) / (greatest - least || 1)) * columns)) : -1);
  const kept: number[] = [];
  for (let start = 0; start < x.length;) {
    const column = columnOf(start);
    let end = start + 1, lowest = start, highest = start;
    for (; end < x.length && columnOf(end) === column; end++) {
      if (y[end] < y[lowest]) lowest = end;
      if (y[end] > y[highest]) highest = end;
    }
    kept.push(...new Set(column < 0 ? [start] : [start, Math.min(lowest, highest), Math.max(lowest, highest), end - 1]));
    start = end;
  }
  return kept;
}
