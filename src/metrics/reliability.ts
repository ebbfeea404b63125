/**
 * Calibration: whether what is said to be 80% sure comes true in 80% of the cases.
 *
 * Samples go into bins by their predicted probability; in bin b with the share w of all samples
 *
 *     ECE = Σ w |observed − predicted|      MCE = max |observed − predicted|
 *
 * M. P. Naeini, G. Cooper, M. Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian binning";
 * C. Guo et al. (2017), "On calibration of modern neural networks", arXiv:1706.04599.
 */
import { checkOneOf, checkPositiveIntegers } from '../shapes/check';
import { checkNumbers, checkWeights, ranked, undefinedBecause } from './inputs';
import type { Label, Rows, UndefinedOptions } from './inputs';
import { classTable } from './labels';
import { sum } from './mean';
import { weightedQuantile } from './quantile';

/** Bins of predicted probability, and what was observed in them. */
export interface ReliabilityCurve {
  /** Edges of bin b, which holds the probabilities in (low, high]; the first holds those at its lower edge, too. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Samples, or the sum of their weights. */
  readonly count: readonly number[];
  /** Mean predicted probability; NaN in an empty bin. */
  readonly predicted: readonly number[];
  /** Share of the samples that were positive (or right); NaN in an empty bin. */
  readonly observed: readonly number[];
  /** Expected calibration error. */
  readonly ece: number;
  /** Maximum calibration error. */
  readonly mce: number;
  /** Why the errors are NaN, where no sample has weight. */
  readonly reason?: string;
}

/** How probabilities are put into bins. */
export interface ReliabilityOptions extends UndefinedOptions {
  /** Default 15, at most 1,000,000. */
  readonly bins?: number;
  /** `'width'` (default): equally wide bins; `'mass'`: edges at the quantiles, so that bins hold equally many samples
   * but for ties. As scikit-learn's `calibration_curve`, which takes no weights: whole ones count copies here, others are scaled to 1 on
   * average. */
  readonly equal?: 'width' | 'mass';
  /** [N], default 1 each. */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Reliability of the probability of one class.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param probabilities [N] of the positive class, in [0, 1]
 * @throws where the lengths differ, there is no sample, a probability is outside [0, 1], or an option is none
 * @example
 * reliabilityCurve([0, 1, 1], [.2, .6, .9], { bins: 2 });     // predicted [.2, .75], observed [0, 1], ece .2333
 */
export function reliabilityCurve(
  truth: ArrayLike<Label>, probabilities: ArrayLike<number>, options: ReliabilityOptions & { readonly positive?: Label } = {},
): ReliabilityCurve {
  const where = 'reliabilityCurve';
  return binned(where, ranked(where, truth, { probabilities }, options.positive, '[0, 1]'), probabilities, options);
}

/**
 * Reliability of the top class: its probability against how often it is right. Of equal probabilities the first class is taken.
 *
 * @param truth [N] labels
 * @param probabilities N rows of K, each summing to 1
 * @param options.labels the classes of the columns; default 0 to K − 1
 * @throws where shapes differ, a row is no distribution, a label has no column, or an option is none
 * @example
 * confidenceCurve([0, 1], [[.9, .1], [.8, .2]], { bins: 1 });     // predicted [.85], observed [.5], ece .35
 */
export function confidenceCurve(
  truth: ArrayLike<Label>, probabilities: Rows, options: ReliabilityOptions & { readonly labels?: readonly Label[] } = {},
): ReliabilityCurve {
  const where = 'confidenceCurve';
  const { data, classes, columns } = classTable(where, 'probabilities', truth, probabilities, options);
  const confidence = new Float64Array(truth.length), isRight = new Uint8Array(truth.length);
  for (let i = 0; i < truth.length; i++) {
    let top = 0;
    for (let k = 1; k < classes; k++) if (data[i * classes + k] > data[i * classes + top]) top = k;
    confidence[i] = data[i * classes + top];
    isRight[i] = Number(top === columns[i]);
  }
  return binned(where, isRight, confidence, options);
}

function binned(
  where: string, isPositive: ArrayLike<number>, probabilities: ArrayLike<number>, options: ReliabilityOptions,
): ReliabilityCurve {
  const { bins = 15, equal = 'width', sampleWeight } = options;
  checkPositiveIntegers(where, { bins });
  checkNumbers(where, { bins }, '[1, 1000000]');
  checkOneOf(where, 'equal', equal, ['width', 'mass']);
  checkWeights(where, sampleWeight, probabilities.length);
  const edges = equal === 'width' ? widthEdges(bins) : quantileEdges(probabilities, bins, sampleWeight);
  const count = edges.slice(1).map(() => 0), predicted = [...count], observed = [...count];
  for (let i = 0; i < probabilities.length; i++) {
    const weight = sampleWeight?.[i] ?? 1, b = binOf(probabilities[i], edges);
    count[b] += weight;
    predicted[b] += weight * probabilities[i];
    observed[b] += weight * isPositive[i];
  }
  const total = sum(count);
  const gaps = count.map((n, b) => (n > 0 ? Math.abs(observed[b] - predicted[b]) : 0));
  const reason = total > 0 ? '' : 'all weights are 0';
  if (reason) undefinedBecause(where, reason, options);
  return {
    low: edges.slice(0, -1), high: edges.slice(1), count,
    predicted: predicted.map((value, b) => value / count[b]), observed: observed.map((value, b) => value / count[b]),
    ece: sum(gaps) / total,
    mce: reason ? NaN : Math.max(...gaps.map((gap, b) => (gap > 0 ? gap / count[b] : 0))),
    ...(reason && { reason }),
  };
}

/** The quantiles b / bins of the probabilities, each as often as it weighs; equal ones leave bins empty. */
function quantileEdges(probabilities: ArrayLike<number>, bins: number, sampleWeight?: ArrayLike<number>): number[] {
  const counted = Array.from(probabilities, (value, i) => ({ value, weight: sampleWeight?.[i] ?? 1 })).filter(({ weight }) => weight > 0)
    .sort((a, b) => a.value - b.value);
  if (counted.length === 0) return widthEdges(bins);
  const values = counted.map(({ value }) => value), weights = counted.map(({ weight }) => weight);
  return widthEdges(bins).map((share) => weightedQuantile(values, weights, share * 100 / 100)); // By way of percent, as NumPy rounds.
}

/** 0, 1 / bins, …, 1, rounded as NumPy's linspace is. */
function widthEdges(bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, b) => (b === bins ? 1 : b * (1 / bins)));
}

/** The first bin whose upper edge is not below p. */
function binOf(p: number, edges: readonly number[]): number {
  return Math.max(edges.findIndex((edge) => p <= edge) - 1, 0);
}
