/** Loss and overlap scores by epoch, one panel above the other, the best epoch marked. */
import { base, palette, type Specification } from './specification';

/** Figures of one epoch, counted from 1; scores in [0, 1]. */
export interface EpochFigures {
  readonly epoch: number;
  /** Mean training loss. */
  readonly loss: number;
  readonly validationLoss: number;
  readonly jaccard: number;
  readonly dice: number;
  readonly thresholdJaccard: number;
}

type Named = readonly (readonly [key: keyof EpochFigures, label: string, color: string, dash: readonly number[]])[];

const losses: Named = [
  ['loss', 'Training', palette.blue, [1, 0]],
  ['validationLoss', 'Validation', palette.vermilion, [6, 3]],
];
const scores: Named = [
  ['jaccard', 'Jaccard', palette.blue, [1, 0]],
  ['dice', 'Dice', palette.green, [6, 3]],
  ['thresholdJaccard', 'Threshold Jaccard', palette.vermilion, [2, 2]],
];

/**
 * Learning curve of a segmentation run.
 *
 * @param history one entry an epoch
 * @param options.best epoch whose weights were kept; default: the first of the highest Jaccard
 * @throws where the history is empty
 * @example
 * const svg = await toSvg(learningCurve(history));
 */
export function learningCurve(history: readonly EpochFigures[], options: { best?: number } = {}): Specification {
  if (history.length === 0) {
    throw new Error('Invalid `history` in learningCurve: expected at least one epoch, received none.');
  }
  const best = options.best ?? history.reduce((a, b) => (b.jaccard > a.jaccard ? b : a)).epoch;
  return {
    ...base,
    description: `Loss, and Jaccard, Dice and threshold Jaccard of the validation images, over ${history.length} epochs; ` +
      `the best is epoch ${best}.`,
    spacing: 18,
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    vconcat: [
      panel('Loss', 'Loss', history, losses, best, {}),
      panel('Validation scores', 'Mean score', history, scores, best, { domain: [0, 1] }),
    ],
  };
}

function panel(
  title: string, unit: string, history: readonly EpochFigures[], series: Named, best: number, scale: Specification,
): Specification {
  const last = history[history.length - 1].epoch;
  const side = best > last / 2 ? { align: 'right', dx: -5 } : { align: 'left', dx: 5 };
  const x = {
    field: 'epoch', type: 'quantitative', title: 'Epoch', scale: { domain: [Math.min(1, last - 1), last], nice: false },
    axis: { tickMinStep: 1, format: 'd', grid: false },
  };
  return {
    title,
    width: 270,
    height: 170,
    data: { values: history.flatMap((figures) => series.map(([key, label]) =>
      ({ epoch: figures.epoch, series: label, value: figures[key] }))) },
    layer: [
      {
        data: { values: [{ epoch: best, label: `best: epoch ${best}` }] },
        encoding: { x },
        layer: [
          { mark: { type: 'rule', color: '#6b7680', strokeWidth: 1 } },
          {
            mark: { type: 'text', ...side, baseline: 'bottom', y: 'height', dy: -5, fontSize: 12, color: '#4a5560' },
            encoding: { text: { field: 'label' } },
          },
        ],
      },
      {
        mark: { type: 'line', strokeWidth: 2, point: history.length <= 12 ? { size: 28 } : false },
        encoding: {
          x,
          y: { field: 'value', type: 'quantitative', title: unit, scale, axis: { tickCount: 5 } },
          color: byName(series, series.map(([, , color]) => color)),
          strokeDash: byName(series, series.map(([, , , dash]) => dash)),
        },
      },
    ],
  };
}

function byName(series: Named, range: readonly unknown[]): Specification {
  return { field: 'series', scale: { domain: series.map(([, label]) => label), range }, legend: { symbolType: 'stroke' } };
}
