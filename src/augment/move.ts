/** Moves pictures and masks by a chain of geometric steps. */
import { resampleAxes } from './antialias';
import type { Chain } from './chain';
import { invert, isAffine, type Matrix } from './matrix';
import { TIE } from './places';
import type { Raster, Size } from './sample';
import { sampleBilinear, sampleNearest, warpBilinear, warpNearest, type Outside } from './warp';

/**
 * The picture moved, resampled once. Where it shrinks and a step asked for antialiasing, pixels are averaged: in the same
 * pass if the axes stay axes, else first, to about the size that they will have.
 */
export function moveImage(image: Raster, chain: Chain, outside: Outside): Raster {
  const { matrix, size, antialias, scale } = chain;
  const shrinks = antialias && Math.min(...scale) < 1;
  if (antialias !== undefined && matrix && isAffine(matrix) && matrix[1] === 0 && matrix[3] === 0 && !isWhole(matrix)) {
    const [a, , c, , e, f] = invert(matrix);
    return resampleAxes(image, { slope: a, start: c }, { slope: e, start: f }, outside, size, antialias);
  }
  if (shrinks) return moveSmaller(image, chain, outside);
  return matrix ? warpBilinear(image, matrix, outside, size) : sampleBilinear(image, chain.places(), outside, size);
}

/** The labels moved, each pixel the closest one. */
export function moveMask(mask: Raster, { matrix, size, places }: Chain, outside: Outside): Raster {
  return matrix ? warpNearest(mask, matrix, outside, size) : sampleNearest(mask, places(), outside, size);
}

function isWhole(matrix: Matrix): boolean {
  return invert(matrix).every(Number.isInteger) && Math.abs(matrix[0]) === 1 && Math.abs(matrix[4]) === 1;
}

/** About the size that things have in the result, whole, where that is smaller. */
export function sizeWhenSmaller({ height, width }: Size, [x, y]: Chain['scale']): Size {
  const side = (length: number, scale: number) => Math.max(1, Math.ceil(length * Math.min(1, scale) - TIE));
  return { height: side(height, y), width: side(width, x) };
}

function moveSmaller(image: Raster, { scale, size, places }: Chain, outside: Outside): Raster {
  const { height, width } = sizeWhenSmaller(image, scale);
  const x = image.width / width, y = image.height / height;
  const smaller = resampleAxes(image, { slope: x, start: x / 2 - 0.5 }, { slope: y, start: y / 2 - 0.5 }, outside, { height, width }, true);
  return sampleBilinear(smaller, places([x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5]), outside, size);
}
