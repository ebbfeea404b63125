/** What all splits read of their options: how many samples there are, in what order, and which belong together. */
import { brief, invalid } from '../shapes/check';

/** Longer lists of positions would fill the memory. */
export const MOST = 2 ** 26;

/** The class, the group or the name of a sample. */
export type Key = string | number;

/** Positions in the list that was split, ascending. */
export interface Split {
  readonly train: number[];
  readonly validation: number[];
}

/** Throws unless options are given. */
export function checkOptions(where: string, options: unknown): void {
  if (typeof options !== 'object' || options === null) throw invalid('options', where, 'an object', options);
}

/** Positions 0 … n − 1, in the order of the names where there are names. */
export function positions(where: string, n: number | undefined, ids: readonly string[] | undefined): number[] {
  if (ids === undefined) {
    if (Number.isInteger(n) && n! >= 2 && n! <= MOST) return Array.from({ length: n! }, (_, i) => i);
    throw invalid('n', where, `an integer of at least 2${Number(n) > MOST ? ` and at most ${MOST}` : ''}`, n);
  }
  const count = (ids as readonly string[] | null)?.length;
  if (!(count! >= 2)) throw new Error(`Invalid \`ids\` in ${where}: expected at least 2, received ${count}.`);
  const wrong = Array.from(ids).findIndex((id) => typeof id !== 'string');
  if (wrong >= 0) throw invalid(`ids[${wrong}]`, where, 'a string', ids[wrong]);
  const sorted = Array.from(ids.keys()).sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
  const repeated = sorted.find((position, rank) => rank > 0 && ids[position] === ids[sorted[rank - 1]]);
  if (repeated === undefined) return sorted;
  throw new Error(`Invalid \`ids\` in ${where}: expected every id once, received ${brief(JSON.stringify(ids[repeated]))} twice.`);
}

/** Throws unless there are n of them, by default as many as there are, none of which is missing: NaN, null or undefined. */
export function checkKeys(where: string, argument: string, keys: ArrayLike<unknown> | null | undefined, n = keys?.length): void {
  if (n === undefined) throw invalid(argument, where, 'a list', keys);
  if (keys?.length !== n) {
    throw new Error(`Invalid \`${argument}\` in ${where}: expected ${n} values, one a sample, received ${keys?.length}.`);
  }
  for (let i = 0; i < n; i++) {
    const key = keys[i];
    if (typeof key === 'string' || (typeof key === 'number' && !Number.isNaN(key))) continue;
    throw invalid(`${argument}[${i}]`, where, 'a string or a number', key);
  }
}

/** The positions that share a key, for each key, in the order in which the keys first come. */
export function gather<K extends Key>(order: readonly number[], keys: ArrayLike<K>): Map<K, number[]> {
  const parts = new Map<K, number[]>();
  for (const i of order) {
    const part = parts.get(keys[i]);
    if (part) part.push(i);
    else parts.set(keys[i], [i]);
  }
  return parts;
}

/** Keys in ascending order: numbers by size, then strings letter by letter. */
export function ascending(a: Key, b: Key): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
