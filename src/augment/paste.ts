/** A part of one sample laid on another. */
import { areaOf, edgesOf, fromEdges, type Edges } from './boxes';
import { fullMask } from './fullMask';
import type { Boxes, Keypoints, Raster, Sample } from './sample';

/** [left, top, right, bottom] in whole pixels of both images, which are of one size. */
export type Part = readonly [left: number, top: number, right: number, bottom: number];

/**
 * The first sample with the part of the second on it: image, masks, boxes and keypoints. Boxes of the second are clipped
 * to the part; those of the first stay as long as half their area does.
 */
export function paste(first: Sample, second: Sample, part: Part): Sample {
  const { id, image } = first;
  const names = Object.keys(first.masks ?? {});
  const boxes = pasteBoxes(first, second, part), keypoints = pasteKeypoints(first.keypoints, second.keypoints, part);
  return {
    id: `${id}+${second.id}`,
    image: pasteRaster(image, second.image, part),
    ...(first.mask && second.mask && { mask: pasteRaster(full(first.id, first.mask), full(second.id, second.mask), part) }),
    ...(first.masks && second.masks && {
      masks: Object.fromEntries(names.map((name) => [name, pasteRaster(first.masks![name], second.masks![name], part)])),
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
  const { image: size } = first, none = { ...either, values: [], ...(either.labels && { labels: [] }) };
  const a = first.boxes ?? none, b = second.boxes ?? none;
  const under = edgesOf(a, size), over = edgesOf(b, size).map((edges) => overlap(edges, part));
  const stays = under.map((edges) => areaOf(overlap(edges, part)) <= areaOf(edges) / 2);
  const isSeen = over.map((edges) => areaOf(edges) > 0);
  return {
    format: either.format,
    values: [...under.filter((_, i) => stays[i]), ...over.filter((_, i) => isSeen[i])]
      .map((edges) => fromEdges(either.format, edges, size)),
    ...(a.labels && b.labels && { labels: [...a.labels.filter((_, i) => stays[i]), ...b.labels.filter((_, i) => isSeen[i])] }),
  };
}

function overlap([a, b, c, d]: Edges, [left, top, right, bottom]: Part): Edges {
  return [Math.max(a, left), Math.max(b, top), Math.min(c, right), Math.min(d, bottom)];
}

function pasteKeypoints(first: Keypoints | undefined, second: Keypoints | undefined, part: Part): Keypoints | undefined {
  if (!first && !second) return undefined;
  const [left, top, right, bottom] = part, none: Keypoints = { values: [] };
  const isInside = ([x, y]: readonly [number, number]) => x >= left - 0.5 && x < right - 0.5 && y >= top - 0.5 && y < bottom - 0.5;
  const a = first ?? none, b = second ?? none;
  const labels = (first?.labels || second?.labels) && [
    ...(a.labels ?? []).filter((_, i) => !isInside(a.values[i])), ...(b.labels ?? []).filter((_, i) => isInside(b.values[i])),
  ];
  return { values: [...a.values.filter((point) => !isInside(point)), ...b.values.filter(isInside)], ...(labels && { labels }) };
}
