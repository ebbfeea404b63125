/** One split into training and validation, at random, stratified by label or by whole groups. */
import { stream, type Stream } from '../random/stream';
import { allocate } from './allocate';
import { checkKeys, gather, positions, type Split } from './samples';

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
  const order = positions('holdOut', options.n, options.ids);
  const count = validationCount(options, order.length);
  const random = stream(options.seed, 'split');
  const { labels, groups } = options;
  if (labels) checkKeys('holdOut', 'labels', labels, order.length);
  if (groups) checkKeys('holdOut', 'groups', groups, order.length);
  const chosen = new Set(groups
    ? wholeGroups([...gather(order, groups).values()], count, random)
    : shares(labels ? [...gather(order, labels).values()] : [order], count, random, labels !== undefined));
  const all = Array.from(order.keys());
  return { train: all.filter((i) => !chosen.has(i)), validation: all.filter((i) => chosen.has(i)) };
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
