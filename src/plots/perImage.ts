/** One score an image, so that one sees not only the mean but who fails. */
import { invalid } from '../shapes/check';
import { figure, type Figure } from './figure';
import { titled } from './lineChart';
import { quantile, ranked, summary, type ImageValue } from './ranked';
import { rankedDots } from './rankedDots';
import type { Runs } from './runs';
import { strips } from './strips';

/** How {@link perImage} draws. */
export interface PerImageOptions {
  /** Name of the score, with its unit; default `'Jaccard'`. */
  readonly label?: string;
  /** Where the axis begins and ends; default [0, 1]. */
  readonly domain?: readonly [number, number];
  /** Below it an image counts as failed; default .65, that of the threshold Jaccard, unless a domain is given. */
  readonly floor?: number;
}

/** More images than this are drawn as a strip. */
const most = 300;

/**
 * Dots of a score by image, the highest first, with the mean and the floor. Up to 60 images are named.
 *
 * More than 300 images, or several runs, are drawn as strips of dots with the quartiles. The table holds a line a run.
 *
 * @param values one entry an image, or such lists by the names of runs
 * @throws where there is no image or run, or a value lies outside the domain
 * @example
 * perImage(images.map(({ id, jaccard }) => ({ id, value: jaccard })));
 * perImage({ 'U-Net': some, FCN: others }, { label: 'HD95 (px)', domain: [0, 60] });
 */
export function perImage(values: Runs<readonly ImageValue[]>, options: PerImageOptions = {}): Figure {
  const { label = 'Jaccard', domain = [0, 1], floor = options.domain ? undefined : 0.65 } = options;
  const named = Array.isArray(values) ? [['', values] as const] : Object.entries(values as Readonly<Record<string, readonly ImageValue[]>>);
  if (named.length === 0) throw invalid('values', 'perImage', 'at least one run', values);
  const runs = named.map(([name, images]) => ranked(name, images, domain, floor));
  const [first] = runs;
  const isStrip = runs.length > 1 || first.sorted.length > most;
  const chart = isStrip ? strips(runs, label, domain, floor) : rankedDots(first, label, domain, floor);
  return figure(titled(chart, `${label} by image`, runs.map((run) => summary(run, floor)), 26), [
    ['run', 'images', 'mean', 'median', 'lowest', ...(floor === undefined ? [] : [`below ${floor}`]), 'undefined'],
    ...runs.map(({ name, sorted, mean, failures, missing }) => [
      name || 'all', sorted.length + missing, mean, quantile(sorted, 0.5), quantile(sorted, 0),
      ...(floor === undefined ? [] : [failures]), missing,
    ]),
  ]);
}
