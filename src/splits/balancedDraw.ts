/**
 * Balanced sampling by the cube method: every unit is drawn with the same chance, and what is drawn has, of each quantity, as near to
 * its share as whole units allow.
 *
 *     The chances π begin at p. As long as some u ≠ 0 has Σ uᵢ·xᵢ = 0 in every quantity x, the totals Σ πᵢ·xᵢ stay when π moves along u:
 *     forward by a or back by b, until a chance becomes 0 or 1; forward with probability b / (a + b), so that π stays p on average.
 *     At the end quantities are given up, the last one first.
 *
 * J.-C. Deville, Y. Tillé (2004), "Efficient balanced sampling: the cube method"; G. Chauvet, Y. Tillé (2006), "A fast algorithm for
 * balanced sampling", which moves few chances at a time.
 */
import type { Stream } from '../random/stream';

/** Chances this near to 0 or 1 have got there. */
const ROUNDING = 1e-9;

/**
 * Draws units.
 *
 * @param units the quantities of each unit, the most important first; the first units are settled first
 * @param chance p in [0, 1]
 * @returns positions of those drawn, ascending
 * @example
 * balancedDraw([[1, 20], [1, 20], [1, 2], [1, 2]], 0.5, stream(7));     // one of each size
 */
export function balancedDraw(units: readonly (readonly number[])[], chance: number, random: Stream): number[] {
  const chances = units.map(() => chance);
  const isOpen = (i: number) => chances[i] > ROUNDING && chances[i] < 1 - ROUNDING;
  for (let quantities = units[0].length; quantities >= 0; quantities--) {
    let pool: number[] = [];
    for (const i of units.keys()) {
      if (!isOpen(i)) continue;
      pool.push(i);
      const direction = nullDirection(pool.map((j) => units[j].slice(0, quantities)));
      if (!direction) continue;
      move(chances, pool, direction, random);
      pool = pool.filter(isOpen);
    }
  }
  return [...units.keys()].filter((i) => chances[i] > 0.5);
}

/** Moves the chances of a pool along a direction, forward or back, until one is 0 or 1. */
function move(chances: number[], pool: readonly number[], direction: readonly number[], random: Stream): void {
  const reach = (sign: number) => Math.min(...pool.map((i, k) => {
    const step = sign * direction[k];
    return step === 0 ? Infinity : (step > 0 ? 1 - chances[i] : -chances[i]) / step;
  }));
  const forward = reach(1), back = reach(-1);
  const step = random.uniform() * (forward + back) < back ? forward : -back;
  pool.forEach((i, k) => { chances[i] += step * direction[k]; });
}

/** A sum of the columns, not all times 0, that is 0; none if they are linearly independent. By Gauss–Jordan elimination. */
function nullDirection(columns: readonly (readonly number[])[]): number[] | undefined {
  const reduced: { row: number[]; pivot: number }[] = [];
  for (let k = 0; k < columns[0].length; k++) {
    const row = columns.map((column) => column[k]);
    for (const other of reduced) subtract(row, other.row, row[other.pivot]);
    const sizes = row.map(Math.abs), largest = Math.max(...sizes), pivot = sizes.indexOf(largest);
    if (largest < ROUNDING) continue;
    const scale = row[pivot];
    row.forEach((value, j) => { row[j] = value / scale; });
    for (const other of reduced) subtract(other.row, row, other.row[pivot]);
    reduced.push({ row, pivot });
  }
  const free = columns.findIndex((_, j) => reduced.every(({ pivot }) => pivot !== j));
  if (free < 0) return undefined;
  const direction = columns.map((_, j) => Number(j === free));
  for (const { row, pivot } of reduced) direction[pivot] = -row[free];
  return direction;
}

function subtract(from: number[], row: readonly number[], times: number): void {
  if (times !== 0) row.forEach((value, j) => { from[j] -= times * value; });
}
