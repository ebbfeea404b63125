/** A confusion matrix as a heat map: rows are the truth, columns the prediction. */
import { invalid } from '../shapes/check';
import type { Cell } from './cells';
import { figure, type Figure } from './figure';
import { titled } from './lineChart';
import { namedRuns, type Runs } from './runs';
import { panelTitle, type Specification } from './specification';

/** What `confusionMatrix` returns; anything with these fields will do. */
export interface ConfusionResult {
  /** The K classes, in the order of rows and columns. */
  readonly labels: readonly (string | number | boolean)[];
  /** [K][K] counts, or shares where `normalized` says over what. */
  readonly values: readonly (readonly number[])[];
  /** `'true'`: rows sum to 1, `'pred'`: columns, `'all'`: the whole; absent: counts. */
  readonly normalized?: 'true' | 'pred' | 'all';
}

/** What a shade stands for. */
const shareNames = { true: 'share of the true class', pred: 'share of the predicted class', all: 'share of all' } as const;

/** Above this share white is easier to read on the shade than black: its CIE lightness falls evenly from 98 to 20. */
const darkFrom = 0.62;

/**
 * Heat maps, one a run, side by side.
 *
 * The shade of a cell is its share of its row, so that rare classes show; its number is the count (with the share below, where
 * there is room) or, of a normalized matrix, the share. A class without samples has no share and is drawn white. Above
 * 25 classes the cells have no numbers.
 *
 * @param runs one matrix, or matrices by name
 * @param options.title default `'Confusion matrix'`
 * @throws if there is no run, a matrix has not a row and a column for each label, or two labels read the same
 * @example
 * confusionPlot(confusionMatrix(['cat', 'dog', 'cat'], ['cat', 'cat', 'cat']));
 */
export function confusionPlot(runs: Runs<ConfusionResult>, options: { title?: string } = {}): Figure {
  const { title = 'Confusion matrix' } = options;
  const named = namedRuns<ConfusionResult>('confusionPlot', 'runs', runs, 'values').map(([name, [matrix]]) => ({ name, matrix }));
  for (const { name, matrix } of named) checkMatrix(name === '' ? 'runs' : `runs[${JSON.stringify(name)}]`, matrix);
  const panels = named.map(({ name, matrix }) => heatMap(name, matrix));
  const specification = panels.length === 1 ? panels[0] : { spacing: 30, resolve: { scale: { color: 'shared' } }, hconcat: panels };
  const [{ matrix: { normalized } }] = named;
  const subtitle = normalized === undefined ? 'counts; shade and percentage: share of the true class' : shareNames[normalized];
  return figure(titled(specification, title, [subtitle]), tableRows(named));
}

function heatMap(name: string, { labels, values, normalized }: ConfusionResult): Specification {
  const size = labels.length;
  const step = size <= 4 ? 72 : size <= 12 ? 46 : size <= 25 ? 34 : Math.max(6, Math.floor(620 / size));
  const sums = values.map((row) => row.reduce((total, value) => total + value, 0));
  const rows = values.flatMap((row, i) => row.map((value, j) => {
    const share = normalized === undefined ? value / sums[i] : value;
    return {
      truth: `${labels[i]}`, prediction: `${labels[j]}`, value, share: Number.isFinite(share) ? share : null,
      text: normalized === undefined ? compact(value) : shareText(share),
      ...(normalized === undefined && size <= 12 && { below: Number.isFinite(share) ? `${Math.round(100 * share)} %` : 'none' }),
    };
  }));
  const names = labels.map(String);
  const isLong = Math.max(...names.map(({ length }) => length)) * 7 > step;
  const axis = {
    domain: false, ticks: false, labelLimit: 0, labelPadding: 6, labelOverlap: false, grid: false, labelFontSize: Math.min(12, step - 3),
  };
  const ink = { condition: { test: `datum.share > ${darkFrom}`, value: '#ffffff' }, value: '#000000' };
  const text = (field: string, dy: number, fontSize: number) =>
    ({ mark: { type: 'text', dy, fontSize, aria: false }, encoding: { text: { field }, color: ink } });
  return {
    ...(name !== '' && { title: panelTitle(name) }),
    width: { step },
    height: { step },
    data: { values: rows },
    encoding: {
      y: { field: 'truth', type: 'nominal', sort: null, scale: { domain: names }, title: 'Truth', axis },
      x: {
        field: 'prediction', type: 'nominal', sort: null, scale: { domain: names }, title: 'Prediction',
        axis: { ...axis, labelAngle: !isLong ? 0 : size > 12 ? -90 : -45 },
      },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#c3cad1', strokeWidth: step > 12 ? 1 : 0, invalid: null, tooltip: { content: 'data' }, aria: false },
        encoding: {
          color: {
            field: 'share', type: 'quantitative',
            scale: { domain: [0, 0.5, 1], range: ['#f7fafd', '#4f93c9', '#0b3158'], interpolate: 'lab' },
            legend: { orient: 'bottom', format: '.0%', values: [0, 0.5, 1], gradientLength: 140, gradientThickness: 10 },
            condition: { test: 'datum.share === null', value: '#ffffff' },
          },
        },
      },
      ...(size > 25 ? [] : size <= 12 && normalized === undefined
        ? [text('text', -6, 13), text('below', 9, 10)] : [text('text', 0, size <= 12 ? 13 : 10)]),
    ],
  };
}

/** Up to five signs: 1234, 12.3k, 4.5M; sums of weights with two decimals. */
function compact(value: number): string {
  if (value >= 999_950) return `${Number((value / 1e6).toFixed(1))}M`;
  if (value >= 10_000) return `${Number((value / 1e3).toFixed(1))}k`;
  return String(Number.isInteger(value) ? value : Number(value.toFixed(2)));
}

function shareText(share: number): string {
  return Number.isFinite(share) ? share.toFixed(2) : 'none';
}

function tableRows(named: readonly { name: string; matrix: ConfusionResult }[]): Cell[][] {
  const isOne = named.length === 1;
  const [{ matrix: { labels } }] = named;
  const head = [...(isOne ? [] : ['run']), 'truth', ...labels.map(String)];
  const width = head.length;
  return [head, ...named.flatMap(({ name, matrix }) => matrix.labels.map((label, i) =>
    [...(isOne ? [] : [name]), String(label), ...matrix.values[i]].slice(0, width)))];
}

function checkMatrix(argument: string, { labels, values }: ConfusionResult): void {
  if (labels.length === 0) throw invalid(`${argument}.labels`, 'confusionPlot', 'at least one class', labels);
  const expected = `${labels.length} numbers, one a label`;
  const names = labels.map(String);
  const twice = names.find((label, i) => names.indexOf(label) < i);
  if (twice !== undefined) throw invalid(`${argument}.labels`, 'confusionPlot', 'labels that read differently', twice);
  if (values.length !== labels.length) {
    throw invalid(`${argument}.values`, 'confusionPlot', `${labels.length} rows, one a label`, values.length);
  }
  const wrong = values.findIndex((row) => row.length !== labels.length);
  if (wrong >= 0) throw invalid(`${argument}.values[${wrong}]`, 'confusionPlot', expected, values[wrong].length);
}
