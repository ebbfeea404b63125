/**
 * Resizing with antialiasing, one axis after the other.
 *
 * Output pixel j of n looks at the place (j + ½)·m/n − ½ of the m source pixels through a kernel that widens by
 * max(1, m/n), so a reduction averages every source pixel; weights are normalised to sum 1 (at the border too). Levels are
 * rounded and clipped between the axes. This is the rule of Pillow's `Image.resize` (13.0) on bytes, to one level; torchvision's
 * with `antialias=True` differs in the order of the axes only.
 */
import { moveBoxes } from '../augment/boxes';
import { chainOf } from '../augment/chain';
import { checkLevels, checkRasterSize, checkSample } from '../augment/checkSample';
import { fullMask } from '../augment/fullMask';
import { moveKeypoints } from '../augment/keypoints';
import type { Matrix } from '../augment/matrix';
import { moveMask } from '../augment/move';
import type { Raster, Sample, Size } from '../augment/sample';
import type { GeometryStep } from '../augment/steps';
import { checkOneOf, invalid } from '../shapes/check';
import { cutMask } from './masks';

/** How a picture of another aspect comes to the new size. */
export interface ResizeOptions {
  /**
   * `'stretch'` (default): the aspect follows the new size. `'fit'`: the whole picture in its own aspect, centred, `fill`
   * around it (Pillow's `ImageOps.pad`). `'cover'`: the largest centred part that has the new aspect (`ImageOps.fit`).
   */
  readonly mode?: 'stretch' | 'fit' | 'cover';
  /** Level around the image in mode `'fit'`, 0–255; default 0. Masks are always filled with 0. */
  readonly fill?: number;
  /** Kernel for images: Lanczos of radius 3 (default), cubic of radius 2 (a = −½) or triangle. */
  readonly interpolation?: 'lanczos' | 'bicubic' | 'bilinear';
}

/**
 * A picture in another [height, width].
 *
 * @throws where `size` is not two positive integers, an option is unknown, or the picture is not of bytes
 * @example
 * const small = resizeImage(sample.image, [128, 128], { mode: 'fit' });
 */
export function resizeImage(raster: Raster, size: readonly [number, number], options: ResizeOptions = {}): Raster {
  const { interpolation = 'lanczos' } = options;
  checkOneOf('resizeImage', 'interpolation', interpolation, Object.keys(kernels));
  return resize(raster, size, kernels[interpolation], options, 'resizeImage');
}

/**
 * A mask in another [height, width]: averaged by the triangle kernel, then 255 where the average is above 128 of 255, else 0.
 *
 * @param mask of 0 and 1, or of 0 and 255; `binaryMask` makes one of a mask with levels between
 * @throws as `resizeImage`, and if a value is not that of a mask
 * @example
 * const small = resizeMask(sample.mask, [128, 128], { mode: 'fit' });
 */
export function resizeMask(mask: Raster, size: readonly [number, number], options: Pick<ResizeOptions, 'mode'> = {}): Raster {
  return namedMask('`mask` in resizeMask', mask, size, options);
}

/**
 * A sample in another [height, width]: image and mask as above; of each label of `masks` the closest pixel; boxes clipped to what
 * is shown and keypoints dropped where they are outside, as in augmentation.
 *
 * @throws as `resizeImage`, and where the parts of the sample do not fit each other, naming it
 * @example
 * const small = resizeSample(sample, [128, 128], { mode: 'cover' });
 */
export function resizeSample(sample: Sample, size: readonly [number, number], options: ResizeOptions = {}): Sample {
  checkSample(sample);
  const { image, mask, masks, boxes, keypoints } = sample;
  const resized = resizeImage(image, size, options);
  const chain = chainOf([moveOf(image, resized, options.mode)], image);
  return {
    ...sample,
    image: resized,
    ...(mask && { mask: namedMask(`mask of sample \`${sample.id}\` in resizeSample`, mask, size, options) }),
    ...(masks && { masks: Object.fromEntries(Object.entries(masks).map(([name, labels]) => [name, moveMask(labels, chain, 0)])) }),
    ...(boxes && { boxes: moveBoxes(boxes, image, chain, {}) }),
    ...(keypoints && { keypoints: moveKeypoints(keypoints, chain, 'drop') }),
  };
}

function namedMask(what: string, mask: Raster, size: readonly [number, number], { mode }: Pick<ResizeOptions, 'mode'>): Raster {
  return cutMask(resize(fullMask(what, mask), size, kernels.bilinear, { mode }, 'resizeMask'));
}

/** Where pixels go: a place of the source in fractions of what is shown is the same of where it is shown. */
function moveOf(from: Size, to: Size, mode: ResizeOptions['mode']): GeometryStep {
  const { rows, columns, inner: [height, width] } = extents(from, to, mode);
  const [top, left] = margins([height, width], to);
  const x = width / columns[1], y = height / rows[1];
  const matrix: Matrix = [x, 0, left + (0.5 - columns[0]) * x - 0.5, 0, y, top + (0.5 - rows[0]) * y - 0.5];
  return { kind: 'geometry', name: 'resize', matrix, size: to };
}

interface Kernel { readonly radius: number; readonly weight: (x: number) => number }

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const cubic = (x: number) => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2);
const kernels = {
  lanczos: { radius: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) },
  bicubic: { radius: 2, weight: (x) => (Math.abs(x) < 2 ? cubic(Math.abs(x)) : 0) },
  bilinear: { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
} satisfies Record<string, Kernel>;

function resize(raster: Raster, size: readonly [number, number], kernel: Kernel, options: ResizeOptions, caller: string): Raster {
  const { mode = 'stretch', fill = 0 } = options;
  checkRasterSize(`\`raster\` in ${caller}`, raster);
  checkLevels(`\`raster\` in ${caller}`, raster.data);
  checkOneOf(caller, 'mode', mode, ['stretch', 'fit', 'cover']);
  if (!(fill >= 0 && fill <= 255)) throw invalid('fill', caller, 'a level from 0 to 255', fill);
  if (size.length !== 2 || !size.every((side) => Number.isInteger(side) && side > 0)) {
    throw new Error(`Invalid \`size\` in ${caller}: expected two positive integers, received [${size.join(', ')}].`);
  }
  const [height, width] = size;
  if (height === raster.height && width === raster.width) return raster;
  const { rows, columns, inner } = extents(raster, { height, width }, mode);
  const shown = stretch(raster, inner, kernel, rows, columns);
  return mode === 'fit' ? pad(shown, size, fill) : shown;
}

/** What is shown of the source, and its height and width in the result. */
function extents(from: Size, { height, width }: Size, mode: ResizeOptions['mode'] = 'stretch'): {
  rows: Extent; columns: Extent; inner: readonly [height: number, width: number];
} {
  const aspect = width / height, own = from.width / from.height;
  if (mode === 'cover') {
    const rows = own >= aspect ? from.height : from.width / aspect;
    const columns = own >= aspect ? from.height * aspect : from.width;
    return { rows: [(from.height - rows) / 2, rows], columns: [(from.width - columns) / 2, columns], inner: [height, width] };
  }
  // Halves to the even side and in this order of operations, as Pillow rounds them.
  const fitted: [number, number] = own > aspect
    ? [Math.max(1, roundHalfEven((from.height / from.width) * width)), width]
    : [height, Math.max(1, roundHalfEven((from.width / from.height) * height))];
  return { rows: [0, from.height], columns: [0, from.width], inner: mode === 'fit' ? fitted : [height, width] };
}

/** From the first pixel of an axis, and over how many: fractions of a pixel are allowed. */
type Extent = readonly [start: number, length: number];

/** One axis after the other; Pillow takes the columns first unless twice as much is to be gained from the rows. */
function stretch(raster: Raster, [height, width]: readonly [number, number], kernel: Kernel, rows: Extent, columns: Extent): Raster {
  const horizontal = taps(columns, raster.width, width, kernel), vertical = taps(rows, raster.height, height, kernel);
  const saved = raster.height - height;
  return saved > 0 && saved > 2 * (raster.width - width)
    ? resampleColumns(resampleRows(raster, vertical), horizontal)
    : resampleRows(resampleColumns(raster, horizontal), vertical);
}

/** The source pixels that an output pixel sees, and their weights. */
interface Taps { readonly first: number; readonly weights: Float64Array }

function taps([start, length]: Extent, m: number, n: number, { radius, weight }: Kernel): Taps[] {
  const step = length / n;
  const scale = Math.max(1, step);
  return Array.from({ length: n }, (_, j) => {
    const centre = start + (j + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - radius * scale));
    const last = Math.min(m - 1, Math.floor(centre + radius * scale));
    const raw = Array.from({ length: last - first + 1 }, (_, k) => weight((first + k - centre) / scale));
    const total = raw.reduce((sum, value) => sum + value, 0);
    return { first, weights: Float64Array.from(raw, (value) => value / total) };
  });
}

function resampleColumns({ data, height, width, channels }: Raster, columns: readonly Taps[]): Raster {
  const result = new Uint8ClampedArray(height * columns.length * channels);
  for (let row = 0, to = 0; row < height; row++) {
    for (const { first, weights } of columns) {
      for (let band = 0; band < channels; band++) {
        let sum = 0.5;
        for (let k = 0, from = (row * width + first) * channels + band; k < weights.length; k++, from += channels) {
          sum += weights[k] * data[from];
        }
        result[to++] = Math.floor(sum);
      }
    }
  }
  return { data: new Uint8Array(result.buffer), height, width: columns.length, channels };
}

function resampleRows({ data, width, channels }: Raster, rows: readonly Taps[]): Raster {
  const inner = width * channels;
  const result = new Uint8ClampedArray(rows.length * inner);
  const sums = new Float64Array(inner);
  for (const [row, { first, weights }] of rows.entries()) {
    sums.fill(0.5);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k];
      for (let i = 0, from = (first + k) * inner; i < inner; i++, from++) sums[i] += weight * data[from];
    }
    for (let i = 0, to = row * inner; i < inner; i++, to++) result[to] = Math.floor(sums[i]);
  }
  return { data: new Uint8Array(result.buffer), height: rows.length, width, channels };
}

/** The picture in the middle of a larger one. */
function pad({ data, height, width, channels }: Raster, [fullHeight, fullWidth]: readonly [number, number], fill: number): Raster {
  const [top, left] = margins([height, width], { height: fullHeight, width: fullWidth });
  const padded = new Uint8Array(fullHeight * fullWidth * channels).fill(fill);
  for (let row = 0; row < height; row++) {
    const from = row * width * channels;
    padded.set(data.subarray(from, from + width * channels), ((top + row) * fullWidth + left) * channels);
  }
  return { data: padded, height: fullHeight, width: fullWidth, channels };
}

/** Rows above and columns left of a picture in the middle. */
function margins([height, width]: readonly [number, number], full: Size): [top: number, left: number] {
  return [roundHalfEven((full.height - height) / 2), roundHalfEven((full.width - width) / 2)];
}

/** As `round` in Python does. */
const roundHalfEven = (x: number) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
