/**
 * Gradient of max pooling, one image: each window gives its dy to its first largest element (rows from the top,
 * each from the left). Padding never wins. `dx` must be cleared.
 */
export function maxPoolGradient(
  input: usize, dy: usize, dx: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      for (let c = 0; c < channels; c++, dy += 4) {
        let best = -f32.MAX_VALUE;
        let winner: usize = usize.MAX_VALUE;
        for (let i = 0; i < windowHeight; i++) {
          const y = row * strideHeight - top + i;
          if (y < 0 || y >= height) continue;
          for (let j = 0; j < windowWidth; j++) {
            const x = column * strideWidth - left + j;
            if (x < 0 || x >= width) continue;
            const at = (<usize>y * width + x) * pixel + (<usize>c << 2);
            const value = f32.load(input + at);
            if (winner == usize.MAX_VALUE || value > best) {
              best = value;
              winner = at;
            }
          }
        }
        if (winner != usize.MAX_VALUE) f32.store(dx + winner, f32.load(dx + winner) + f32.load(dy));
      }
    }
  }
}
