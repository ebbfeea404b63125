/** Losses and scores by epoch, one panel above the other. */
import { checkPositiveIntegers, invalid } from '../shapes/check';
import { figure, type Figure } from './figure';
import { namedHistories, spreadAt, type History, type Log } from './histories';
import { gaps, lineChart, markRoom, titled, type Line } from './lineChart';
import { bandNote, type Repeats } from './repeats';
import type { Runs } from './runs';

/** Figures of one epoch of a segmentation, counted from 1; scores in [0, 1]. */
export interface EpochFigures {
  readonly epoch: number;
  /** Mean training loss. */
  readonly loss: number;
  readonly validationLoss: number;
  readonly jaccard: number;
  readonly dice: number;
  readonly thresholdJaccard: number;
}

type NamedLogs = readonly (readonly [name: string, repeats: readonly (readonly Log[])[]])[];

/**
 * Learning curves: numbers whose name ends in "loss" above, all others but the learning rate below.
 *
 * Repeats (folds, seeds) are shown as their mean and a band of one standard deviation. Several runs differ by their colours,
 * numbers by their dashes.
 *
 * @param history one history, an array of repeats, or either by name
 * @param options.best epoch to mark; default, for one history: the first of the highest Jaccard, if it has one
 * @param options.figures names of the numbers to show; default: all
 * @throws where a history is empty, or none has any of the numbers
 * @example
 * const svg = await toSvg(learningCurve(history));
 * learningCurve({ 'U-Net': folds, FCN: otherFolds }, { figures: ['validationLoss', 'jaccard'] });
 */
export function learningCurve(
  history: Runs<Repeats<History>>, options: { best?: number; figures?: readonly string[] } = {},
): Figure {
  const where = 'learningCurve';
  const runs = namedHistories(where, history);
  const logs = runs.flatMap(([, repeats]) => repeats.flat());
  const known = [...new Set(logs.flatMap(Object.keys))]
    .filter((name) => !['epoch', 'learningRate'].includes(name) && logs.some((log) => typeof log[name] === 'number'));
  const names = options.figures ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined || names.length === 0) throw invalid('figures', where, `some of ${known.join(', ')}`, unknown ?? names);
  const best = options.best ?? highestJaccard(runs);
  if (best !== undefined) checkPositiveIntegers(where, { best });
  const isLoss = (name: string) => /loss$/i.test(name);
  const panels = [
    panel('Loss', names.filter(isLoss), runs, best), panel('Score', names.filter((name) => !isLoss(name)), runs, best),
  ].filter(({ lines }) => lines.length > 0);
  const epochs = Math.max(...logs.map(({ epoch }) => epoch));
  const length = `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}${best === undefined ? '' : `; the best is epoch ${best}`}`;
  const notes = [length, bandNote(runs.map(([, repeats]) => repeats.length)), gaps(panels.flatMap(({ lines }) => lines))];
  const specification = {
    spacing: 22,
    resolve: { scale: { color: 'independent', strokeDash: 'independent', shape: 'independent' } },
    vconcat: panels.map(({ chart }) => chart),
  };
  return figure(titled(specification, 'Learning curve', notes, best === undefined ? undefined : markRoom), [
    ['run', 'epoch', ...names.map(label)],
    ...runs.map(([name, repeats]) => {
      const shown = best ?? Math.min(...repeats.map((each) => each[each.length - 1].epoch));
      return [name || 'history', shown, ...names.map((figure) => spreadAt(repeats, shown, figure).mean)];
    }),
  ]);
}

function panel(title: string, names: readonly string[], runs: NamedLogs, best: number | undefined) {
  const combined = runs.flatMap(([run, repeats], r) => names.map((name, n) => ({ run, repeats, name, r, n })));
  const lines = combined.map(({ run, repeats, name }): Line => {
    const epochs = [...new Set(repeats.flat().map(({ epoch }) => epoch))].sort((a, b) => a - b);
    const spread = epochs.map((epoch) => spreadAt(repeats, epoch, name));
    const band = repeats.length > 1 && {
      low: spread.map(({ mean, deviation }) => mean - deviation), high: spread.map(({ mean, deviation }) => mean + deviation),
    };
    return { name: [run, label(name)].filter(Boolean).join(', '), x: epochs, y: spread.map(({ mean }) => mean), ...band };
  });
  const epochs = lines.flatMap(({ x }) => Array.from(x));
  const last = Math.max(...epochs), first = Math.min(...epochs, last - 1);
  const isShare = title === 'Score' && lines.every(({ y }) => Array.from(y).every((value) => !(value < 0 || value > 1)));
  const chart = lineChart({
    lines, width: 320, height: 170,
    places: { color: combined.map(({ r, n }) => (runs.length > 1 ? r : n)), style: combined.map(({ n }) => n) },
    x: { title: 'Epoch', scale: { domain: [first, last], nice: false }, axis: { tickMinStep: 1, format: 'd', grid: false } },
    y: { title, scale: isShare ? { domain: [0, 1] } : {}, axis: { tickCount: 5 } },
    marks: best === undefined ? [] : [{ x: best, label: title === 'Loss' || names.length === 0 ? `best: epoch ${best}` : '' }],
  });
  return { chart, lines };
}

/** In words: `validationLoss` and tfjs's `val_loss` are "Validation", `thresholdJaccard` is "Threshold Jaccard". */
function label(name: string): string {
  if (name === 'loss') return 'Training';
  if (name === 'validationLoss' || name === 'val_loss') return 'Validation';
  const words = name.replace(/^val_/, 'validation ').replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
  return words[0].toUpperCase() + words.slice(1);
}

function highestJaccard(runs: NamedLogs): number | undefined {
  const [[, repeats]] = runs;
  if (runs.length > 1 || repeats.length > 1 || !('jaccard' in repeats[0][0])) return undefined;
  return repeats[0].reduce((a, b) => (b.jaccard > a.jaccard ? b : a)).epoch;
}
