/**
 * Reliability diagram: how often what was said with some probability came true, and how many samples stand behind it.
 *
 * The dashed diagonal is perfect calibration. M. DeGroot, S. Fienberg (1983), "The comparison and evaluation of forecasters";
 * bands: E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference".
 */
import { wilsonInterval } from '../metrics/wilson';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, titled, type Line } from './lineChart';
import { summaryText } from './repeats';
import { namedRuns, type Runs } from './runs';

/** What `reliabilityCurve` returns; anything with these fields will do. */
export interface ReliabilityResult {
  /** Edges of the bins. */
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Samples of each bin, or the sums of their weights. */
  readonly count: ArrayLike<number>;
  /** Mean predicted probability; NaN in an empty bin. */
  readonly predicted: ArrayLike<number>;
  /** Share of positives; NaN in an empty bin. */
  readonly observed: ArrayLike<number>;
  /** Expected calibration error, shown in the legend. */
  readonly ece?: number;
  /** Why the errors are NaN, where they are. */
  readonly reason?: string;
}

/**
 * Observed share over predicted probability on a square, with Wilson's 95 % intervals as bands (not of weighted samples), above
 * the number of samples of each bin. Empty bins have no point.
 *
 * @param runs one result, or results by name
 * @param options.title default `'Reliability'`
 * @throws where there is no run, or arrays are empty or of different lengths
 * @example
 * reliabilityPlot({ before: reliabilityCurve(truth, p), after: reliabilityCurve(truth, scaled) });
 */
export function reliabilityPlot(runs: Runs<ReliabilityResult>, options: { title?: string } = {}): Figure {
  const { title = 'Reliability' } = options;
  const named = namedRuns<ReliabilityResult>('reliabilityPlot', 'runs', runs, 'observed').map(([name, [bins]]) => ({ name, bins }));
  for (const { name, bins: { low, high, count, predicted, observed } } of named) {
    checkArrays('reliabilityPlot', name, { low, high, count, predicted, observed });
  }
  const errors = named.map(({ bins }) => summaryText('ECE', [bins.ece]));
  const lines = named.map(({ name, bins }, i): Line => {
    const filled = Array.from(bins.count, (_, b) => b).filter((b) => bins.count[b] > 0);
    const hasIntervals = filled.every((b) => Number.isInteger(bins.count[b]));
    const intervals = hasIntervals ? filled.map((b) => wilsonInterval(Math.round(bins.observed[b] * bins.count[b]), bins.count[b])) : [];
    return {
      name: name && [name, errors[i]].filter(Boolean).join(', '), reason: bins.reason,
      x: filled.map((b) => bins.predicted[b]), y: filled.map((b) => bins.observed[b]),
      ...(hasIntervals && { low: intervals.map(({ low }) => low), high: intervals.map(({ high }) => high) }),
    };
  });
  const share = { scale: { domain: [0, 1], nice: false }, axis: { tickCount: 5, format: '.1f' } };
  const curve = lineChart({
    lines, points: true, reference: [[0, 0], [1, 1]],
    x: { title: 'Mean predicted probability', ...share },
    y: { title: 'Observed share of positives', ...share },
  });
  const counts = lineChart({
    lines: named.map(({ bins }, i) => ({ name: lines[i].name, ...outline(bins) })), points: false, legend: false, height: 80,
    x: { title: 'Predicted probability', ...share },
    y: { title: 'Samples', axis: { tickCount: 3, format: '~s' } },
  });
  const hasBands = lines.some(({ low }) => low);
  const notes = [named[0].name === '' ? errors[0] : '', hasBands ? 'bands: 95 % intervals of each bin' : '', gaps(lines)];
  const apart = { color: 'independent', strokeDash: 'independent', shape: 'independent' };
  const specification = { spacing: 18, resolve: { scale: apart }, vconcat: [curve, counts] };
  return figure(titled(specification, title, notes), [
    ['run', 'bin', 'samples', 'predicted', 'observed'],
    ...named.flatMap(({ name, bins }) => Array.from(bins.count, (count, b) =>
      [name || 'curve', `${bins.low[b].toFixed(2)}–${bins.high[b].toFixed(2)}`, count, bins.predicted[b], bins.observed[b]])),
  ]);
}

/** The upper edge of the bars of a histogram. */
function outline({ low, high, count }: ReliabilityResult): { x: number[]; y: number[] } {
  const bins = Array.from(count, (value, b) => [[low[b], value], [high[b], value]]).flat();
  const points = [[low[0], 0], ...bins, [high[high.length - 1], 0]];
  return { x: points.map(([x]) => x), y: points.map(([, y]) => y) };
}
