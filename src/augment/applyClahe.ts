/**
 * Contrast-limited adaptive histogram equalization (K. Zuiderveld, 1994): a table for each tile from its histogram, no
 * count above a limit, the excess spread evenly; a pixel's new level is interpolated between the tables of the four
 * closest tiles. Levels as in OpenCV's `createCLAHE`: the limit is clipLimit · pixels of a tile / 256.
 */
import { eachChannel } from './eachChannel';
import { fromLab, toLab } from './lab';
import type { Raster } from './sample';
import type { ClaheStep } from './steps';
import { mirror } from './warp';

/** In single precision, as OpenCV computes, so that halves fall alike. */
const round = Math.fround;

/** Of three channels, the lightness of CIE Lab; of other numbers, each channel by itself. */
export function clahe(image: Raster, step: Pick<ClaheStep, 'clipLimit' | 'tiles'>): Raster {
  if (image.channels !== 3) return eachChannel(image, (levels) => equalizeTiles(image, levels, step));
  const { lightness, a, b } = toLab(image.data);
  return { ...image, data: fromLab(equalizeTiles(image, lightness, step), a, b) };
}

function equalizeTiles(size: Raster, levels: Uint8Array, { clipLimit, tiles }: Pick<ClaheStep, 'clipLimit' | 'tiles'>): Uint8Array {
  const { height, width } = size;
  // Where tiles do not fit, the image is made larger to the right and below by its mirror image.
  const isWhole = height % tiles === 0 && width % tiles === 0;
  const tileHeight = isWhole ? height / tiles : Math.floor(height / tiles) + 1;
  const tileWidth = isWhole ? width / tiles : Math.floor(width / tiles) + 1;
  const area = tileHeight * tileWidth, limit = Math.max(1, Math.floor((clipLimit * area) / 256));
  const tables = Array.from({ length: tiles * tiles }, (_, tile) => {
    const top = Math.floor(tile / tiles) * tileHeight, left = (tile % tiles) * tileWidth, counts = new Int32Array(256);
    for (let y = top; y < top + tileHeight; y++) {
      for (let x = left; x < left + tileWidth; x++) counts[levels[mirror(y, height) * width + mirror(x, width)]]++;
    }
    return tableOf(counts, limit, area);
  });
  const result = new Uint8ClampedArray(height * width), overHeight = round(1 / tileHeight), overWidth = round(1 / tileWidth);
  for (let y = 0; y < height; y++) {
    const v = round(round(y * overHeight) - 0.5), above = Math.max(0, Math.floor(v)), below = Math.min(tiles - 1, Math.floor(v) + 1);
    const downward = v - Math.floor(v);
    for (let x = 0; x < width; x++) {
      const u = round(round(x * overWidth) - 0.5), left = Math.max(0, Math.floor(u)), right = Math.min(tiles - 1, Math.floor(u) + 1);
      const rightward = u - Math.floor(u), level = levels[y * width + x];
      const upper = between(tables[above * tiles + left][level], tables[above * tiles + right][level], rightward);
      const lower = between(tables[below * tiles + left][level], tables[below * tiles + right][level], rightward);
      result[y * width + x] = between(upper, lower, downward);
    }
  }
  return new Uint8Array(result.buffer);
}

/** (1 − share)·a + share·b. */
function between(a: number, b: number, share: number): number {
  return round(round(a * round(1 - share)) + round(b * share));
}

/** The cumulated counts, after those above the limit were spread over all levels. */
function tableOf(counts: Int32Array, limit: number, area: number): Uint8ClampedArray {
  let excess = 0;
  for (let level = 0; level < 256; level++) {
    if (counts[level] <= limit) continue;
    excess += counts[level] - limit;
    counts[level] = limit;
  }
  const each = Math.floor(excess / 256), rest = excess - 256 * each;
  if (rest > 0) {
    const step = Math.max(1, Math.floor(256 / rest));
    for (let level = 0, left = rest; level < 256 && left > 0; level += step, left--) counts[level]++;
  }
  const table = new Uint8ClampedArray(256), scale = round(255 / area);
  for (let level = 0, sum = 0; level < 256; level++) {
    sum += counts[level] + each;
    table[level] = round(sum * scale);
  }
  return table;
}
