/**
 * Precision over recall, for every threshold.
 *
 * Drawn in steps, as the average precision sums it: AP = Σ (Rₙ − Rₙ₋₁)·Pₙ. Guessing gives the prevalence, whatever the recall.
 * J. Davis, M. Goadrich (2006), "The relationship between precision-recall and ROC curves".
 */
import { valuesAt } from './averageCurve';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, titled } from './lineChart';
import { bandNote, meanOf, repeatedLine, summaryText, type Band, type Repeats, type SummaryInterval } from './repeats';
import { namedRuns, type Runs } from './runs';

/** What `precisionRecallCurve` returns; anything with these fields will do. */
export interface PrecisionRecallResult {
  /** In [0, 1]. */
  readonly precision: ArrayLike<number>;
  /** In [0, 1], as many, rising or falling. */
  readonly recall: ArrayLike<number>;
  /** Shown in the legend. */
  readonly averagePrecision?: number;
  /** Share of the positives. */
  readonly prevalence?: number;
  /** Interval of the average precision. */
  readonly interval?: SummaryInterval;
  /** Pointwise interval of the precision. */
  readonly band?: Band;
  /** Why the numbers are NaN, where they are. */
  readonly reason?: string;
}

const places = [0.5, 0.8, 0.95];

/**
 * Precision–recall curves on a square; the table holds the average precision and the precisions at three recalls.
 *
 * @param runs one result, an array of repeats, or either by name
 * @param options.title default `'Precision–recall curve'`
 * @param options.prevalence share of positives, in [0, 1], drawn as the dashed line of guessing; default:
 *   that of the results, if they agree
 * @throws where there is no run, or arrays are empty or of different lengths
 * @example
 * precisionRecallPlot(precisionRecallCurve(truth, scores), { prevalence: 0.11 });
 */
export function precisionRecallPlot(
  runs: Runs<Repeats<PrecisionRecallResult>>, options: { title?: string; prevalence?: number } = {},
): Figure {
  const { title = 'Precision–recall curve' } = options;
  const where = 'precisionRecallPlot';
  const named = namedRuns<PrecisionRecallResult>(where, 'runs', runs, 'recall');
  for (const [name, results] of named) {
    for (const { recall, precision, band, reason } of results) {
      checkArrays(where, name, { recall, precision, low: band?.low, high: band?.high }, reason);
    }
  }
  const shares = new Set(named.flatMap(([, results]) => results.map((result) => result.prevalence)));
  const prevalence = options.prevalence ?? (shares.size === 1 ? [...shares][0] : undefined);
  const areas = named.map(([, results]) => summaryText('AP', results.map(({ averagePrecision }) => averagePrecision), results[0].interval));
  const lines = named.map(([name, results], i) => repeatedLine(results.map(({ recall, precision, band, reason }) =>
    ({ name: name && [name, areas[i]].filter(Boolean).join(', '), x: recall, y: precision, ...band, reason })), 'step'));
  const rate = { scale: { domain: [0, 1], nice: false }, axis: { tickCount: 5, format: '.1f' } };
  const falls = lines.every(({ x }) => x[0] > x[x.length - 1]);
  const chart = lineChart({
    lines, interpolate: falls ? 'step-after' : 'step-before',
    reference: prevalence === undefined ? [] : [[0, prevalence], [1, prevalence]],
    x: { title: 'Recall (sensitivity)', ...rate },
    y: { title: 'Precision', ...rate },
  });
  const notes = [
    named[0][0] === '' ? areas[0] : '', prevalence === undefined ? '' : `dashed: prevalence ${prevalence.toFixed(3)}`,
    bandNote(named.map(([, { length }]) => length), lines.some(({ low }) => low)), gaps(lines),
  ];
  return figure(titled(chart, title, notes), [
    ['run', 'AP', ...places.map((place) => `precision at recall ${place}`)],
    ...named.map(([name, results], i) => [
      name || 'curve', meanOf(results.map(({ averagePrecision }) => averagePrecision)), ...valuesAt(places, lines[i], 'step'),
    ]),
  ]);
}
