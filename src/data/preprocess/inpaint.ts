/**
 * Fills holes in a picture from what surrounds them: the harmonic surface, in which every missing pixel is the mean of its
 * four neighbours (Laplace's equation with the known pixels as the border). A picture that changes evenly is given back as it was.
 *
 * Missing pixels first take the mean of the neighbours that are known, layer by layer from the rim of a hole; then they are
 * relaxed (Gauss–Seidel, over-relaxed by 1.5) until none changes by 0.1 level, or 200 times.
 */
import { checkRasterSize } from '../../augment/checkSample';
import type { Raster } from '../../augment/sample';
import { maskBits } from '../../metrics/mask';
import { invalid } from '../../shapes/check';

/**
 * The picture with the pixels that `missing`, a mask, marks filled from their neighbours.
 *
 * @throws where `missing` is no mask of one channel of the image's height and width, has other values than a mask, or marks every pixel
 * @example
 * const clean = inpaint(sample.image, hairMask(sample.image));
 */
export function inpaint(image: Raster, missing: Raster): Raster {
  checkRasterSize('`image` in inpaint', image);
  checkRasterSize('`missing` in inpaint', missing);
  const { height, width, channels } = image;
  if (missing.height !== height || missing.width !== width || missing.channels !== 1) {
    throw invalid('missing', 'inpaint', `${height}×${width}×1`, `${missing.height}×${missing.width}×${missing.channels}`);
  }
  const holesOf = maskBits('`missing` in inpaint', missing.data);
  const order = layers(holesOf, height, width);
  const levels = Float32Array.from(image.data);
  const known = holesOf.map((hole) => 1 - hole);
  for (const layer of order) {
    for (const i of layer) setMean(levels, i, height, width, channels, 1, known);
    for (const i of layer) known[i] = 1;
  }
  const holes = order.flat().sort((a, b) => a - b);
  for (let round = 0, change = Infinity; round < 200 && change > 0.1; round++) {
    change = 0;
    for (const i of holes) change = Math.max(change, setMean(levels, i, height, width, channels, 1.5));
  }
  return { ...image, data: new Uint8Array(new Uint8ClampedArray(levels).buffer) };
}

/** The missing pixels by their distance from the known ones, in steps to a neighbour. */
function layers(holes: Uint8Array, height: number, width: number): number[][] {
  const waiting = holes.slice();
  if (!holes.includes(0)) throw invalid('missing', 'inpaint', 'at least one pixel that is known', 'none');
  const result: number[][] = [];
  const touches = (i: number) => neighbours(i, height, width).some((n) => waiting[n] === 0);
  let rest = Array.from(waiting.keys()).filter((i) => waiting[i] === 1);
  while (rest.length > 0) {
    const layer = rest.filter(touches);
    for (const i of layer) waiting[i] = 0;
    rest = rest.filter((i) => waiting[i] === 1);
    result.push(layer);
  }
  return result;
}

function neighbours(i: number, height: number, width: number): number[] {
  const column = i % width;
  return [i - width, i + width, column > 0 ? i - 1 : -1, column < width - 1 ? i + 1 : -1]
    .filter((n) => n >= 0 && n < height * width);
}

/** Moves a pixel `pull` times the way to the mean of its neighbours that are known; the largest change of a channel. */
function setMean(
  levels: Float32Array, i: number, height: number, width: number, channels: number, pull: number, known?: Uint8Array,
): number {
  const around = neighbours(i, height, width).filter((n) => !known || known[n] === 1);
  let change = 0;
  for (let band = 0; band < channels; band++) {
    let sum = 0;
    for (const n of around) sum += levels[n * channels + band];
    const step = pull * (sum / around.length - levels[i * channels + band]);
    levels[i * channels + band] += step;
    change = Math.max(change, Math.abs(step));
  }
  return change;
}
