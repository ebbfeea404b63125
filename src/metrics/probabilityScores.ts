/**
 * Scores of probabilities themselves, 0 for certainty that is right. Both are proper: honest probabilities have the best mean.
 *
 *     Brier = mean Σ (p_k − [k is true])²      log loss = −mean ln p_true
 *
 * G. W. Brier (1950), "Verification of forecasts expressed in terms of probability".
 */
import { checkLength, ranked, type Label, type Rows, type Table, type UndefinedOptions } from './inputs';
import { classTable } from './labels';
import { sampleMean } from './mean';

/** Options of {@link brierScore} and {@link logLoss}. */
export interface ProbabilityOptions extends UndefinedOptions {
  /** Of one column: the label whose probability it is; default 1 or true, against 0 or false. */
  readonly positive?: Label;
  /** Of rows: the classes of the columns; default 0 to K − 1. */
  readonly labels?: readonly Label[];
  /** [N], default 1 each. */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Brier score: in [0, 1] of two classes, where it is half the sum over the columns, and in [0, 2] of more, as scikit-learn's.
 *
 * @param truth [N] labels
 * @param probabilities [N] of the positive class, or N rows of K that each sum to 1
 * @throws where shapes differ, a value is no probability, a row is no distribution, or a label is unknown
 * @example
 * brierScore([0, 1, 1], [.1, .9, .8]);     // .02
 */
export function brierScore(truth: ArrayLike<Label>, probabilities: Rows, options: ProbabilityOptions = {}): number {
  const { data, classes, columns } = distributions('brierScore', truth, probabilities, options);
  return sampleMean('brierScore', truth.length, options, (i) => {
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += (data[i * classes + k] - (k === columns[i] ? 1 : 0)) ** 2;
    return classes < 3 ? sum / 2 : sum;
  });
}

/**
 * Log loss, the cross-entropy of probabilities, in nats. They are kept within [ε, 1 − ε], ε being 2⁻²³ for a `Float32Array` and
 * 2⁻⁵² else, so that it is finite, as scikit-learn does.
 *
 * @param truth [N] labels
 * @param probabilities [N] of the positive class, or N rows of K that each sum to 1
 * @throws where shapes differ, a value is no probability, a row is no distribution, or a label is unknown
 * @example
 * logLoss([0, 1, 1], [.1, .9, .8]);     // .144622
 */
export function logLoss(truth: ArrayLike<Label>, probabilities: Rows, options: ProbabilityOptions = {}): number {
  const { data, classes, columns } = distributions('logLoss', truth, probabilities, options);
  const epsilon = probabilities instanceof Float32Array ? 2 ** -23 : 2 ** -52;
  return sampleMean('logLoss', truth.length, options, (i) =>
    -Math.log(Math.min(Math.max(data[i * classes + columns[i]], epsilon), 1 - epsilon)));
}

/** Rows of two or more classes; one column becomes two, of p's complement and p. */
function distributions(
  where: string, truth: ArrayLike<Label>, probabilities: Rows, options: ProbabilityOptions,
): Table & { readonly columns: ArrayLike<number> } {
  checkLength(where, 'truth', truth);
  const isColumn = typeof probabilities[0] === 'number' && probabilities.length === truth.length;
  if (!isColumn) return classTable(where, 'probabilities', truth, probabilities, options);
  const column = probabilities as ArrayLike<number>;
  const columns = ranked(where, truth, { probabilities: column }, options.positive, '[0, 1]');
  const data = new Float64Array(2 * truth.length);
  for (let i = 0; i < truth.length; i++) {
    data[2 * i] = 1 - column[i];
    data[2 * i + 1] = column[i];
  }
  return { data, classes: 2, columns };
}
