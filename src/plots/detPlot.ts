/**
 * Detection error trade-off: the false negative rate over the false positive rate, for every threshold.
 *
 * Both axes are in normal deviates, so that scores of two normal distributions give a straight line and small rates get room.
 * A. Martin, G. Doddington, T. Kamm, M. Ordowski, M. Przybocki (1997), "The DET curve in assessment of detection task performance".
 */
import { normalQuantile } from '../metrics/normal';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, titled } from './lineChart';
import { namedRuns, type Runs } from './runs';

/** What `detCurve` returns; anything with these fields will do. */
export interface DetResult {
  /** False positive rates, in [0, 1]. */
  readonly fpr: ArrayLike<number>;
  /** False negative rates, as many. */
  readonly fnr: ArrayLike<number>;
  /** Why there is no point, where there is none. */
  readonly reason?: string;
}

/** Rates that the axes name. */
const ticks = [0.001, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999];

/**
 * DET curves on a square; rates of 0 and 1, infinitely far out, end at the margin. The table holds the equal error rates.
 *
 * @param runs one result, or results by name
 * @param options.title default `'Detection error trade-off'`
 * @throws where there is no run, or arrays are empty or of different lengths
 * @example
 * detPlot({ 'ResNet-18': detCurve(truth, scores), 'VGG-11': detCurve(truth, otherScores) });
 */
export function detPlot(runs: Runs<DetResult>, options: { title?: string } = {}): Figure {
  const { title = 'Detection error trade-off' } = options;
  const named = namedRuns<DetResult>('detPlot', 'runs', runs, 'fnr').map(([name, [result]]) => ({ name, ...result }));
  for (const { name, fpr, fnr, reason } of named) checkArrays('detPlot', name, { fpr, fnr }, reason);
  const rates = named.map(equalErrorRate);
  const texts = rates.map((rate) => `equal error rate ${Number.isNaN(rate) ? 'undefined' : percent(rate)}`);
  const margin = [0.001, 0.999].map(normalQuantile);
  const deviates = (values: ArrayLike<number>) =>
    Float64Array.from(values, (rate) => Math.min(margin[1], Math.max(margin[0], normalQuantile(rate))));
  const lines = named.map(({ name, fpr, fnr, reason }, i) =>
    ({ name: name && `${name}, ${texts[i]}`, x: deviates(fpr), y: deviates(fnr), reason }));
  const names = Object.fromEntries(ticks.map((tick) => [Math.round(100 * normalQuantile(tick)), String(Number((100 * tick).toFixed(1)))]));
  const axis = {
    scale: { domain: margin, nice: false },
    axis: { values: ticks.map(normalQuantile), labelExpr: `(${JSON.stringify(names)})[round(100 * datum.value)]`, labelOverlap: false },
  };
  const chart = lineChart({
    lines, reference: [[margin[0], margin[0]], [margin[1], margin[1]]],
    x: { title: 'False positive rate in %', ...axis },
    y: { title: 'False negative rate in %', ...axis },
  });
  return figure(titled(chart, title, [named[0].name === '' ? texts[0] : '', gaps(lines)]), [
    ['run', 'equal error rate'], ...named.map(({ name }, i) => [name || 'curve', rates[i]]),
  ]);
}

/** Where both rates are nearest to each other, their mean. */
function equalErrorRate({ fpr, fnr }: DetResult): number {
  let best = NaN, least = Infinity;
  for (let i = 0; i < fpr.length; i++) {
    const distance = Math.abs(fpr[i] - fnr[i]);
    if (distance >= least) continue;
    least = distance;
    best = (fpr[i] + fnr[i]) / 2;
  }
  return best;
}

function percent(rate: number): string {
  return `${Number((100 * rate).toFixed(1))} %`;
}
