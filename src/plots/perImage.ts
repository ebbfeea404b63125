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
  const failures = values.filter(({ value }) => value < floor).length;
  const summary = `mean ${mean.toFixed(3)}, ${failures} of ${values.length} below ${floor}`;
  const passed = `${floor} or more`, failed = `below ${floor}`;
  const isNamed = values.length <= 60;
  const sorted = [...values].sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1));
  const x = {
    field: 'value', type: 'quantitative', title: label, scale: { domain: [0, 1] },
    axis: { values: [0, 0.2, 0.4, 0.6, 0.8, 1], format: '.1f', labelOverlap: false, grid: false },
  };
  return {
    ...base,
    description: `${label} by image: ${summary}.`,
    title: { text: `${label} by image`, subtitle: summary, offset: 26 },
    width: 200,
    height: { step: isNamed ? 16 : 5 },
    layer: [
      {
        data: { values: sorted.map(({ id, value }) => ({ id, value, outcome: value < floor ? failed : passed })) },
        mark: { type: 'point', filled: true, size: isNamed ? 60 : 25, opacity: 1 },
        encoding: {
          y: {
            field: 'id', type: 'nominal', sort: null, title: null,
            axis: { labels: isNamed, ticks: false, grid: isNamed, domain: false, labelLimit: 160 },
          },
          x,
          color: outcome(passed, failed, [palette.blue, palette.vermilion]),
          shape: outcome(passed, failed, ['circle', 'triangle-down']),
        },
      },
      rule(x, floor, String(floor), [4, 3], mean < floor ? 'left' : 'right'),
      rule(x, mean, 'mean', [1, 0], mean < floor ? 'right' : 'left'),
    ],
  };
}

/** A labelled line across all images. */
function rule(
  x: Specification, value: number, text: string, strokeDash: readonly number[], align: 'left' | 'right',
): Specification {
  return {
    data: { values: [{ value, text }] },
    encoding: { x },
    layer: [
      { mark: { type: 'rule', strokeDash, color: '#4a5560' } },
      {
        mark: { type: 'text', y: -6, align, baseline: 'bottom', fontSize: 12, color: '#333' },
        encoding: { text: { field: 'text' } },
      },
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
