/**
 * Temperature scaling: one number that makes a classifier's confidence fit, without changing what it predicts.
 *
 *     p = softmax(logits / T)      T = argmin −Σ ln p_true
 *
 * C. Guo et al. (2017), "On calibration of modern neural networks", arXiv:1706.04599.
 */
import { checkLength, checkNumbers, rowOf, toTable, undefinedBecause, type Label, type Rows, type UndefinedOptions } from './inputs';
import { classTable } from './labels';
import { sum } from './mean';

/** A temperature and what it changes on the data it was fitted on. */
export interface TemperatureFit {
  /** T above 0: over 1 for a net that was too sure. */
  readonly temperature: number;
  /** Mean cross-entropy at T = 1, in nats. */
  readonly lossBefore: number;
  /** Mean cross-entropy at T. */
  readonly lossAfter: number;
  /** Why there is no best T, where it is NaN. */
  readonly reason?: string;
}

/**
 * Fits T on validation data. The cross-entropy is convex in β = 1 / T, and Newton's method, kept between bounds, finds the root of
 * its derivative.
 *
 * @param truth [N] labels
 * @param logits N rows of K finite numbers; of one binary logit z take the row [0, z]
 * @param options.labels the classes of the columns; default 0 to K − 1
 * @param options.sampleWeight [N], default 1 each
 * @returns with NaN for T where every sample is right (T → 0), or no β above 0 is better than β = 0
 * @throws where shapes differ, a logit is not finite, or a label has no column
 * @example
 * const { temperature } = fitTemperature([0, 1, 1, 0], [[4, 0], [0, 4], [3, 0], [4, 0]]);     // 2.728
 */
export function fitTemperature(
  truth: ArrayLike<Label>, logits: Rows,
  options: UndefinedOptions & { labels?: readonly Label[]; sampleWeight?: ArrayLike<number> } = {},
): TemperatureFit {
  const where = 'fitTemperature';
  const table = classTable(where, 'logits', truth, logits, options);
  const samples = Array.from(table.columns, (column, i): Sample => {
    const row = rowOf(table, i), top = Math.max(...row);
    const relative = row.map((logit) => logit - top);
    return { relative, own: relative[column], weight: options.sampleWeight?.[i] ?? 1 };
  });
  const at = (beta: number) => loss(samples, beta);
  const lossBefore = at(1).value;
  const fail = (reason: string): TemperatureFit => ({
    temperature: undefinedBecause(where, reason, options), lossBefore, lossAfter: NaN, reason,
  });
  // The slope at β = 0, times the classes; of logits that tell nothing it is 0 but for rounding.
  const slopes = samples.map(({ relative, own, weight }) => weight * (sum(relative) - table.classes * own));
  if (!(sum(slopes) < -1e-12 * sum(slopes.map(Math.abs)))) return fail('the logits say no more of the truth than chance does');
  const isSeparated = samples.every(({ own, weight }) => own === 0 || weight === 0);      // then the loss falls for ever as β grows
  if (isSeparated) return fail('every sample is right, so the best temperature is 0');
  const beta = root(at);
  return { temperature: 1 / beta, lossBefore, lossAfter: at(beta).value };
}

/**
 * Probabilities at a temperature, softmax(logits / T).
 *
 * @param logits rows of K finite numbers
 * @param temperature above 0
 * @returns rows of K probabilities
 * @throws where the temperature is not above 0, or a logit is not finite
 * @example
 * scaledSoftmax([[2, 0]], 2);     // [[.731, .269]]
 */
export function scaledSoftmax(logits: readonly ArrayLike<number>[], temperature: number): number[][] {
  const where = 'scaledSoftmax';
  checkNumbers(where, { temperature }, '(0, ∞)');
  checkLength(where, 'logits', logits);
  const table = toTable(where, 'logits', logits, logits.length);
  return logits.map((_, i) => {
    const row = rowOf(table, i), top = Math.max(...row);
    const powers = row.map((z) => Math.exp((z - top) / temperature)), total = sum(powers);
    return powers.map((power) => power / total);
  });
}

/** A row of logits, less the highest of them. */
interface Sample {
  readonly relative: readonly number[];
  /** That of the true class. */
  readonly own: number;
  readonly weight: number;
}

/** Mean cross-entropy of softmax(β · logits), and its first and second derivative in β. */
function loss(samples: readonly Sample[], beta: number) {
  let value = 0, slope = 0, curvature = 0, total = 0;
  for (const { relative, own, weight } of samples) {
    let powers = 0, first = 0, second = 0;
    for (const z of relative) {
      const power = Math.exp(beta * z);
      powers += power;
      first += z * power;
      second += z * z * power;
    }
    const mean = first / powers;
    value += weight * (Math.log(powers) - beta * own);
    slope += weight * (mean - own);
    curvature += weight * (second / powers - mean * mean);
    total += weight;
  }
  return { value: value / total, slope: slope / total, curvature: curvature / total };
}

/** Where the slope, which rises with β, is 0. */
function root(at: (beta: number) => { slope: number; curvature: number }): number {
  let low = 0, high = 1;
  while (at(high).slope < 0) [low, high] = [high, 2 * high];
  let beta = (low + high) / 2;
  for (let step = 0; step < 200; step++) {
    const { slope, curvature } = at(beta);
    if (slope < 0) low = beta;
    else high = beta;
    const newton = beta - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - beta) <= 1e-15 * beta) return next;
    beta = next;
  }
  return beta;
}
