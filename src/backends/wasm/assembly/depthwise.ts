/**
 * Gradients of the depthwise convolution, one image and one tap at a time:
 * output channel c·multiplier + q is input channel c times filter[tap, c, q].
 */
import { madd } from './arithmetic';

/** filter[c, q] += Σ over pixels of input[p, c] · dy[p, c, q]; `input` points to the tap's first pixel. */
export function accumulateDepthwiseFilter(
  input: usize, inputRow: usize, inputColumn: usize, dy: usize,
  rows: i32, columns: i32, channels: i32, multiplier: i32, filter: usize,
): void {
  const pixel = <usize>channels * multiplier * 4;
  for (let row = 0; row < rows; row++, input += inputRow) {
    let x = input;
    for (let column = 0; column < columns; column++, x += inputColumn, dy += pixel) {
      if (multiplier == 1) multiplyAddTo(filter, x, dy, channels);
      else spreadFilter(filter, x, dy, channels, multiplier);
    }
  }
}

/** dx[p, c] += Σ over q of filter[c, q] · dy[p, c, q]; `dx` points to the tap's first pixel. */
export function accumulateDepthwiseInput(
  dx: usize, dxRow: usize, dxColumn: usize, dy: usize,
  rows: i32, columns: i32, channels: i32, multiplier: i32, filter: usize,
): void {
  const pixel = <usize>channels * multiplier * 4;
  for (let row = 0; row < rows; row++, dx += dxRow) {
    let x = dx;
    for (let column = 0; column < columns; column++, x += dxColumn, dy += pixel) {
      if (multiplier == 1) multiplyAddTo(x, filter, dy, channels);
      else gatherInput(x, filter, dy, channels, multiplier);
    }
  }
}

/** sum[i] += a[i] · b[i]. */
@inline
function multiplyAddTo(sum: usize, a: usize, b: usize, count: i32): void {
  let i: usize = 0;
  const end = <usize>count * 4;
  for (; i + 16 <= end; i += 16) v128.store(sum + i, madd(v128.load(sum + i), v128.load(a + i), v128.load(b + i)));
  for (; i < end; i += 4) f32.store(sum + i, f32.load(sum + i) + f32.load(a + i) * f32.load(b + i));
}

function spreadFilter(filter: usize, x: usize, dy: usize, channels: i32, multiplier: i32): void {
  for (let c = 0; c < channels; c++, x += 4) {
    const value = f32.load(x);
    for (let q = 0; q < multiplier; q++, dy += 4, filter += 4) {
      f32.store(filter, f32.load(filter) + value * f32.load(dy));
    }
  }
}

function gatherInput(dx: usize, filter: usize, dy: usize, channels: i32, multiplier: i32): void {
  for (let c = 0; c < channels; c++, dx += 4) {
    let sum = f32.load(dx);
    for (let q = 0; q < multiplier; q++, dy += 4, filter += 4) sum += f32.load(filter) * f32.load(dy);
    f32.store(dx, sum);
  }
}
