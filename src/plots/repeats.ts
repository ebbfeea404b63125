/** Curves that were made several times, in the folds of a cross-validation or from several seeds, and what legends say of them. */
import { averageCurve, meanAndDeviation, type Interpolation } from './averageCurve';
import type { Line } from './lineChart';

/** One result, or those of repeats (folds, seeds), shown as their mean and a band of one standard deviation. */
export type Repeats<T> = T | readonly T[];

/** An interval of a number, as of DeLong's method or the bootstrap. */
export interface SummaryInterval {
  readonly low: number;
  readonly high: number;
  /** In (0, 1), shown as a percentage. */
  readonly confidence?: number;
}

/** A pointwise interval of a curve, drawn as a band: as many numbers as the curve has points. */
export interface Band {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** The one curve, or the mean of the repeats. */
export function repeatedLine(curves: readonly Line[], kind: Interpolation): Line {
  return curves.length === 1 ? curves[0] : averageCurve(curves[0].name, curves, kind);
}

/** `AUC 0.912 (95 %: 0.890–0.934)`, `AUC 0.912 ± 0.010`, or `''` where there is no number. */
export function summaryText(label: string, values: readonly (number | undefined)[], interval?: SummaryInterval): string {
  const given = values.filter((value) => value !== undefined);
  if (given.length === 0) return '';
  const { mean, deviation } = meanAndDeviation(given);
  if (Number.isNaN(mean)) return `${label} undefined`;
  if (given.length > 1) return `${label} ${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
  if (!interval) return `${label} ${mean.toFixed(3)}`;
  const share = interval.confidence === undefined ? '' : `${Number((100 * interval.confidence).toFixed(1))} %: `;
  return `${label} ${mean.toFixed(3)} (${share}${interval.low.toFixed(3)}–${interval.high.toFixed(3)})`;
}

/**
 * What the bands stand for, `''` where there are none.
 *
 * @param counts how many repeats each run has
 * @param hasIntervals whether a run brings its own
 */
export function bandNote(counts: readonly number[], hasIntervals = false): string {
  const repeated = [...new Set(counts.filter((count) => count > 1))].sort((a, b) => a - b);
  if (repeated.length > 0) return `bands: mean ± 1 standard deviation of ${repeated.join(' or ')} repeats`;
  return hasIntervals ? 'bands: pointwise intervals' : '';
}

/** Mean of the numbers there are, else NaN. */
export function meanOf(values: readonly (number | undefined)[]): number {
  const given = values.filter((value) => value !== undefined);
  return given.length > 0 ? meanAndDeviation(given).mean : NaN;
}
