/**
 * Where to cut a score: rates at every threshold, and the threshold that a rule chooses.
 *
 * Choose on validation data, then report on test data: a threshold chosen on the data it is judged by looks better than it is.
 */
import { checkOneOf } from '../shapes/check';
import { fScore, precision, sensitivity, specificity } from './rates';
import type { Counts } from './counts';
import { checkNumbers, type Label } from './inputs';
import { isAbove, isBelow } from './rounding';
import { thresholdCounts, type BinaryOptions, type ThresholdCounts } from './thresholdCounts';

/** Rates by threshold, for M distinct scores and, first, ∞, at which nothing is positive. */
export interface ThresholdCurve {
  /** [M + 1] falling from ∞: a score at or above it counts as positive. */
  readonly thresholds: readonly number[];
  readonly sensitivity: readonly number[];
  readonly specificity: readonly number[];
  /** NaN at ∞. */
  readonly precision: readonly number[];
  readonly f1: readonly number[];
  /** Why rates are NaN, where a class is missing. */
  readonly reason?: string;
}

/** A threshold and what it gives on the data it was chosen on. */
export interface OperatingPoint {
  /** A score at or above it counts as positive; ∞ where nothing should. */
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
  readonly precision: number;
  readonly counts: Counts;
  /** Why there is no such point, where the threshold is NaN. */
  readonly reason?: string;
}

/**
 * What the threshold is chosen for. Among equals, but for rounding, the one with higher specificity, that is, the higher threshold, is
 * taken, except for `'specificity'`, where the sensitivity is the highest. The scale of the weights does not matter.
 *
 * - `youden`: the largest J = sensitivity + specificity − 1 (W. J. Youden, 1950)
 * - `sensitivity`: the highest specificity with a sensitivity of `atLeast`
 * - `specificity`: the highest sensitivity with a specificity of `atLeast`
 * - `cost`: the least falsePositive · fp + falseNegative · fn; a `prevalence` other than that of the data reweighs the classes
 */
export type OperatingRule =
  | { readonly kind: 'youden' }
  | { readonly kind: 'sensitivity' | 'specificity'; readonly atLeast: number }
  | { readonly kind: 'cost'; readonly falsePositive: number; readonly falseNegative: number; readonly prevalence?: number };

/**
 * Sensitivity, specificity, precision and F1 at every threshold.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @throws where the lengths differ, there is no sample, or a score, weight or label is none
 * @example
 * thresholdCurve([0, 0, 1, 1], [.1, .4, .35, .8]).sensitivity;     // [0, .5, .5, 1, 1]
 */
export function thresholdCurve(truth: ArrayLike<Label>, scores: ArrayLike<number>, options: BinaryOptions = {}): ThresholdCurve {
  const counts = thresholdCounts('thresholdCurve', truth, scores, options);
  const all = allCounts(counts);
  return {
    thresholds: [Infinity, ...counts.thresholds],
    sensitivity: all.map((each) => sensitivity(each)),
    specificity: all.map((each) => specificity(each)),
    precision: all.map((each) => precision(each)),
    f1: all.map((each) => fScore(each)),
    ...(counts.reason && { reason: counts.reason }),
  };
}

/**
 * The threshold that a rule chooses.
 *
 * @param truth [N] labels: 0 and 1, false and true, or any with `positive`
 * @param scores [N] finite numbers, higher for positives
 * @returns with NaN for the threshold, and a reason, where the truth has one class only
 * @throws where the lengths differ, there is no sample, or a score, weight, label or part of the rule is none
 * @example
 * operatingPoint([0, 0, 1, 1], [.1, .4, .35, .8], { kind: 'sensitivity', atLeast: .9 });
 * // threshold .35, sensitivity 1, specificity .5
 */
export function operatingPoint(
  truth: ArrayLike<Label>, scores: ArrayLike<number>, rule: OperatingRule, options: BinaryOptions = {},
): OperatingPoint {
  checkRule(rule);
  const counts = thresholdCounts('operatingPoint', truth, scores, options);
  const { reason } = counts;
  const all = allCounts(counts);
  const best = all.reduce((place, each, i) => (isBetter(rule, each, all[place], counts) ? i : place), 0);
  const chosen = reason ? { tp: NaN, fp: NaN, fn: NaN, tn: NaN } : all[best];
  return {
    threshold: reason ? NaN : [Infinity, ...counts.thresholds][best],
    sensitivity: sensitivity(chosen), specificity: specificity(chosen), precision: precision(chosen), counts: chosen,
    ...(reason && { reason }),
  };
}

/**
 * Whether the rule prefers the counts at a threshold to those at a higher one. What is gained is weighed against what is lost, by more
 * than rounding, so that the scale of the weights decides nothing.
 */
function isBetter(rule: OperatingRule, each: Counts, than: Counts, { positives, negatives }: ThresholdCounts): boolean {
  const gained = each.tp - than.tp, lost = each.fp - than.fp;
  switch (rule.kind) {
    case 'youden': return isAbove(gained / positives, lost / negatives);
    case 'sensitivity': return isBelow(sensitivity(than), rule.atLeast) && !isBelow(sensitivity(each), rule.atLeast);
    case 'specificity': return gained > 0 && !isBelow(specificity(each), rule.atLeast);
    case 'cost': {
      const { prevalence, falseNegative, falsePositive } = rule;
      return prevalence === undefined ? isAbove(falseNegative * gained, falsePositive * lost) :
        isAbove(falseNegative * prevalence * (gained / positives), falsePositive * (1 - prevalence) * (lost / negatives));
    }
  }
}

/** The counts at ∞ and at each threshold. */
function allCounts({ tp, fp, positives, negatives }: ThresholdCounts): Counts[] {
  const none: Counts = { tp: 0, fp: 0, fn: positives, tn: negatives };
  return [none, ...Array.from(tp, (found, i) => ({ tp: found, fp: fp[i], fn: positives - found, tn: negatives - fp[i] }))];
}

function checkRule(rule: OperatingRule): void {
  const where = 'operatingPoint';
  checkOneOf(where, 'kind', (rule as OperatingRule | undefined)?.kind, ['youden', 'sensitivity', 'specificity', 'cost']);
  if (rule.kind === 'sensitivity' || rule.kind === 'specificity') checkNumbers(where, { atLeast: rule.atLeast }, '[0, 1]');
  if (rule.kind !== 'cost') return;
  const { falsePositive, falseNegative, prevalence = 0.5 } = rule;
  checkNumbers(where, { falsePositive, falseNegative }, '[0, ∞)');
  checkNumbers(where, { prevalence }, '(0, 1)');
}
