/**
 * Which fold holds out which sample: the four rules of scikit-learn's KFold, StratifiedKFold, GroupKFold and
 * StratifiedGroupKFold. Without a random stream they give its unshuffled folds.
 */
import type { Stream } from '../random/stream';
import { ascending, gather, type Key } from './samples';

/** Blocks of consecutive samples, the first n mod folds of them one longer. */
export function plainFolds(order: readonly number[], folds: number): Int32Array {
  const fold = new Int32Array(order.length);
  const short = Math.floor(order.length / folds), long = order.length % folds;
  order.forEach((i, rank) => {
    const blocks = Math.floor(rank / (short + 1));
    fold[i] = blocks < long ? blocks : Math.floor((rank - long) / short);
  });
  return fold;
}

/**
 * Each class dealt to the folds: with the samples sorted by class (in the order in which the classes first come), every
 * fold has a right to each folds-th of them. Within a class the earlier samples go to the earlier folds.
 */
export function stratifiedFolds(order: readonly number[], labels: ArrayLike<Key>, folds: number): Int32Array {
  const fold = new Int32Array(labels.length);
  let start = 0;
  for (const members of gather(order, labels).values()) {
    const dealt = members.map((_, rank) => (start + rank) % folds).sort((a, b) => a - b);
    members.forEach((i, rank) => { fold[i] = dealt[rank]; });
    start += members.length;
  }
  return fold;
}

/**
 * Each group whole to the fold with the fewest samples so far: the largest group first, of equal ones the last in
 * ascending order; with a random stream in random order.
 */
export function groupFolds(order: readonly number[], groups: ArrayLike<Key>, folds: number, random?: Stream): Int32Array {
  const parts = sortedParts(order, groups).reverse();
  const members = random ? random.shuffle(parts) : parts.sort((a, b) => b.length - a.length);
  const sizes = new Array<number>(folds).fill(0);
  return assign(groups.length, members, (group) => {
    const lightest = sizes.indexOf(Math.min(...sizes));
    sizes[lightest] += group.length;
    return lightest;
  });
}

/**
 * Each group whole to the fold where it makes the folds most alike: where the standard deviation, over the folds, of the
 * share each has of a class is least in the mean over the classes; of equal folds to that with the fewest samples. The
 * group whose classes are the most unequal goes first; with a random stream, groups equal in that come in random order.
 */
export function stratifiedGroupFolds(
  order: readonly number[], labels: ArrayLike<Key>, groups: ArrayLike<Key>, folds: number, random?: Stream,
): Int32Array {
  const classes = [...gather(order, labels).keys()].sort(ascending);
  const place = new Map(classes.map((label, c) => [label, c]));
  const count = (members: readonly number[]) => {
    const counts = classes.map(() => 0);
    for (const i of members) counts[place.get(labels[i])!]++;
    return counts;
  };
  const totals = count(order);
  const parts = sortedParts(order, groups);
  const spread = new Map(parts.map((members) => [members, deviation(count(members))]));
  const members = (random ? random.shuffle(parts) : parts).sort((a, b) => spread.get(b)! - spread.get(a)!);
  const held = Array.from({ length: folds }, () => classes.map(() => 0));

  return assign(labels.length, members, (group) => {
    const counts = count(group);
    let best = 0, least = Infinity, fewest = Infinity;
    held.forEach((_, candidate) => {
      const share = (f: number, c: number) => (held[f][c] + (f === candidate ? counts[c] : 0)) / totals[c];
      const spreads = classes.map((_, c) => columnDeviation(held.map((_, f) => share(f, c))));
      const value = sum(spreads) / classes.length, samples = sum(held[candidate]);
      if (value < least || (isClose(value, least) && samples < fewest)) [best, least, fewest] = [candidate, value, samples];
    });
    counts.forEach((many, c) => { held[best][c] += many; });
    return best;
  });
}

/** The members of each group, the groups in ascending order. */
function sortedParts(order: readonly number[], groups: ArrayLike<Key>): number[][] {
  return [...gather(order, groups)].sort(([a], [b]) => ascending(a, b)).map(([, members]) => members);
}

function assign(n: number, groups: readonly number[][], choose: (members: number[]) => number): Int32Array {
  const fold = new Int32Array(n);
  for (const members of groups) {
    const chosen = choose(members);
    for (const i of members) fold[i] = chosen;
  }
  return fold;
}

/** NumPy's `isclose`: equal but for rounding. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b);
}

/** Standard deviation. */
function deviation(values: readonly number[], add = sum): number {
  const mean = add(values) / values.length;
  return Math.sqrt(add(values.map((value) => (value - mean) * (value - mean))) / values.length);
}

/** As NumPy has it along the first axis: added up one after the other. */
function columnDeviation(values: readonly number[]): number {
  return deviation(values, (terms) => terms.reduce((a, b) => a + b));
}

/** Added up in NumPy's order, since the last bit may decide between two folds: eight sums side by side, halves beyond 128. */
function sum(values: readonly number[]): number {
  const n = values.length;
  if (n < 8) return values.reduce((a, b) => a + b, 0);
  if (n > 128) {
    const half = (n >> 1) - (n >> 1) % 8;
    return sum(values.slice(0, half)) + sum(values.slice(half));
  }
  const whole = n - n % 8;
  const lanes = values.slice(0, 8);
  for (let i = 8; i < whole; i++) lanes[i % 8] += values[i];
  const [a, b, c, d, e, f, g, h] = lanes;
  return values.slice(whole).reduce((total, value) => total + value, ((a + b) + (c + d)) + ((e + f) + (g + h)));
}
