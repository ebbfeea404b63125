/**
 * Receiver operating characteristic: the true positive rate over the false positive rate, for every threshold.
 *
 * The dashed diagonal is what guessing gives. T. Fawcett (2006), "An introduction to ROC analysis".
 */
import { valuesAt } from './averageCurve';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, titled } from './lineChart';
import { bandNote, meanOf, repeatedLine, summaryText, type Band, type Repeats, type SummaryInterval } from './repeats';
import { namedRuns, type Runs } from './runs';

/** What `rocCurve` returns; anything with these fields will do. */
export interface RocResult {
  /** False positive rates, in [0, 1], rising. */
  readonly fpr: ArrayLike<number>;
  /** True positive rates, as many. */
  readonly tpr: ArrayLike<number>;
  /** Area under the curve, shown in the legend. */
  readonly auc?: number;
  /** Interval of the area. */
  readonly interval?: SummaryInterval;
  /** Pointwise interval of the true positive rate. */
  readonly band?: Band;
  /** Why the numbers are NaN, where they are. */
  readonly reason?: string;
}

const places = [0.05, 0.1, 0.2];

/**
 * ROC curves on a square; the table holds the area and the true positive rates at three false positive rates.
 *
 * @param runs one result, an array of repeats, or either by name
 * @param options.title default `'ROC curve'`
 * @throws where there is no run, or arrays are empty or of different lengths
 * @example
 * rocPlot({ 'ResNet-18': rocCurve(truth, scores), 'VGG-11': rocCurve(truth, otherScores) });
 */
export function rocPlot(runs: Runs<Repeats<RocResult>>, options: { title?: string } = {}): Figure {
  const { title = 'ROC curve' } = options;
  const named = namedRuns<RocResult>('rocPlot', 'runs', runs, 'fpr');
  for (const [name, results] of named) {
    for (const { fpr, tpr, band, reason } of results) checkArrays('rocPlot', name, { fpr, tpr, low: band?.low, high: band?.high }, reason);
  }
  const areas = named.map(([, results]) => summaryText('AUC', results.map(({ auc }) => auc), results[0].interval));
  const lines = named.map(([name, results], i) => repeatedLine(results.map(({ fpr, tpr, band, reason }) =>
    ({ name: name && [name, areas[i]].filter(Boolean).join(', '), x: fpr, y: tpr, ...band, reason })), 'linear'));
  const rate = { scale: { domain: [0, 1], nice: false }, axis: { tickCount: 5, format: '.1f' } };
  const chart = lineChart({
    lines, reference: [[0, 0], [1, 1]],
    x: { title: 'False positive rate (1 − specificity)', ...rate },
    y: { title: 'True positive rate (sensitivity)', ...rate },
  });
  const bands = bandNote(named.map(([, { length }]) => length), lines.some(({ low }) => low));
  const notes = [named[0][0] === '' ? areas[0] : '', bands, gaps(lines)];
  return figure(titled(chart, title, notes), [
    ['run', 'AUC', ...places.map((place) => `TPR at FPR ${place}`)],
    ...named.map(([name, results], i) =>
      [name || 'curve', meanOf(results.map(({ auc }) => auc)), ...valuesAt(places, lines[i], 'linear')]),
  ]);
}
