/** A grid of pictures: the sample as it is, then as augmentation makes it, with masks outlined, boxes and points drawn. */
import { palette } from '../plots/specification';
import { stream } from '../random/stream';
import { checkPositiveIntegers } from '../shapes/check';
import { edgesOf, ROUNDING } from './boxes';
import type { Augment } from './compose';
import type { Raster, Sample } from './sample';
import { checkFields, checkInteger } from './transform';

/** Options of {@link preview}. */
export interface PreviewOptions {
  /** How many augmented pictures follow the original; default 11. */
  readonly count?: number;
  /** Pictures in a row; default 4. */
  readonly columns?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Pixels between pictures. */
const GAP = 4;

/**
 * A figure of what a pipeline does; a picture for `encodeImage`, a report or a canvas.
 *
 * @returns [H, W, 3], pictures of different sizes at the upper left of equal cells on white
 * @throws where `count` is not an integer from 1 to 1000, `columns` not a positive integer, or the sample cannot be augmented
 * @example
 * const figure = preview(sample, compose([flip(), affine({ rotateRange: [-20, 20] })]), { count: 7 });
 */
export function preview(sample: Sample, augment: Augment, options: PreviewOptions = {}): Raster {
  checkFields('preview', 'options', options, ['count', 'columns', 'seed']);
  const { count = 11, columns = 4, seed = 0 } = options;
  checkPositiveIntegers('preview', { columns });
  checkInteger('preview', 'count', count, 1, 1000);
  const drawn = Array.from({ length: count }, (_, i) => augment(sample, stream(seed, 'augment', 0, i)));
  return grid([sample, ...drawn].map(annotated), columns);
}

function grid(pictures: readonly Raster[], columns: number): Raster {
  const cellHeight = Math.max(...pictures.map(({ height }) => height)) + GAP;
  const cellWidth = Math.max(...pictures.map(({ width }) => width)) + GAP;
  const rows = Math.ceil(pictures.length / columns), across = Math.min(columns, pictures.length);
  const height = rows * cellHeight - GAP, width = across * cellWidth - GAP;
  const data = new Uint8Array(height * width * 3).fill(255);
  pictures.forEach((picture, i) => {
    const top = Math.floor(i / columns) * cellHeight, left = (i % columns) * cellWidth;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.data.subarray(y * picture.width * 3, (y + 1) * picture.width * 3);
      data.set(row, ((top + y) * width + left) * 3);
    }
  });
  return { data, height, width, channels: 3 };
}

/** Three channels, edges of masks in blue, boxes in orange, points in yellow. */
function annotated({ image, mask, masks, boxes, keypoints }: Sample): Raster {
  const { height, width, channels } = image;
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) =>
    image.data[Math.floor(i / 3) * channels + Math.min(i % 3, channels - 1)]);
  const paint = (x: number, y: number, color: string) => {
    if (x < 0 || x >= width || y < 0 || y >= height) return;
    for (let k = 0; k < 3; k++) data[(y * width + x) * 3 + k] = parseInt(color.slice(1 + 2 * k, 3 + 2 * k), 16);
  };
  for (const { data: labels } of [...(mask ? [mask] : []), ...Object.values(masks ?? {})]) {
    for (let i = 0; i < labels.length; i++) {
      const x = i % width, y = Math.floor(i / width);
      const isEdge = (x + 1 < width && labels[i] !== labels[i + 1]) || (y + 1 < height && labels[i] !== labels[i + width]);
      if (isEdge) paint(x, y, palette.blue);
    }
  }
  for (const edges of boxes ? edgesOf(boxes, image) : []) {
    const [left, top, right, bottom] = edges.map((edge, i) => (i < 2 ? Math.floor(edge + ROUNDING) : Math.ceil(edge - ROUNDING) - 1));
    for (let x = left; x <= right; x++) [top, bottom].forEach((y) => paint(x, y, palette.orange));
    for (let y = top; y <= bottom; y++) [left, right].forEach((x) => paint(x, y, palette.orange));
  }
  for (const [x, y] of keypoints?.values ?? []) {
    for (let i = -2; i <= 2; i++) {
      paint(Math.round(x) + i, Math.round(y), palette.yellow);
      paint(Math.round(x), Math.round(y) + i, palette.yellow);
    }
  }
  return { data, height, width, channels: 3 };
}
