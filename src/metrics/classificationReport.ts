import type { ZeroDivisionOptions } from './averages';
import { classCounts, type ConfusionMatrix } from './confusionMatrix';
import { accuracy, fScore, precision, sensitivity } from './rates';
import type { Label } from './inputs';

/** Rates of one class, or of all by an average. */
export interface ReportRow {
  readonly precision: number;
  readonly sensitivity: number;
  readonly f1: number;
  /** True samples, or the sum of their weights. */
  readonly support: number;
}

/** Rates of each class and of all. */
export interface ClassificationReport<L extends Label = Label> {
  readonly classes: readonly (ReportRow & { readonly label: L })[];
  readonly accuracy: number;
  readonly macro: ReportRow;
  readonly weighted: ReportRow;
  /** Why values are NaN, where some are. */
  readonly reasons: readonly string[];
}

/**
 * The rates of each class, their means, and the accuracy, from a confusion matrix.
 *
 * @param options.zeroDivision value of undefined rates; default NaN, and so their mean
 * @throws where the matrix holds shares
 * @example
 * const { classes, macro } = classificationReport(confusionMatrix([0, 0, 1], [0, 1, 1]));
 * classes[0];     // { label: 0, precision: 1, sensitivity: .5, f1: .6667, support: 2 }
 */
export function classificationReport<L extends Label>(
  matrix: ConfusionMatrix<L>, options: ZeroDivisionOptions = {},
): ClassificationReport<L> {
  const supports = classCounts(matrix).map(({ tp, fn }) => tp + fn);
  const reasons = new Set<string>();
  const heard = { ...options, onUndefined: (reason: string) => {
    reasons.add(reason);
    options.onUndefined?.(reason);
  } };
  const each = { ...heard, average: 'none' } as const;
  const [precisions, sensitivities, f1s] = [precision(matrix, each), sensitivity(matrix, each), fScore(matrix, each)];
  const mean = (average: 'macro' | 'weighted'): ReportRow => ({
    precision: precision(matrix, { ...heard, average }),
    sensitivity: sensitivity(matrix, { ...heard, average }),
    f1: fScore(matrix, { ...heard, average }),
    support: supports.reduce((a, b) => a + b, 0),
  });
  return {
    classes: matrix.labels.map((label, k) =>
      ({ label, precision: precisions[k], sensitivity: sensitivities[k], f1: f1s[k], support: supports[k] })),
    accuracy: accuracy(matrix, heard), macro: mean('macro'), weighted: mean('weighted'), reasons: [...reasons],
  };
}
