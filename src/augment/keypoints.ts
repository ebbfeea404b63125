/** Points moved with their image; those that leave it are dropped, unless they are to be kept. */
import { invalid } from '../shapes/check';
import { ROUNDING, shownNumbers } from './boxes';
import type { Chain } from './chain';
import type { Keypoints, Size } from './sample';

/** Throws unless every point is two finite numbers. */
export function checkKeypoints(id: string, { values, labels }: Keypoints): void {
  const where = `the keypoints of ${id}`, given: unknown = values;
  if (!Array.isArray(given)) throw invalid('values', where, 'a list of points', given);
  if (labels && labels.length !== values.length) throw invalid('labels', where, `${values.length}, one a point`, labels.length);
  values.forEach((point, i) => {
    if (Array.isArray(point) && point.length === 2 && point.every(Number.isFinite)) return;
    throw invalid(`values[${i}]`, where, 'two finite numbers', shownNumbers(point));
  });
}

/** Whether the point lies on the image or its outline, up to rounding. */
function isOn([x, y]: readonly [number, number], { height, width }: Size): boolean {
  const least = -0.5 - ROUNDING;
  return x >= least && x <= width - 1 - least && y >= least && y <= height - 1 - least;
}

/** Where the chain has moved the points; a point is inside if it lies on a pixel or its outline. */
export function moveKeypoints(keypoints: Keypoints, { forward, size }: Chain, outside: 'drop' | 'keep'): Keypoints {
  const point = new Float64Array(2);
  const moved = keypoints.values.map((place): [number, number] => {
    point.set(place);
    forward(point);
    return [point[0], point[1]];
  });
  const kept = Array.from(moved.keys()).filter((i) => outside === 'keep' || isOn(moved[i], size));
  return {
    ...keypoints,
    values: kept.map((i) => moved[i]),
    ...(keypoints.labels && { labels: kept.map((i) => keypoints.labels![i]) }),
  };
}
