/**
 * Grayscale morphology with a square of k × k pixels, on one channel.
 *
 *     dilation: the largest level of the square      closing:   dilation, then erosion: fills what is dark and narrower than k
 *     erosion:  the smallest                         black hat: closing − image: how dark and narrow a place is
 *
 * Outside, the picture goes on as its outermost pixels are. The square is done as a row and a column, each in time that does
 * not depend on k.
 * M. van Herk (1992), "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels".
 */

/** One number a pixel, by rows. */
export interface Plane {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** The largest level within the k × k square about each pixel; k odd. */
export function dilate({ data, height, width }: Plane, k: number): Plane {
  const rows = new Uint8Array(data.length), both = new Uint8Array(data.length);
  for (let row = 0; row < height; row++) slidingMaximum(data, rows, row * width, 1, width, k);
  for (let column = 0; column < width; column++) slidingMaximum(rows, both, column, width, height, k);
  return { data: both, height, width };
}

/** Closing minus the picture itself; k odd. */
export function blackHat(plane: Plane, k: number): Plane {
  const inverted = ({ data, ...size }: Plane) => ({ ...size, data: data.map((level) => 255 - level) });
  const margin = k - 1;
  const wide = { height: plane.height + 2 * margin, width: plane.width + 2 * margin };
  const spread = sample(plane, wide.height, wide.width, -margin);
  const closed = sample(inverted(dilate(inverted(dilate(spread, k)), k)), plane.height, plane.width, margin);
  return { ...plane, data: closed.data.map((level, i) => level - plane.data[i]) };
}

/** height × width pixels from (start, start) on; those outside are the nearest that exist. */
function sample({ data, ...size }: Plane, height: number, width: number, start: number): Plane {
  const nearest = (at: number, length: number) => Math.min(length - 1, Math.max(0, at));
  const result = new Uint8Array(height * width);
  for (let row = 0, to = 0; row < height; row++) {
    const from = nearest(row + start, size.height) * size.width;
    for (let column = 0; column < width; column++) result[to++] = data[from + nearest(column + start, size.width)];
  }
  return { data: result, height, width };
}

/**
 * Maxima over windows of k on a line of n numbers, `stride` apart: the line is cut into blocks of k, and a window's maximum is
 * that of the running maximum from the left of one block and of the running maximum from the right of the block before.
 */
function slidingMaximum(source: Uint8Array, target: Uint8Array, start: number, stride: number, n: number, k: number): void {
  const reach = (k - 1) / 2;
  const length = n + 2 * reach;
  const fromLeft = new Uint8Array(length), fromRight = new Uint8Array(length);
  const level = (i: number) => (i < reach || i >= n + reach ? 0 : source[start + (i - reach) * stride]);
  for (let i = 0; i < length; i++) fromLeft[i] = i % k === 0 ? level(i) : Math.max(fromLeft[i - 1], level(i));
  for (let i = length - 1; i >= 0; i--) {
    fromRight[i] = i % k === k - 1 || i === length - 1 ? level(i) : Math.max(fromRight[i + 1], level(i));
  }
  for (let i = 0; i < n; i++) target[start + i * stride] = Math.max(fromRight[i], fromLeft[i + k - 1]);
}
