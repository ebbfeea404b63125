/**
 * Max and average pooling of one image. A window counts what it covers of the image; where that is nothing, its
 * largest is −∞ and its mean NaN. Channels go by sixteen, then by four, of which the last may overlap. Windows inside
 * the image at stride 1 go together, as neighbouring channels do: all read a fixed distance from their output.
 *
 * NaN is larger than all, and `pmax`, one instruction, passes over it: rows are summed first to see whether they may
 * hold any.
 */
export function pool(
  isMax: bool, input: usize, output: usize, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, windowHeight: i32, windowWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const row = <usize>width * pixel;
  let checked = 0;
  let doubtful = -1;
  for (let i = 0; i < outHeight; i++) {
    const firstRow = max(0, i * strideHeight - top);
    const rows = max(0, min(height, i * strideHeight - top + windowHeight) - firstRow);
    for (checked = max(checked, firstRow); isMax && checked < firstRow + rows; checked++) {
      if (!sumIsNumber(input + <usize>checked * row, row)) doubtful = checked;
    }
    const isQuick = isMax && doubtful < firstRow;
    for (let j = 0; j < outWidth;) {
      const firstColumn = max(0, j * strideWidth - left);
      const columns = max(0, min(width, j * strideWidth - left + windowWidth) - firstColumn);
      const window = input + <usize>firstRow * row + <usize>firstColumn * pixel;
      const isInside = strideWidth == 1 && columns == windowWidth;
      const count = isInside ? min(outWidth - j, width - windowWidth - firstColumn + 1) : 1;
      const bytes = <usize>count * pixel;
      if (isQuick) quickMaxima(window, row, pixel, rows, columns, output, bytes);
      else if (isMax) maxima(window, row, pixel, rows, columns, output, bytes);
      else means(window, row, pixel, rows, columns, output, bytes);
      j += count;
      output += bytes;
    }
  }
}

/** `bytes` of output, from rows without NaN. */
@inline
function quickMaxima(
  window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize, bytes: usize,
): void {
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) sixteenLargest(window + c, row, pixel, rows, columns, output + c);
  if (bytes >= 16) {
    for (; c < bytes; c += 16) {
      const at = min(c, bytes - 16);
      fourLargest(window + at, row, pixel, rows, columns, output + at);
    }
  }
  for (; c < bytes; c += 4) largest(window + c, row, pixel, rows, columns, output + c);
}

@inline
function means(
  window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize, bytes: usize,
): void {
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) sixteenMeans(window + c, row, pixel, rows, columns, output + c);
  if (bytes >= 16) {
    for (; c < bytes; c += 16) {
      const at = min(c, bytes - 16);
      fourMeans(window + at, row, pixel, rows, columns, output + at);
    }
  }
  for (; c < bytes; c += 4) mean(window + c, row, pixel, rows, columns, output + c);
}

/** False where there is NaN, or ∞ and −∞. */
function sumIsNumber(p: usize, bytes: usize): bool {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (; bytes >= 64; bytes -= 64, p += 64) {
    a = f32x4.add(a, v128.load(p));
    b = f32x4.add(b, v128.load(p, 16));
    c = f32x4.add(c, v128.load(p, 32));
    d = f32x4.add(d, v128.load(p, 48));
  }
  for (; bytes > 0; bytes -= 4, p += 4) a = f32x4.add(a, v128.load32_splat(p));
  const sum = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return v128.any_true(f32x4.ne(sum, sum)) == 0;
}

function sixteenLargest(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let a = f32x4.splat(-Infinity), b = a, c = a, d = a;
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) {
      a = f32x4.pmax(a, v128.load(p));
      b = f32x4.pmax(b, v128.load(p, 16));
      c = f32x4.pmax(c, v128.load(p, 32));
      d = f32x4.pmax(d, v128.load(p, 48));
    }
  }
  v128.store(output, a);
  v128.store(output, b, 16);
  v128.store(output, c, 32);
  v128.store(output, d, 48);
}

function fourLargest(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let best = f32x4.splat(-Infinity);
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) best = f32x4.pmax(best, v128.load(p));
  }
  v128.store(output, best);
}

/** The largest of one channel; all bits set, which is a NaN, where there is one. */
function largest(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let best = f32x4.splat(-Infinity), nan = f32x4.splat(0);
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) {
      const value = v128.load32_zero(p);
      best = f32x4.pmax(best, value);
      nan = v128.or(nan, f32x4.ne(value, value));
    }
  }
  v128.store32_lane(output, v128.or(best, nan), 0);
}

/** `bytes` of output, from rows that may hold NaN. */
function maxima(
  window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize, bytes: usize,
): void {
  for (let c: usize = 0; c < bytes; c += 4) largest(window + c, row, pixel, rows, columns, output + c);
}

function sixteenMeans(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const count = f32x4.splat(<f32>(rows * columns));
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) {
      a = f32x4.add(a, v128.load(p));
      b = f32x4.add(b, v128.load(p, 16));
      c = f32x4.add(c, v128.load(p, 32));
      d = f32x4.add(d, v128.load(p, 48));
    }
  }
  v128.store(output, f32x4.div(a, count));
  v128.store(output, f32x4.div(b, count), 16);
  v128.store(output, f32x4.div(c, count), 32);
  v128.store(output, f32x4.div(d, count), 48);
}

function fourMeans(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let sum = f32x4.splat(0);
  const count = f32x4.splat(<f32>(rows * columns));
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) sum = f32x4.add(sum, v128.load(p));
  }
  v128.store(output, f32x4.div(sum, count));
}

function mean(window: usize, row: usize, pixel: usize, rows: i32, columns: i32, output: usize): void {
  let sum: f32 = 0;
  const count = <f32>(rows * columns);
  for (; rows > 0; rows--, window += row) {
    let p = window;
    for (let x = columns; x > 0; x--, p += pixel) sum += f32.load(p);
  }
  f32.store(output, sum / count);
}
