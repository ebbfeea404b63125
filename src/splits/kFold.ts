/**
 * Cross-validation: every sample is held out once.
 *
 * The folds are plain, stratified by label (each fold has the classes in the proportions of the whole), by whole groups
 * (a patient or lesion is never divided), or both. Without a seed they are scikit-learn's unshuffled ones.
 */
import { brief, checkSeed, invalid } from '../shapes/check';
import { stream, type Stream } from '../random/stream';
import { groupFolds, plainFolds, stratifiedFolds, stratifiedGroupFolds } from './assign';
import { checkKeys, checkOptions, gather, MOST, positions, type Key, type Split } from './samples';
import { spreadClasses } from './spread';

/** Options of {@link kFold}; `n`, `ids`, `labels` or `groups` says how many samples there are. */
export interface KFoldOptions {
  /** Number of samples. */
  readonly n?: number;
  /** Names of the samples: with a seed, the folds do not depend on their order. */
  readonly ids?: readonly string[];
  /** The class of each sample: every fold gets its share of each. */
  readonly labels?: ArrayLike<Key>;
  /** The group of each sample: none is divided. */
  readonly groups?: ArrayLike<Key>;
  /** How many folds; default 5. */
  readonly folds?: number;
  /** Integer in [0, 2³²): shuffles. Default: not shuffled. */
  readonly seed?: number;
  /** How often all of it, each time shuffled anew; needs a seed unless 1, the default. */
  readonly repeats?: number;
}

/**
 * The folds, one split each, repeat after repeat: folds · repeats of them.
 *
 * Shuffled groups go to the lightest fold in random order. Shuffled stratified groups are drawn anew only among those with
 * an equally uneven mix of classes, so that repeats may resemble each other.
 *
 * A class that fewer groups have than there are folds is missing from the validation part of some; from a training part none ever is:
 * where the rule would leave all of a class in one fold, groups are moved to others.
 *
 * @throws if lists differ in length, a key is missing, there are fewer samples or groups than folds, a class has fewer members than
 *   there are folds, or all of a class is in one group, or in one fold however groups are moved
 * @example
 * for (const { train, validation } of kFold({ labels, groups: patients, folds: 5, seed: 7 })) console.log(train, validation);
 */
export function kFold(options: KFoldOptions): Split[] {
  checkOptions('kFold', options);
  const { ids, labels, groups, folds = 5, seed, repeats = 1 } = options;
  const n = options.n ?? (ids ?? labels ?? groups)?.length;
  const order = positions('kFold', n, ids);
  const size = order.length;
  if (options.n !== undefined && options.n !== size) throw invalid('n', 'kFold', `${size}, as many as \`ids\``, options.n);
  if (labels !== undefined) checkKeys('kFold', 'labels', labels, size);
  if (groups !== undefined) checkKeys('kFold', 'groups', groups, size);
  checkFolds(folds, size, labels, groups);
  if (seed !== undefined) checkSeed('kFold', seed);
  if (!(Number.isInteger(repeats) && repeats > 0)) throw invalid('repeats', 'kFold', 'a positive integer', repeats);
  if (repeats * folds * size > MOST) throw invalid('repeats', 'kFold', `at most ${Math.floor(MOST / (folds * size))} for this many samples`, repeats);
  if (repeats > 1 && seed === undefined) throw invalid('repeats', 'kFold', '1 where no `seed` shuffles', repeats);

  const all = Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: repeats }, (_, repeat) => {
    const fold = assignment(seed === undefined ? all : order, options, folds, seed === undefined ? seed : stream(seed, 'folds', repeat));
    checkAssignment(fold, options);
    return Array.from({ length: folds }, (_, f) => ({
      train: all.filter((i) => fold[i] !== f),
      validation: all.filter((i) => fold[i] === f),
    }));
  }).flat();
}

function assignment(order: number[], { labels, groups }: KFoldOptions, folds: number, random?: Stream): Int32Array {
  if (labels && groups) {
    const fold = stratifiedGroupFolds(order, labels, groups, folds, random);
    spreadClasses(fold, order, labels, groups, folds, random ?? stream(0, 'moves'));
    return fold;
  }
  if (groups) return groupFolds(order, groups, folds, random);
  const drawn = random ? random.shuffle(order) : order;
  return labels ? stratifiedFolds(drawn, labels, folds) : plainFolds(drawn, folds);
}

/** Throws if all of a class is in one fold: then training lacks it. */
function checkAssignment(fold: Int32Array, { labels, groups }: KFoldOptions): void {
  if (!labels || !groups) return;
  for (const [label, [first, ...others]] of gather(Array.from(fold.keys()), labels)) {
    if (others.some((i) => fold[i] !== fold[first])) continue;
    const isAlone = others.every((i) => groups[i] === groups[first]);
    throw new Error(`Invalid \`groups\` in kFold: expected every class in each training part, received all of ${brief(JSON.stringify(label))} ` +
      `in one ${isAlone ? 'group' : 'fold, however its groups were moved (more folds may do)'}, the first at index ${first}.`);
  }
}

function checkFolds(folds: number, n: number, labels?: ArrayLike<Key>, groups?: ArrayLike<Key>): void {
  if (!(Number.isInteger(folds) && folds >= 2)) throw invalid('folds', 'kFold', 'an integer of at least 2', folds);
  if (folds > n) throw invalid('folds', 'kFold', `at most ${n}, as many as samples`, folds);
  const all = Array.from({ length: n }, (_, i) => i);
  const parts = groups ? gather(all, groups).size : n;
  if (folds > parts) throw invalid('folds', 'kFold', `at most ${parts}, as many as groups`, folds);
  for (const [label, members] of labels ? gather(all, labels) : []) {
    if (members.length >= folds) continue;
    throw new Error(`Invalid \`labels\` in kFold: expected at least ${folds} samples of every class, one a fold, ` +
      `received ${members.length} of ${brief(JSON.stringify(label))}, the first at index ${members[0]}.`);
  }
}
