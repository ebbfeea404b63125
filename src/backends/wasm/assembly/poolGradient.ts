/** Gradients of pooling, one image at a time; `dx` must be cleared. */

/**
 * Max pooling: each window gives its dy to its first largest element (rows from the top, each from the left).
 * NaN is larger than all; of several the last one wins, as in PyTorch. Padding never wins.
 */
export function maxPoolGradient(
  input: usize, dy: usize, dx: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const row = <usize>width * pixel;
  for (let i = 0; i < outHeight; i++) {
    const firstRow = max(0, i * strideHeight - top);
    const lastRow = min(height, i * strideHeight - top + windowHeight);
    for (let j = 0; j < outWidth; j++) {
      const firstColumn = max(0, j * strideWidth - left);
      const lastColumn = min(width, j * strideWidth - left + windowWidth);
      if (lastRow <= firstRow || lastColumn <= firstColumn) {
        dy += pixel;
        continue;
      }
      const corner = <usize>firstRow * row + <usize>firstColumn * pixel;
      let c: usize = 0;
      for (; c + 16 <= pixel; c += 16, dy += 16) {
        const first = corner + c;
        fourWinners(input, dx, v128.load(dy), first, lastRow - firstRow, lastColumn - firstColumn, row, pixel);
      }
      for (; c < pixel; c += 4, dy += 4) {
        let winner = corner + c;
        let best = f32.load(input + winner);
        for (let y = firstRow; y < lastRow; y++) {
          for (let x = firstColumn; x < lastColumn; x++) {
            const at = <usize>y * row + <usize>x * pixel + c;
            const value = f32.load(input + at);
            if (value > best || value != value) {
              best = value;
              winner = at;
            }
          }
        }
        f32.store(dx + winner, f32.load(dx + winner) + f32.load(dy));
      }
    }
  }
}

/** The same for four channels at once. */
function fourWinners(
  input: usize, dx: usize, dy: v128, first: usize, rows: i32, columns: i32, row: usize, pixel: usize,
): void {
  let winners = i32x4.splat(<i32>first);
  let best = v128.load(input + first);
  for (let y = 0; y < rows; y++) {
    let at = first + <usize>y * row;
    for (let x = 0; x < columns; x++, at += pixel) {
      const value = v128.load(input + at);
      const larger = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
      best = v128.bitselect(value, best, larger);
      winners = v128.bitselect(i32x4.splat(<i32>at), winners, larger);
    }
  }
  addAt(dx + i32x4.extract_lane(winners, 0), f32x4.extract_lane(dy, 0));
  addAt(dx + i32x4.extract_lane(winners, 1) + 4, f32x4.extract_lane(dy, 1));
  addAt(dx + i32x4.extract_lane(winners, 2) + 8, f32x4.extract_lane(dy, 2));
  addAt(dx + i32x4.extract_lane(winners, 3) + 12, f32x4.extract_lane(dy, 3));
}

@inline
function addAt(p: usize, value: f32): void {
  f32.store(p, f32.load(p) + value);
}

/** Average pooling: each window shares its dy among the elements that it covers; padding takes none. */
export function averagePoolGradient(
  dy: usize, dx: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  for (let i = 0; i < outHeight; i++) {
    const firstRow = max(0, i * strideHeight - top);
    const lastRow = min(height, i * strideHeight - top + windowHeight);
    for (let j = 0; j < outWidth; j++, dy += pixel) {
      const firstColumn = max(0, j * strideWidth - left);
      const lastColumn = min(width, j * strideWidth - left + windowWidth);
      const share = <f32>1 / <f32>((lastRow - firstRow) * (lastColumn - firstColumn));
      for (let y = firstRow; y < lastRow; y++) {
        let p = dx + (<usize>y * width + firstColumn) * pixel;
        for (let x = firstColumn; x < lastColumn; x++, p += pixel) addScaled(p, dy, share, pixel);
      }
    }
  }
}

/** sum[i] += x[i] · scale. */
@inline
export function addScaled(sum: usize, x: usize, scale: f32, bytes: usize): void {
  let i: usize = 0;
  const scales = f32x4.splat(scale);
  for (; i + 16 <= bytes; i += 16) {
    v128.store(sum + i, f32x4.add(v128.load(sum + i), f32x4.mul(v128.load(x + i), scales)));
  }
  for (; i < bytes; i += 4) f32.store(sum + i, f32.load(sum + i) + f32.load(x + i) * scale);
}
