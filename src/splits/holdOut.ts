/** One split into training and validation, at random, stratified by label, by whole groups, or both. */
import { checkSeed, invalid } from '../shapes/check';
import { stream, type Stream } from '../random/stream';
import { allocate } from './allocate';
import { balancedDraw } from './balancedDraw';
import { checkKeys, checkOptions, gather, positions, type Key, type Split } from './samples';

/** How often groups are drawn at most. */
const DRAWS = 100;
/** How many classes are balanced at most. */
const BALANCED = 20;

/**
 * What to split: `n` samples, or `ids`, their names (the split of named samples does not depend on their order).
 * How much to hold out: `count` samples, or `fraction` of all, rounded. How: by `labels`, the class of each sample, by `groups`,
 * the group of each, by both, or plainly. `seed`: integer in [0, 2^32).
 */
export type HoldOutOptions =
  & ({ readonly n: number; readonly ids?: undefined } | { readonly ids: readonly string[]; readonly n?: undefined })
  & (
    | { readonly fraction: number; readonly count?: undefined }
    | { readonly count: number; readonly fraction?: undefined })
  & { readonly labels?: readonly Key[]; readonly groups?: readonly Key[]; readonly seed: number };

/**
 * Holds out a validation set.
 *
 * Plain: `count` samples at random. With `labels`: each class gives its share, rounded by largest remainder so that
 * the count is exact; a class with a single member stays in training, and of others something does as far as their shares allow.
 *
 * With `groups` (patients, lesions): a group is never divided. Every group, small or large, is held out with the same
 * probability, `count` of all samples, but at least one group is; so the validation set has `count` samples on average, and comes
 * within a few groups of it. With `labels` too, each class gets its share within a few groups; a group that alone has a class stays in
 * training, which never lacks one. Draws that take all groups of a class are repeated, so that groups of a class that few have are held
 * out less often than others, the more so the larger `count` is.
 *
 * @throws if ids repeat, a key is missing, lists differ in length, either part would be empty, or no draw leaves every class in training
 * @example
 * const { train, validation } = holdOut({ ids, labels, fraction: .2, seed: 7 });
 * const byPatient = holdOut({ ids, labels, groups: patients, fraction: .2, seed: 7 });
 */
export function holdOut(options: HoldOutOptions): Split {
  checkOptions('holdOut', options);
  const order = positions('holdOut', options.n, options.ids);
  const count = validationCount(options, order.length);
  checkSeed('holdOut', options.seed);
  const random = stream(options.seed, 'split');
  const { labels, groups } = options;
  if (labels !== undefined) checkKeys('holdOut', 'labels', labels, order.length);
  if (groups !== undefined) checkKeys('holdOut', 'groups', groups, order.length);
  const chosen = new Set(groups
    ? wholeGroups([...gather(order, groups).values()], labels ?? order.map(() => 0), count, random)
    : shares(labels ? [...gather(order, labels).values()] : [order], count, random, labels !== undefined));
  const all = Array.from(order.keys());
  return { train: all.filter((i) => !chosen.has(i)), validation: all.filter((i) => chosen.has(i)) };
}

function validationCount({ count, fraction }: HoldOutOptions, n: number): number {
  if (fraction !== undefined && !(fraction > 0 && fraction < 1)) throw invalid('fraction', 'holdOut', 'a number between 0 and 1', fraction);
  const size = fraction === undefined ? count : Math.round(fraction * n);
  if (Number.isInteger(size) && size >= 1 && size < n) return size;
  const name = fraction === undefined ? 'count' : 'fraction';
  throw invalid(name, 'holdOut', `1 to ${n - 1} of ${n} samples held out`, size);
}

/** Exactly `count` positions, each class giving its share. */
function shares(classes: number[][], count: number, random: Stream, stratified: boolean): number[] {
  const able = stratified ? classes.filter((members) => members.length > 1) : classes;
  const most = total(able);
  if (count > most) {
    throw new Error('Invalid `labels` in holdOut: expected at least ' +
      `${count} samples in classes of two or more, received ${most}.`);
  }
  const seats = allocate(able.map((members) => members.length), count);
  return able.flatMap((members, c) => random.shuffle(members).slice(0, seats[c]));
}

/** Whole groups, drawn anew as long as training would lack a class. */
function wholeGroups(groups: number[][], labels: readonly Key[], count: number, random: Stream): number[] {
  const owners = new Map<Key, Set<number[]>>();
  for (const members of groups) {
    for (const i of members) owners.set(labels[i], (owners.get(labels[i]) ?? new Set()).add(members));
  }
  const alone = new Set([...owners.values()].filter(({ size }) => size === 1).flatMap((own) => [...own]));
  const able = groups.filter((members) => !alone.has(members));
  if (!able.some((members) => members.length <= count)) {
    const others = alone.size > 0 ? ' that does not alone have a class' : '';
    throw new Error(`Invalid \`groups\` in holdOut: expected a group of at most ${count} samples${others}, received none.`);
  }
  const least = 1 / able.length, most = alone.size > 0 ? 1 : 1 - least;
  const chance = Math.min(Math.max(count / total(able), least), most);
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = drawGroups(able, labels, chance, random), held = new Set(drawn);
    if ([...owners.values()].every((own) => [...own].some((members) => !held.has(members)))) return drawn.flat();
  }
  throw new Error(`Invalid \`groups\` in holdOut: expected groups that can be held out and leave every class in training, received none in ${DRAWS} draws.`);
}

/**
 * Each with the same chance, balanced by their number, the samples of the rarest classes, and the samples of all. Of commoner classes
 * chance itself gives about the share.
 */
function drawGroups(groups: readonly number[][], labels: readonly Key[], chance: number, random: Stream): number[][] {
  const members = random.shuffle(groups).sort((a, b) => b.length - a.length);
  const classes = [...gather(members.flat(), labels)].sort(([, a], [, b]) => a.length - b.length).map(([label]) => label);
  const place = new Map(classes.slice(0, -1).slice(0, BALANCED).map((label, c) => [label, c]));      // the last is the rest of all
  const units = members.map((group) => {
    const counts = [...place].map(() => 0);
    for (const i of group) if (place.has(labels[i])) counts[place.get(labels[i])!]++;
    return [1, ...counts, group.length];
  });
  return balancedDraw(units, chance, random).map((i) => members[i]);
}

function total(parts: readonly (readonly number[])[]): number {
  return parts.reduce((sum, members) => sum + members.length, 0);
}
