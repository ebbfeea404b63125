/**
 * Class weights, for losses that would else be ruled by the commonest class.
 *
 *     balanced     w_c = n / (k · n_c)             each class weighs the same in sum; a sample weighs 1 on average
 *     effective    w_c ∝ (1 − β) / (1 − β^n_c)     by the number of samples that tell something new
 *
 * Y. Cui, M. Jia, T.-Y. Lin, Y. Song, S. Belongie (2019), "Class-balanced loss based on effective number of samples",
 * arXiv:1901.05555. The effective weights sum to the number of classes, as there.
 */
import { invalid } from '../shapes/check';
import { ascending, checkKeys, gather, type Key } from './samples';

/** Weights of classes; the lists run alike. */
export interface ClassWeights<K extends Key = Key> {
  readonly classes: readonly K[];
  /** How many samples each class has. */
  readonly counts: readonly number[];
  readonly weights: readonly number[];
}

/** Options of {@link classWeights}. */
export interface ClassWeightsOptions<K extends Key = Key> {
  /** The classes in the order wanted; default: those of the labels, ascending. */
  readonly classes?: readonly K[];
  /** Default `'balanced'`. */
  readonly kind?: 'balanced' | 'effective';
  /** β of the effective number, in [0, 1): 0 weighs all classes the same, towards 1 by 1 / n_c; default 0.999. */
  readonly beta?: number;
}

/**
 * Weights by how rare a class is.
 *
 * @param labels one a sample
 * @throws where there is no label, one is not among the classes, a class has no sample, or β is outside [0, 1)
 * @example
 * classWeights([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]).weights;                                 // [.8333, 1.25]
 * const { classes, weights } = classWeights(labels, { kind: 'effective', beta: 0.99 });
 * await model.fit(x, y, { classWeight: Object.fromEntries(classes.map((label, i) => [label, weights[i]])) });
 */
export function classWeights<K extends Key>(labels: ArrayLike<K>, options: ClassWeightsOptions<K> = {}): ClassWeights<K> {
  const where = 'classWeights';
  const { kind = 'balanced', beta = 0.999 } = options;
  const n = (labels as ArrayLike<K> | undefined)?.length ?? 0;
  if (n === 0) throw new Error(`Invalid \`labels\` in ${where}: expected at least one, received none.`);
  checkKeys(where, 'labels', labels, n);
  if (kind !== 'balanced' && kind !== 'effective') throw invalid('kind', where, '"balanced" or "effective"', kind);
  if (!(beta >= 0 && beta < 1)) throw invalid('beta', where, 'a number in [0, 1)', beta);
  const members = gather(Array.from({ length: n }, (_, i) => i), labels);
  const classes = options.classes ?? [...members.keys()].sort(ascending);
  checkClasses(classes, members);

  const counts = classes.map((label) => members.get(label)!.length);
  if (kind === 'balanced') return { classes, counts, weights: counts.map((count) => n / (classes.length * count)) };
  // 1 − β^n, without the cancellation where β is near 1
  const raw = counts.map((count) => (1 - beta) / -Math.expm1(count * Math.log(beta)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return { classes, counts, weights: raw.map((weight) => (weight * classes.length) / sum) };
}

function checkClasses<K extends Key>(classes: readonly K[], members: ReadonlyMap<K, readonly number[]>): void {
  const known = new Set(classes);
  classes.forEach((label, c) => {
    if (classes.indexOf(label) !== c) throw invalid(`classes[${c}]`, 'classWeights', 'every class once', label);
    if (!members.has(label)) throw invalid(`classes[${c}]`, 'classWeights', 'a class that `labels` has', label);
  });
  for (const [label, [first]] of members) {
    if (!known.has(label)) throw invalid(`labels[${first}]`, 'classWeights', 'one of `classes`', label);
  }
}
