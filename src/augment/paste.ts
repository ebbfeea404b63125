/** A part of one sample laid on another. */
import { areaOf, edgesOf, fromEdges, hasArea, overlap, ROUNDING, type Edges } from './boxes';
import { fullMask } from './fullMask';
import type { Boxes, Keypoints, Raster, Sample } from './sample';

/** [left, top, right, bottom] in whole pixels of both images, which are of one size. */
export type Part = Edges;

/**
 * The first sample with the part of the second on it: image, masks, boxes and keypoints. Boxes of the second are clipped
 * to the part; those of the first stay as long as half their area does. Both samples have the same masks; one without boxes
 * or keypoints has none to add.
 *
 * @throws where one of two lists of boxes or keypoints has labels and the other has none: naming the sample
 */
export function paste(first: Sample, second: Sample, part: Part): Sample {
  const { id, image } = first;
  const boxes = pasteBoxes(first, second, part), keypoints = pasteKeypoints(first, second, part);
  return {
    id: `${id}+${second.id}`,
    image: pasteRaster(image, second.image, part),
    ...(first.mask && { mask: pasteRaster(full(first.id, first.mask), full(second.id, second.mask!), part) }),
    ...(first.masks && {
      masks: Object.fromEntries(Object.entries(first.masks).map(([name, mask]) => [name, pasteRaster(mask, second.masks![name], part)])),
    }),
    ...(boxes && { boxes }),
    ...(keypoints && { keypoints }),
  };
}

const full = (id: string, mask: Raster) => fullMask(`\`mask\` of ${id} in augment`, mask);

function pasteRaster(onto: Raster, from: Raster, [left, top, right, bottom]: Part): Raster {
  const { width, channels } = onto, data = onto.data.slice();
  for (let y = top; y < bottom; y++) {
    const start = (y * width + left) * channels;
    data.set(from.data.subarray(start, start + (right - left) * channels), start);
  }
  return { ...onto, data };
}

function pasteBoxes(first: Sample, second: Sample, part: Part): Boxes | undefined {
  const either = first.boxes ?? second.boxes;
  if (!either) return undefined;
  const { image: size } = first, { format } = either;
  const under = edgesOf(first.boxes ?? { format, values: [] }, size);
  const over = edgesOf(second.boxes ?? { format, values: [] }, size).map((edges) => overlap(edges, part));
  const stays = under.map((edges) => !isMostlyIn(edges, part));
  const isSeen = over.map(hasArea);
  return {
    format,
    values: [...under.filter((_, i) => stays[i]), ...over.filter((_, i) => isSeen[i])].map((edges) => fromEdges(format, edges, size)),
    ...joinLabels('boxes', first, second, stays, isSeen),
  };
}

/** The sample without boxes of which less than half is in the part. */
export function withBoxesOf(sample: Sample, part: Part): Sample {
  const { boxes, image } = sample;
  if (!boxes) return sample;
  const edges = edgesOf(boxes, image), { values, labels } = boxes;
  const stays = edges.map((one) => areaOf(overlap(one, part)) >= (areaOf(one) / 2) * (1 - ROUNDING));
  const kept = <T>(list: readonly T[]) => list.filter((_, i) => stays[i]);
  return { ...sample, boxes: { ...boxes, values: kept(values), ...(labels && { labels: kept(labels) }) } };
}

/** Whether more than half of a box is in the part. */
function isMostlyIn(edges: Edges, part: Part): boolean {
  return areaOf(overlap(edges, part)) > (areaOf(edges) / 2) * (1 + ROUNDING);
}

function pasteKeypoints(first: Sample, second: Sample, [left, top, right, bottom]: Part): Keypoints | undefined {
  if (!first.keypoints && !second.keypoints) return undefined;
  const { height, width } = first.image, under = first.keypoints?.values ?? [], over = second.keypoints?.values ?? [];
  // A part takes its left and upper outline, and the right and lower one where nothing lies beyond.
  const within = (at: number, from: number, until: number, all: number) =>
    at >= from - 0.5 - (from === 0 ? ROUNDING : 0) && (until === all ? at <= until - 0.5 + ROUNDING : at < until - 0.5);
  const isInside = ([x, y]: readonly [number, number]) => within(x, left, right, width) && within(y, top, bottom, height);
  const stays = under.map((point) => !isInside(point)), isSeen = over.map(isInside);
  return {
    values: [...under.filter((_, i) => stays[i]), ...over.filter((_, i) => isSeen[i])],
    ...joinLabels('keypoints', first, second, stays, isSeen),
  };
}

/** Labels of what is kept of both lists: nothing where neither has labels. */
function joinLabels(
  what: 'boxes' | 'keypoints', first: Sample, second: Sample, stays: readonly boolean[], isSeen: readonly boolean[],
): Pick<Boxes, 'labels'> {
  const filled = [first, second].filter((sample) => (sample[what]?.values.length ?? 0) > 0);
  const bare = filled.find((sample) => !sample[what]!.labels), labelled = [first, second].find((sample) => sample[what]?.labels);
  if (!labelled) return {};
  if (bare) {
    throw new Error(`Invalid \`labels\` in the ${what} of ${bare.id}: expected one each, as \`${labelled.id}\` has, received none.`);
  }
  const kept = (sample: Sample, keeps: readonly boolean[]) => (sample[what]?.labels ?? []).filter((_, i) => keeps[i]);
  return { labels: [...kept(first, stays), ...kept(second, isSeen)] };
}
