/**
 * The mean of repeated curves, as of the folds of a cross-validation, with a band of one standard deviation.
 *
 * Vertical averaging: each curve gives its y at 201 equal steps of x. T. Fawcett (2006), "An introduction to ROC analysis".
 */
import type { Line } from './lineChart';

/** Points in (x, y), x rising or falling. */
interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** `'linear'` between the points, or `'step'`: the y of the next point to the right. */
export type Interpolation = 'linear' | 'step';

const steps = 200;

/** @returns a line over [0, 1]; the band is cut to [0, 1] */
export function averageCurve(name: string, curves: readonly Curve[], kind: Interpolation): Line {
  const x = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  const values = curves.map((curve) => valuesAt(x, curve, kind));
  const spread = x.map((_, i) => meanAndDeviation(values.map((each) => each[i])));
  return {
    name, x, y: spread.map(({ mean }) => mean),
    low: spread.map(({ mean, deviation }) => Math.max(0, mean - deviation)),
    high: spread.map(({ mean, deviation }) => Math.min(1, mean + deviation)),
  };
}

/** The mean, and the standard deviation of a sample (divided by n − 1; 0 for one value). */
export function meanAndDeviation(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

function rising({ x, y }: Curve): Curve {
  return x[0] > x[x.length - 1] ? { x: Array.from(x).reverse(), y: Array.from(y).reverse() } : { x, y };
}

/** y at each of the rising places; at a vertical part its last y. */
export function valuesAt(places: readonly number[], curve: Curve, kind: Interpolation): number[] {
  const { x, y } = rising(curve);
  const last = x.length - 1;
  let i = 0;
  return places.map((place) => {
    if (kind === 'step') {
      while (i < last && x[i] < place) i++;
      return y[i];
    }
    while (i < last && x[i + 1] <= place) i++;
    if (i === last || x[i] >= place) return y[i];
    return y[i] + ((y[i + 1] - y[i]) * (place - x[i])) / (x[i + 1] - x[i]);
  });
}
