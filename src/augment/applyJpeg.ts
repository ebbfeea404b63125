/**
 * What JPEG loses (ITU-T T.81): in Y'CbCr, each 8 × 8 block of levels b − 128 becomes its cosine transform, whose entries are rounded
 * to multiples of a table: annex K's, scaled by the quality as the Independent JPEG Group does. Colours have half the resolution
 * (4:2:0): means of 2 × 2 pixels, on the way back interpolated with weights of ¾ and ¼. Blocks at the edge repeat its outermost pixels.
 *
 * All is rounded as in libjpeg: the levels are those that Pillow and OpenCV read after they wrote the file.
 */
import { transformBlock, untransformBlock } from './dct';
import { eachChannel } from './eachChannel';
import type { Raster } from './sample';

const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
/** One channel of some size. */
interface Plane {
  readonly levels: Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
}

/** The image after compression at a quality of 1 (worst) to 100; other than three channels each by itself. */
export function jpeg(image: Raster, quality: number): Raster {
  const { data, height, width, channels } = image;
  if (channels !== 3) {
    return eachChannel(image, (data) => {
      const levels = Uint8ClampedArray.from(data);
      quantize({ levels, height, width }, tableOf(luminance, quality));
      return levels;
    });
  }
  const result = new Uint8ClampedArray(data.length);
  const [y, blues, reds] = toPlanes(image), coarse = [blues, reds].map(halved);
  quantize(y, tableOf(luminance, quality));
  for (const plane of coarse) quantize(plane, tableOf(chrominance, quality));
  const [cb, cr] = coarse.map((plane) => doubled(plane, image));
  for (let i = 0, j = 0; j < data.length; i++, j += 3) {
    const level = y.levels[i], blue = cb[i] - 128, red = cr[i] - 128;
    result[j] = level + ((91881 * red + 32768) >> 16);
    result[j + 1] = level + ((-22554 * blue - 46802 * red + 32768) >> 16);
    result[j + 2] = level + ((116130 * blue + 32768) >> 16);
  }
  return { ...image, data: new Uint8Array(result.buffer) };
}

/** Y', Cb and Cr, by whole numbers of 2⁻¹⁶. */
function toPlanes({ data, height, width }: Raster): [Plane, Plane, Plane] {
  const count = height * width, middle = (128 << 16) + 32767;
  const [y, cb, cr] = [0, 1, 2].map(() => ({ levels: new Uint8ClampedArray(count), height, width }));
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    const r = data[j], g = data[j + 1], b = data[j + 2];
    y.levels[i] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
    cb.levels[i] = (-11059 * r - 21709 * g + 32768 * b + middle) >> 16;
    cr.levels[i] = (32768 * r - 27439 * g - 5329 * b + middle) >> 16;
  }
  return [y, cb, cr];
}

/** Means of 2 × 2 pixels, halves rounded up in every other column; whole blocks wide, as what is added is made of pixels, too. */
function halved({ levels, height, width }: Plane): Plane {
  const rows = Math.ceil(height / 2), columns = 8 * Math.ceil(width / 16), means = new Uint8ClampedArray(rows * columns);
  for (let row = 0, to = 0; row < rows; row++) {
    const above = 2 * row * width, below = Math.min(height - 1, 2 * row + 1) * width;
    for (let column = 0; column < columns; column++, to++) {
      const left = Math.min(width - 1, 2 * column), right = Math.min(width - 1, 2 * column + 1);
      means[to] = (levels[above + left] + levels[above + right] + levels[below + left] + levels[below + right] + 1 + (column & 1)) >> 2;
    }
  }
  return { levels: means, height: rows, width: columns };
}

/** In the size of the image: ¾ of the closest level and ¼ of the next, along both axes; of 4 columns and less the closest. */
function doubled({ levels, height: rows, width: stride }: Plane, { height, width }: Raster): Uint8ClampedArray {
  const columns = Math.ceil(width / 2), last = columns - 1, result = new Uint8ClampedArray(height * width);
  const sums = new Int32Array(columns), far = columns > 2 ? 1 : 0;
  for (let y = 0, to = 0; y < height; y++) {
    const row = y >> 1, next = Math.min(rows - 1, Math.max(0, row + far * (y % 2 === 0 ? -1 : 1)));
    for (let x = 0; x < columns; x++) sums[x] = 3 * levels[row * stride + x] + levels[next * stride + x];
    for (let x = 0; x < width; x++, to++) {
      const column = x >> 1, isLeft = x % 2 === 0;
      const beside = Math.min(last, Math.max(0, column + far * (isLeft ? -1 : 1)));
      result[to] = (3 * sums[column] + sums[beside] + (isLeft ? 8 : 7)) >> 4;
    }
  }
  return result;
}

/** Rounding multiples, from 1 to 255. */
function tableOf(base: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return base.map((entry) => Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100))));
}

/** Block by block, in place. */
function quantize({ levels, height, width }: Plane, table: readonly number[]): void {
  const block = new Int32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        block[i] = levels[Math.min(height - 1, top + (i >> 3)) * width + Math.min(width - 1, left + (i & 7))] - 128;
      }
      transformBlock(block);
      for (let i = 0; i < 64; i++) {
        const step = table[i], times = Math.floor((Math.abs(block[i]) + 4 * step) / (8 * step));
        block[i] = block[i] < 0 ? -times * step : times * step;
      }
      untransformBlock(block);
      for (let y = top; y < Math.min(height, top + 8); y++) {
        for (let x = left; x < Math.min(width, left + 8); x++) levels[y * width + x] = block[(y - top) * 8 + x - left] + 128;
      }
    }
  }
}
