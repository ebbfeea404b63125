/** The loops of `../warp.ts` as kernels: a row of places at a time, from a source that lies in their memory. */
import { isAffine, moved, type Matrix } from '../matrix';
import { FIXED, lineOf, placesOf, type Back, type Rounding } from '../places';
import type { Raster, Size } from '../sample';
import { moduleFor, SCRATCH, type Module } from './kernels';

/** @returns undefined where there is no kernel for this raster */
export function resampleInWasm(
  kernel: 'bilinear' | 'nearest', rounding: Rounding, source: Raster, back: Back, outside: number, { height, width }: Size,
): Uint8Array | undefined {
  const { data, channels } = source;
  if (kernel === 'bilinear' ? channels !== 3 : channels > 4) return undefined;
  // In memory: whole places of a row in x and y, places, source, result; each with room for what kernels touch past its end.
  const xs = SCRATCH, ys = xs + 4 * width + 16, places = xs + 8 * (width + 4), from = places + 8 * width;
  const to = from + data.length + 16, length = height * width * channels;
  const module = moduleFor(to + length + 16);
  if (!module) return undefined;
  const { kernels, memory } = module, fillPlaces = filling(module, back, rounding, { height, width }, [xs, ys, places]);
  const sample = kernel === 'bilinear'
    ? (at: number) => kernels.bilinear(xs, ys, width, from, source.width, source.height, outside, at)
    : (at: number) => kernels.nearest(xs, ys, width, from, source.width, source.height, channels, outside, at);
  new Uint8Array(memory, from).set(data);
  for (let y = 0; y < height; y++) {
    fillPlaces(y);
    sample(to + y * width * channels);
  }
  return new Uint8Array(memory, to, length).slice();
}

/** Writes the whole places of a row. */
function filling(
  { kernels, memory }: Module, back: Back, { scale, offset }: Rounding, { height, width }: Size,
  [xs, ys, at]: readonly [xs: number, ys: number, places: number],
): (y: number) => void {
  const parts = scale * FIXED, start = offset * FIXED;
  if (typeof back !== 'function' && isAffine(back) && isNear(back, { height, width })) {
    return (y) => {
      const { slopeX, startX, slopeY, startY } = lineOf(back, y);
      kernels.line(xs, width, slopeX * parts, startX * parts + start);
      kernels.line(ys, width, slopeY * parts, startY * parts + start);
    };
  }
  const places = typeof back === 'function' ? back : placesOf(back), xPlaces = new Float64Array(width), yPlaces = new Float64Array(width);
  const view = new Float64Array(memory, at, width);
  return (y) => {
    places(y, xPlaces, yPlaces);
    view.set(xPlaces);
    kernels.quantize(at, xs, width, scale, offset);
    view.set(yPlaces);
    kernels.quantize(at, ys, width, scale, offset);
  };
}

/** Whether all places fit 64 bits in parts of 2⁻⁴⁰ pixel. */
function isNear(back: Matrix, { height, width }: Size): boolean {
  const corners = [[0, 0], [width, 0], [0, height], [width, height]];
  return corners.every(([x, y]) => moved(back, x, y).every((place) => Math.abs(place) < 2 ** 22));
}
