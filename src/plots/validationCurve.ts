/**
 * Scores on training and validation data over what was varied: a hyperparameter (validation curve) or the number of training
 * samples (learning curve in scikit-learn's sense).
 */
import { invalid } from '../shapes/check';
import { meanAndDeviation } from './averageCurve';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, titled, type Line } from './lineChart';
import { bandNote } from './repeats';
import { namedRuns, type Runs } from './runs';

/** Scores by what was varied; a list of scores holds one a fold. */
export interface ValidationResult {
  /** What was varied, rising. */
  readonly values: ArrayLike<number>;
  /** Scores on the training data, as many. */
  readonly training?: readonly (number | readonly number[])[];
  /** Scores on the validation data, as many. */
  readonly validation: readonly (number | readonly number[])[];
}

/**
 * Lines of the mean scores, with bands of one standard deviation where there are folds. Several runs differ by their colours,
 * training and validation by their dashes. The table holds the best value of each run.
 *
 * @param runs one result, or results by name
 * @param options.parameter what was varied, with its unit; default `'Value'`
 * @param options.score name of the score; default `'Score'`
 * @param options.scale `'log'` for values that span decades; default `'linear'`
 * @throws where there is no run, arrays are empty or of different lengths, or a value is not positive on a log scale
 * @example
 * validationCurve({ values: [1e-4, 1e-3, 1e-2], training: [.81, .93, .99], validation: [[.7, .8], [.8, .9], [.7, .7]] },
 *   { parameter: 'Learning rate', score: 'AUC', scale: 'log' });
 */
export function validationCurve(
  runs: Runs<ValidationResult>, options: { parameter?: string; score?: string; scale?: 'linear' | 'log'; title?: string } = {},
): Figure {
  const { parameter = 'Value', score = 'Score', scale = 'linear', title = `${score} by ${parameter.toLowerCase()}` } = options;
  const where = 'validationCurve';
  const named = namedRuns<ValidationResult>(where, 'runs', runs, 'validation');
  const parts = named.flatMap(([run, [{ values, training, validation }]], r) => {
    const means = { validation: validation.map(spread), ...(training && { training: training.map(spread) }) };
    const numbers = Object.fromEntries(Object.entries(means).map(([part, each]) => [part, each.map(({ mean }) => mean)]));
    checkArrays(where, run, { values, ...numbers });
    const worst = scale === 'log' ? Array.from(values).findIndex((value) => !(value > 0)) : -1;
    if (worst >= 0) throw invalid(`values[${worst}]`, where, 'a positive number on a log scale', values[worst]);
    return Object.entries(means).map(([part, spreads]) => ({ run, r, part, spreads, values }));
  });
  const lines = parts.map(({ run, part, spreads, values }): Line => ({
    name: [run, part === 'training' ? 'Training' : 'Validation'].filter(Boolean).join(', '), x: values, y: spreads.map(({ mean }) => mean),
    ...(spreads.some(({ folds }) => folds > 1) && {
      low: spreads.map(({ mean, deviation }) => mean - deviation), high: spreads.map(({ mean, deviation }) => mean + deviation),
    }),
  }));
  const chart = lineChart({
    lines, width: 320, height: 220,
    places: {
      color: parts.map(({ r, part }) => (named.length > 1 ? r : Number(part === 'training'))),
      style: parts.map(({ part }) => Number(part === 'training')),
    },
    x: {
      title: parameter, axis: { tickCount: 5, grid: false },
      scale: { type: scale, nice: false, ...(scale === 'linear' && { zero: false }) },
    },
    y: { title: score, scale: { zero: false }, axis: { tickCount: 5 } },
  });
  const folds = parts.flatMap(({ spreads }) => spreads.map((each) => each.folds));
  return figure(titled(chart, title, [bandNote(folds), gaps(lines)]), [
    ['run', `best ${parameter.toLowerCase()}`, `validation ${score}`],
    ...parts.filter(({ part }) => part === 'validation').map(({ run, values, spreads }) => {
      const best = spreads.reduce((top, { mean }, i) => (mean > spreads[top].mean || Number.isNaN(spreads[top].mean) ? i : top), 0);
      return [run || 'curve', String(values[best]), spreads[best].mean];
    }),
  ]);
}

function spread(scores: number | readonly number[]): { mean: number; deviation: number; folds: number } {
  const each = [scores].flat();
  return { ...meanAndDeviation(each), folds: each.length };
}
