/** One score an image, sorted, so that one sees not only the mean but who fails. */
import { base, palette, type Specification } from './specification';

/** Score of one image, in [0, 1]. */
export interface ImageValue {
  readonly id: string;
  readonly value: number;
}

/**
 * Dots of a score by image, best first, with the mean and the floor below which an image counts as failed.
 *
 * Up to 60 images are named; more are packed closer, without names.
 *
 * @param values one entry an image
 * @param options.label name of the score; default `'Jaccard'`
 * @param options.floor default .65, that of the threshold Jaccard
 * @throws where there is no image, or a value is not in [0, 1]
 * @example
 * perImage(images.map(({ id, jaccard }) => ({ id, value: jaccard })));
 */
export function perImage(
  values: readonly ImageValue[], options: { label?: string; floor?: number } = {},
): Specification {
  const { label = 'Jaccard', floor = 0.65 } = options;
  checkValues(values);
  const mean = values.reduce((total, { value }) => total + value, 0) / values.length;
  const passed = `${floor} or more`, failed = `below ${floor}`;
  const isNamed = values.length <= 60;
  const sorted = [...values].sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
  const rule = (value: number, text: string, dash: number[], side: 'left' | 'right') => ({
    data: { values: [{ value, text }] },
    encoding: { x: { field: 'value', type: 'quantitative' } },
    layer: [
      { mark: { type: 'rule', strokeDash: dash, color: '#4a5560' } },
      {
        mark: { type: 'text', y: -6, align: side, baseline: 'bottom', fontSize: 12, color: '#333' },
        encoding: { text: { field: 'text' } },
      },
    ],
  });
  const meanSide = mean < floor ? 'right' : 'left';
  return {
    ...base,
    description: `${label} of ${values.length} images: mean ${mean.toFixed(3)}, ` +
      `${values.filter(({ value }) => value < floor).length} below ${floor}.`,
    title: { text: `${label} by image`, offset: 26 },
    width: 270,
    height: { step: isNamed ? 16 : 5 },
    layer: [
      {
        data: { values: sorted.map(({ id, value }) => ({ id, value, outcome: value < floor ? failed : passed })) },
        mark: { type: 'point', filled: true, size: isNamed ? 60 : 25, opacity: 1 },
        encoding: {
          y: { field: 'id', type: 'nominal', sort: null, title: null, axis: { labels: isNamed, ticks: false, grid: isNamed, domain: false, labelLimit: 130 } },
          x: { field: 'value', type: 'quantitative', title: label, scale: { domain: [0, 1] }, axis: { tickCount: 5, grid: false } },
          color: outcome(passed, failed, [palette.blue, palette.vermilion]),
          shape: outcome(passed, failed, ['circle', 'triangle-down']),
        },
      },
      rule(floor, String(floor), [4, 3], meanSide === 'left' ? 'right' : 'left'),
      rule(mean, `mean ${mean.toFixed(3)}`, [1, 0], meanSide),
    ],
  };
}

function outcome(passed: string, failed: string, range: readonly string[]): Specification {
  return { field: 'outcome', scale: { domain: [passed, failed], range }, legend: { orient: 'bottom' } };
}

function checkValues(values: readonly ImageValue[]): void {
  if (values.length === 0) throw new Error('Invalid `values` in perImage: expected at least one image, received none.');
  const wrong = values.find(({ value }) => !(value >= 0 && value <= 1));
  if (!wrong) return;
  throw new Error(`Invalid \`values\` in perImage: expected numbers in [0, 1], received ${wrong.value} for ${wrong.id}.`);
}
