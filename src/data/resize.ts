/**
 * Resizing with antialiasing, one axis after the other.
 *
 * Output pixel j of n from m looks at source position (j + ½)·m/n − ½ through a kernel that widens by max(1, m/n), so
 * a reduction averages every source pixel; weights are normalised to sum 1 (at the border too). This is the rule of
 * Pillow's `Image.resize` and of torchvision with `antialias=True`. The aspect follows the new size.
 */
import type { Raster } from '../augment/sample';
import { binaryMask } from './masks';

/**
 * A picture in another [height, width], by the Lanczos kernel of radius 3.
 *
 * @throws where `size` is not two positive integers
 * @example
 * const small = resizeImage(sample.image, [128, 128]);
 */
export function resizeImage(raster: Raster, size: readonly [number, number]): Raster {
  return resize(raster, size, lanczos3, 'resizeImage');
}

/**
 * A mask in another [height, width]: averaged by the triangle kernel, then 255 where the average is above 128, else 0.
 *
 * @throws where `size` is not two positive integers
 * @example
 * const small = resizeMask(sample.mask, [128, 128]);
 */
export function resizeMask(mask: Raster, size: readonly [number, number]): Raster {
  return binaryMask(resize(mask, size, triangle, 'resizeMask'));
}

interface Kernel { readonly radius: number; readonly weight: (x: number) => number }

const triangle: Kernel = { radius: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };
const sinc = (x: number) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos3: Kernel = { radius: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) };

function resize(raster: Raster, size: readonly [number, number], kernel: Kernel, caller: string): Raster {
  if (size.length !== 2 || !size.every((side) => Number.isInteger(side) && side > 0)) {
    throw new Error(`Invalid \`size\` in ${caller}: expected two positive integers, received [${size.join(', ')}].`);
  }
  const [height, width] = size;
  if (height === raster.height && width === raster.width) return raster;
  const rows = resample(new Float32Array(raster.data), [raster.height, raster.width, raster.channels], width, kernel);
  const columns = resample(rows, [1, raster.height, width * raster.channels], height, kernel);
  return { data: new Uint8Array(new Uint8ClampedArray(columns).buffer), height, width, channels: raster.channels };
}

/** [outer, m, inner] → [outer, n, inner]. */
function resample(source: Float32Array, shape: readonly [number, number, number], n: number, kernel: Kernel) {
  const [outer, m, inner] = shape;
  const result = new Float32Array(outer * n * inner);
  const windows = Array.from({ length: n }, (_, j) => tapsOf(j, m, n, kernel));
  let to = 0;
  for (let o = 0; o < outer; o++) {
    for (const { first, weights } of windows) {
      for (let i = 0; i < inner; i++) {
        let sum = 0;
        for (let k = 0, from = (o * m + first) * inner + i; k < weights.length; k++, from += inner) {
          sum += weights[k] * source[from];
        }
        result[to++] = sum;
      }
    }
  }
  return result;
}

/** The source pixels that output pixel j sees, and their weights. */
function tapsOf(j: number, m: number, n: number, { radius, weight }: Kernel) {
  const scale = Math.max(1, m / n);
  const centre = ((j + 0.5) * m) / n - 0.5;
  const first = Math.max(0, Math.ceil(centre - radius * scale));
  const last = Math.min(m - 1, Math.floor(centre + radius * scale));
  const raw = Array.from({ length: last - first + 1 }, (_, k) => weight((first + k - centre) / scale));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return { first, weights: Float32Array.from(raw, (value) => value / total) };
}
