/** One split into training and validation, at random, stratified by label or by whole groups. */
import { stream, type Stream } from '../random/stream';
import { allocate } from './allocate';

/** Positions in the list that was split, ascending. */
export interface Split {
  readonly train: number[];
  readonly validation: number[];
}

/**
 * What to split: `n` samples, or `ids`, their names (the split of named samples does not depend on their order).
 * How much to hold out: `count` samples, or `fraction` of all, rounded. How: by `labels`, the class of each sample, or by
 * `groups`, the group of each, or plainly. `seed`: integer in [0, 2^32).
 */
export type HoldOutOptions =
  & ({ readonly n: number; readonly ids?: undefined } | { readonly ids: readonly string[]; readonly n?: undefined })
  & (
    | { readonly fraction: number; readonly count?: undefined }
    | { readonly count: number; readonly fraction?: undefined })
  & (
    | { readonly labels?: readonly (string | number)[]; readonly groups?: undefined }
    | { readonly groups: readonly (string | number)[]; readonly labels?: undefined })
  & { readonly seed: number };

/**
 * Holds out a validation set.
 *
 * Plain: `count` samples at random. With `labels`: each class gives its share, rounded by largest remainder so that
 * the count is exact; a class with a single member stays in training. With `groups` (patients, lesions): a group is
 * never divided, so groups are taken at random while they fit, and the validation set may stay below `count`.
 *
 * @throws where ids repeat, lists differ in length, or either part would be empty
 * @example
 * const { train, validation } = holdOut({ ids, labels, fraction: .2, seed: 7 });
 */
export function holdOut(options: HoldOutOptions): Split {
  const order = positions(options);
  const count = validationCount(options, order.length);
  const random = stream(options.seed, 'split');
  const { labels, groups } = options;
  if (labels) checkLength('labels', labels, order.length);
  if (groups) checkLength('groups', groups, order.length);
  const chosen = new Set(groups
    ? wholeGroups(gather(order, groups), count, random)
    : shares(labels ? gather(order, labels) : [order], count, random, labels !== undefined));
  const all = Array.from(order.keys());
  return { train: all.filter((i) => !chosen.has(i)), validation: all.filter((i) => chosen.has(i)) };
}

/** Positions 0 … n − 1, in the order of the names where there are names. */
function positions({ n, ids }: HoldOutOptions): number[] {
  if (ids === undefined) {
    if (Number.isInteger(n) && n >= 2) return Array.from({ length: n }, (_, i) => i);
    throw new Error(`Invalid \`n\` in holdOut: expected an integer of at least 2, received ${n}.`);
  }
  if (ids.length < 2) throw new Error(`Invalid \`ids\` in holdOut: expected at least 2, received ${ids.length}.`);
  const sorted = Array.from(ids.keys()).sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
  const repeated = sorted.find((position, rank) => rank > 0 && ids[position] === ids[sorted[rank - 1]]);
  if (repeated === undefined) return sorted;
  throw new Error(`Invalid \`ids\` in holdOut: expected every id once, received ${JSON.stringify(ids[repeated])} twice.`);
}

function validationCount({ count, fraction }: HoldOutOptions, n: number): number {
  if (fraction !== undefined && !(fraction > 0 && fraction < 1)) {
    throw new Error(`Invalid \`fraction\` in holdOut: expected a number between 0 and 1, received ${fraction}.`);
  }
  const size = fraction === undefined ? count : Math.round(fraction * n);
  if (Number.isInteger(size) && size >= 1 && size < n) return size;
  const name = fraction === undefined ? 'count' : 'fraction';
  throw new Error(`Invalid \`${name}\` in holdOut: expected 1 to ${n - 1} of ${n} samples held out, received ${size}.`);
}

function checkLength(name: string, values: readonly unknown[], n: number): void {
  if (values.length === n) return;
  throw new Error(`Invalid \`${name}\` in holdOut: expected ${n} values, one a sample, received ${values.length}.`);
}

/** The positions that share a key, for each key. */
function gather(order: readonly number[], keys: readonly (string | number)[]): number[][] {
  const parts = new Map<string | number, number[]>();
  for (const i of order) {
    const part = parts.get(keys[i]);
    if (part) part.push(i);
    else parts.set(keys[i], [i]);
  }
  return [...parts.values()];
}

/** Exactly `count` positions, each class giving its share. */
function shares(classes: number[][], count: number, random: Stream, stratified: boolean): number[] {
  const able = stratified ? classes.filter((members) => members.length > 1) : classes;
  const most = able.reduce((total, members) => total + members.length, 0);
  if (count > most) {
    throw new Error('Invalid `labels` in holdOut: expected at least ' +
      `${count} samples in classes of two or more, received ${most}.`);
  }
  const seats = allocate(able.map((members) => members.length), count);
  return able.flatMap((members, c) => random.shuffle(members).slice(0, seats[c]));
}

/** Whole groups in random order, each taken where it still fits. */
function wholeGroups(groups: number[][], count: number, random: Stream): number[] {
  const chosen: number[] = [];
  for (const members of random.shuffle(groups)) {
    if (chosen.length + members.length <= count) chosen.push(...members);
  }
  if (chosen.length > 0) return chosen;
  throw new Error(`Invalid \`groups\` in holdOut: expected a group of at most ${count} samples, received none.`);
}
