/** One row an image, the highest score first. */
import type { Ranked } from './ranked';
import { palette, type Specification } from './specification';

/** Dots with the lines of the mean and the floor; up to 60 images are named, more are packed closer. */
export function rankedDots(
  { sorted, mean }: Ranked, label: string, domain: readonly [number, number], floor: number | undefined,
): Specification {
  const isNamed = sorted.length <= 60;
  const x = {
    field: 'value', type: 'quantitative', title: label, scale: { domain, nice: false },
    axis: { tickCount: 5, labelOverlap: false, grid: false },
  };
  const passed = floor === undefined ? '' : `${floor} or more`, failed = `below ${floor}`;
  const outcome = (range: readonly string[]) =>
    ({ field: 'outcome', scale: { domain: [passed, failed], range }, legend: { orient: 'bottom' } });
  return {
    width: 200,
    height: { step: isNamed ? 16 : 5 },
    layer: [
      {
        data: { values: sorted.map(({ id, value }) => ({ id, value, outcome: floor !== undefined && value < floor ? failed : passed })) },
        mark: { type: 'point', filled: true, size: isNamed ? 60 : 25, opacity: 1, tooltip: { content: 'data' }, aria: false },
        encoding: {
          y: {
            field: 'id', type: 'nominal', sort: null, title: null,
            axis: { labels: isNamed, labelPadding: 8, ticks: false, grid: isNamed, domain: false, labelLimit: 160 },
          },
          x,
          ...(floor === undefined ? { color: { value: palette.blue } }
            : { color: outcome([palette.blue, palette.vermilion]), shape: outcome(['circle', 'triangle-down']) }),
        },
      },
      ...(floor === undefined ? [] : [rule(x, floor, String(floor), [4, 3], mean < floor ? 'left' : 'right')]),
      ...(sorted.length === 0 ? [] : [rule(x, mean, 'mean', [1, 0], mean < (floor ?? -Infinity) ? 'right' : 'left')]),
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
