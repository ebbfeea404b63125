/**
 * Gradient of resizing, one image: each output pixel gives its dy to the source pixels that it was made of.
 * `rows` and `columns` hold for each output position (source position, weight of the next one); the next one is not
 * touched where its weight is 0. `dx` must be cleared.
 */
import { addScaled } from './poolGradient';

export function resizeGradient(
  dy: usize, dx: usize, width: i32, channels: i32, outHeight: i32, outWidth: i32, rows: usize, columns: usize,
): void {
  const pixel = <usize>channels * 4;
  for (let i = 0; i < outHeight; i++, rows += 8) {
    const y = dx + <usize>load<i32>(rows) * width * pixel;
    const below = f32.load(rows, 4);
    let column = columns;
    for (let j = 0; j < outWidth; j++, column += 8, dy += pixel) {
      const p = y + <usize>load<i32>(column) * pixel;
      const right = f32.load(column, 4);
      addScaled(p, dy, (1 - below) * (1 - right), pixel);
      if (right != 0) addScaled(p + pixel, dy, (1 - below) * right, pixel);
      if (below == 0) continue;
      const q = p + <usize>width * pixel;
      addScaled(q, dy, below * (1 - right), pixel);
      if (right != 0) addScaled(q + pixel, dy, below * right, pixel);
    }
  }
}
