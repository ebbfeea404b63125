/**
 * The exact Euclidean distance of every pixel to the nearest pixel of a mask, in time linear in the pixels.
 *
 *     d²(y, x) = min over x' of ( Δx²·(x − x')² + Δy²·g²(y, x') ),   g = rows to the nearest pixel of the mask in column x'
 *
 * g takes a sweep down and a sweep up; the minimum is the lower envelope of parabolas, which a sweep along the row builds.
 * P. Felzenszwalb, D. Huttenlocher (2012), "Distance transforms of sampled functions"; A. Meijster et al. (2000).
 */
import { checkPositiveIntegers, invalid } from '../../shapes/check';
import { checkLength } from '../inputs';
import { maskBits } from '../mask';

/** Options of {@link distanceTransform}. */
export interface DistanceTransformOptions {
  /** [H, W], in pixels. */
  readonly shape: readonly [height: number, width: number];
  /** Distance of neighbouring rows and columns, one number for both or [rows, columns], in millimetres say; default 1. */
  readonly spacing?: number | readonly [rows: number, columns: number];
}

/**
 * Distances to a mask, in units of the spacing; `Infinity` everywhere where the mask is empty.
 *
 * SciPy's `distance_transform_edt` measures to the zeros of its input instead: it is given the inverted mask.
 *
 * @param mask H·W values, row by row: 0 and 1, 0 and 255, or false and true
 * @returns H·W distances, 0 inside the mask
 * @throws if the mask has another size, a value is not that of a mask, or the spacing is not positive
 * @example
 * distanceTransform([0, 0, 1, 0], { shape: [1, 4] });     // [2, 1, 0, 1]
 */
export function distanceTransform(
  mask: ArrayLike<number | boolean>, options: DistanceTransformOptions,
): Float64Array {
  const { shape, spacing } = Object(options) as DistanceTransformOptions;
  checkShape('distanceTransform', { mask }, shape);
  const inside = maskBits('`mask` in distanceTransform', mask);
  return squaredDistances(inside, shape, spacingOf('distanceTransform', spacing)).map(Math.sqrt);
}

/** Throws unless the lists have height · width values. */
export function checkShape(where: string, lists: Record<string, ArrayLike<unknown>>, shape: readonly [number, number]): void {
  const { 0: height, 1: width } = Object(shape) as typeof shape;
  checkPositiveIntegers(where, { 'shape[0]': height, 'shape[1]': width });
  for (const [argument, values] of Object.entries(lists)) checkLength(where, argument, values, height * width, `${height} × ${width}`);
}

/** [rows, columns]. */
export function spacingOf(where: string, spacing: DistanceTransformOptions['spacing'] = 1): readonly [number, number] {
  const both = typeof spacing === 'number' ? [spacing, spacing] as const : spacing;
  if ((both as typeof both | null)?.length === 2 && both.every((step) => step > 0 && step < Infinity)) return both;
  throw invalid('spacing', where, 'a positive number or two of them, [rows, columns]', spacing);
}

/** The squares of the distances. */
export function squaredDistances(
  inside: Uint8Array, [height, width]: readonly [number, number], [rowStep, columnStep]: readonly [number, number],
): Float64Array {
  const result = new Float64Array(height * width);
  for (let i = 0; i < result.length; i++) result[i] = inside[i] ? 0 : i < width ? Infinity : result[i - width] + 1;
  for (let i = result.length - width - 1; i >= 0; i--) {
    if (result[i] > result[i + width] + 1) result[i] = result[i + width] + 1;
  }

  const square = columnStep * columnStep, ratio = (rowStep / columnStep) ** 2;
  const apex = new Int32Array(width), rows = new Float64Array(width), start = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const row = result.subarray(y * width, (y + 1) * width);
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (row[x] === Infinity) continue;
      const above = row[x] * row[x] * ratio;
      let meet = -Infinity;      // where the parabola of x comes below that of the last apex
      while (last >= 0) {
        const x0 = apex[last];
        meet = (above - rows[last] + (x - x0) * (x + x0)) / (2 * (x - x0));
        if (meet > start[last]) break;
        last--;
        meet = -Infinity;
      }
      last++;
      apex[last] = x;
      rows[last] = above;
      start[last] = meet;
    }
    if (last < 0) continue;
    start[last + 1] = Infinity;
    for (let x = 0, k = 0; x < width; x++) {
      while (start[k + 1] < x) k++;
      row[x] = ((x - apex[k]) ** 2 + rows[k]) * square;
    }
  }
  return result;
}
