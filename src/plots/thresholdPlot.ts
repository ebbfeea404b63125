/** Rates of a binary decision over its threshold: what is gained and lost by moving it. */
import { invalid } from '../shapes/check';
import { figure, type Figure } from './figure';
import { checkArrays, gaps, lineChart, markRoom, titled } from './lineChart';
import { namedRuns, type Runs } from './runs';

/**
 * Thresholds and, under names of your choice, the rates of calling positive what scores at least as much:
 * `{ thresholds, sensitivity, specificity, f1 }`. So `thresholdCurve` returns them; of what `rocCurve`
 * returns, the sensitivity and the specificity are taken.
 */
export type ThresholdResult = Thresholds | (Thresholds & Readonly<Record<string, unknown>>);

interface Thresholds {
  /** Rising or falling; ±∞ is not drawn. */
  readonly thresholds: ArrayLike<number>;
  /** Why rates are NaN, where they are. */
  readonly reason?: string;
}

interface Rate {
  readonly run: string;
  readonly rate: string;
  readonly thresholds: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * Rates over the threshold, in steps: a rate holds from its threshold down to the next. Several runs differ by
 * their colours, rates by their dashes.
 *
 * @param runs one result, or results by name; each array beside `thresholds` is a rate in [0, 1]
 * @param options.at threshold to mark, unless it is ±∞; the table then holds the rates there, else where each is highest
 * @param options.title default `'Rates by threshold'`
 * @throws where there is no run or no rate, arrays are empty or of different lengths, or `at` is no number
 * @example
 * thresholdPlot({ thresholds, sensitivity, specificity, f1 }, { at: 0.37 });
 */
export function thresholdPlot(runs: Runs<ThresholdResult>, options: { at?: number; title?: string } = {}): Figure {
  const { at, title = 'Rates by threshold' } = options;
  const where = 'thresholdPlot';
  if (at !== undefined && (typeof at !== 'number' || Number.isNaN(at))) throw invalid('at', where, 'a number', at);
  const named = namedRuns<ThresholdResult>(where, 'runs', runs, 'thresholds');
  const rates = named.flatMap(([run, [result]]) => ratesOf(where, run, result));
  const kinds = [...new Set(rates.map(({ rate }) => rate))];
  const reasons = named.filter(([, [{ reason }]]) => reason !== undefined).map(([run, [{ reason }]]) => `${run && `${run}: `}${reason}`);
  const lines = rates.map(({ run, rate, thresholds, values }) => {
    const finite = Array.from(thresholds, (_, i) => i).filter((i) => Math.abs(thresholds[i]) !== Infinity);
    return { name: [run, rate].filter(Boolean).join(', '), x: finite.map((i) => thresholds[i]), y: finite.map((i) => values[i]) };
  });
  const chart = lineChart({
    lines, height: 220, interpolate: lines.every(({ x }) => x[0] > x[x.length - 1]) ? 'step-after' : 'step-before',
    places: {
      color: rates.map(({ run, rate }) => (named.length > 1 ? named.findIndex(([name]) => name === run) : kinds.indexOf(rate))),
      style: rates.map(({ rate }) => kinds.indexOf(rate)),
    },
    x: { title: 'Threshold', scale: { zero: false, nice: false }, axis: { tickCount: 5 } },
    y: { title: 'Rate', scale: { domain: [0, 1], nice: false }, axis: { tickCount: 5, format: '.1f' } },
    marks: at === undefined || Math.abs(at) === Infinity ? [] : [{ x: at, label: `threshold ${short(at)}` }],
  });
  return figure(titled(chart, title, [gaps(lines), ...reasons], at === undefined ? undefined : markRoom), [
    ['run', 'rate', ...(at === undefined ? ['highest', 'at threshold'] : [`at ${short(at)}`])],
    ...rates.map((rate) => [rate.run || 'curve', rate.rate, ...(at === undefined ? highest(rate) : [rateAt(rate, at)])]),
  ]);
}

function ratesOf(where: string, run: string, { thresholds, reason, ...others }: ThresholdResult): Rate[] {
  const isArray = (value: unknown): value is ArrayLike<number> => Array.isArray(value) || ArrayBuffer.isView(value);
  const { fpr, tpr, ...named } = Object.fromEntries(Object.entries(others).filter(([, values]) => isArray(values))) as
    Record<string, ArrayLike<number>>;
  const all = fpr && tpr ? { sensitivity: tpr, specificity: Float64Array.from(fpr, (rate) => 1 - rate), ...named } : named;
  if (Object.keys(all).length === 0) throw invalid(run || 'runs', where, 'an array of rates beside `thresholds`', undefined);
  checkArrays(where, run, { thresholds, ...all }, reason);
  return Object.entries(all).map(([rate, values]) => ({ run, rate, thresholds, values }));
}

/** The highest rate and its threshold. */
function highest({ thresholds, values }: Rate): [rate: number, threshold: number] {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best] || Number.isNaN(values[best])) best = i;
  return [values[best], thresholds[best]];
}

/** The rate of the least threshold that is not below the place; NaN above all of them. */
function rateAt({ thresholds, values }: Rate, place: number): number {
  let least = Infinity, rate = NaN;
  for (let i = 0; i < values.length; i++) {
    if (thresholds[i] < place || thresholds[i] > least) continue;
    least = thresholds[i];
    rate = values[i];
  }
  return rate;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
