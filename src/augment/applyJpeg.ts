/**
 * What JPEG loses (ITU-T T.81): in Y'CbCr, each 8 × 8 block of levels b − 128 becomes its cosine transform
 *
 *     F = D·(b − 128)·Dᵀ,    D_uv = c_u·cos((2v + 1)uπ/16),  c_0 = 1/√8, c_u = ½
 *
 * whose entries are rounded to multiples of a table q: annex K's, scaled by the quality as the Independent JPEG Group
 * does. Colours have the resolution of the image (4:4:4); blocks at the edge repeat its outermost pixels.
 */
import type { Raster } from './sample';

const luminance = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
const cosines = Float32Array.from({ length: 64 }, (_, i) => {
  const u = i >> 3, v = i & 7;
  return u === 0 ? Math.sqrt(1 / 8) : 0.5 * Math.cos(((2 * v + 1) * u * Math.PI) / 16);
});

/** The image after compression at a quality of 1 (worst) to 100. */
export function jpeg(image: Raster, quality: number): Raster {
  const { data, channels } = image;
  if (channels !== 3) return { ...image, data: separately(image, (plane) => quantizePlane(plane, image, tableOf(luminance, quality))) };
  const count = data.length / 3, planes = [0, 1, 2].map(() => new Float32Array(count));
  const [y, cb, cr] = planes;
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    const r = data[j], g = data[j + 1], b = data[j + 2];
    y[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    cb[i] = Math.round(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
    cr[i] = Math.round(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
  }
  planes.forEach((plane, k) => quantizePlane(plane, image, tableOf(k === 0 ? luminance : chrominance, quality)));
  const result = new Uint8ClampedArray(data.length);
  for (let i = 0, j = 0; i < count; i++, j += 3) {
    result[j] = y[i] + 1.402 * (cr[i] - 128);
    result[j + 1] = y[i] - 0.344136 * (cb[i] - 128) - 0.714136 * (cr[i] - 128);
    result[j + 2] = y[i] + 1.772 * (cb[i] - 128);
  }
  return { ...image, data: new Uint8Array(result.buffer) };
}

/** Each channel by itself. */
function separately({ data, channels }: Raster, change: (plane: Float32Array) => void): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let k = 0; k < channels; k++) {
    const plane = Float32Array.from({ length: data.length / channels }, (_, i) => data[i * channels + k]);
    change(plane);
    plane.forEach((level, i) => { result[i * channels + k] = level; });
  }
  return result;
}

/** Rounding multiples, from 1 to 255. */
function tableOf(base: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return base.map((entry) => Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100))));
}

/** Block by block, in place; levels are rounded and clipped. */
function quantizePlane(plane: Float32Array, { height, width }: Raster, table: readonly number[]): void {
  const block = new Float32Array(64), half = new Float32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        block[i] = plane[Math.min(height - 1, top + (i >> 3)) * width + Math.min(width - 1, left + (i & 7))] - 128;
      }
      transformBlock(block, half, 1);
      for (let i = 0; i < 64; i++) block[i] = Math.round(block[i] / table[i]) * table[i];
      transformBlock(block, half, 8);
      for (let y = top; y < Math.min(height, top + 8); y++) {
        for (let x = left; x < Math.min(width, left + 8); x++) {
          plane[y * width + x] = Math.min(255, Math.max(0, Math.round(block[(y - top) * 8 + x - left] + 128)));
        }
      }
    }
  }
}

/** D·b·Dᵀ in place, or Dᵀ·b·D where `stride` is 8. */
function transformBlock(block: Float32Array, half: Float32Array, stride: 1 | 8): void {
  const other = 9 - stride;
  for (const [from, to] of [[block, half], [half, block]]) {
    for (let row = 0; row < 8; row++) {
      for (let u = 0; u < 8; u++) {
        let sum = 0;
        for (let v = 0; v < 8; v++) sum += cosines[u * other + v * stride] * from[row * 8 + v];
        to[u * 8 + row] = sum;
      }
    }
  }
}
