/** y = (x − mean[c]) · factor[c] + offset[c] over pixels of `channels`. */
import { madd } from './arithmetic';

export function normalize(
  x: usize, y: usize, pixels: i32, channels: i32, mean: usize, factor: usize, offset: usize,
): void {
  const pixel = <usize>channels * 4;
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    const m = v128.load(mean + c);
    const f = v128.load(factor + c);
    const o = v128.load(offset + c);
    let from = x + c;
    let to = y + c;
    for (let n = pixels; n > 0; n--, from += pixel, to += pixel) {
      v128.store(to, madd(o, f32x4.sub(v128.load(from), m), f));
    }
  }
  for (; c < pixel; c += 4) {
    const m = f32.load(mean + c);
    const f = f32.load(factor + c);
    const o = f32.load(offset + c);
    let from = x + c;
    let to = y + c;
    for (let n = pixels; n > 0; n--, from += pixel, to += pixel) f32.store(to, (f32.load(from) - m) * f + o);
  }
}
