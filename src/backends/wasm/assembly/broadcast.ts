/** Arithmetic between numbers of [rows, inner] and numbers of [inner] that serve every row. */

/** `operation`: 0 x + s, 1 x − s, 2 x · s, 3 s − x, 4 the larger, 5 the smaller, NaN where one is. */
export function broadcastRows(operation: i32, x: usize, s: usize, y: usize, rows: i32, inner: i32): void {
  switch (operation) {
    case 0: return loop(0, x, s, y, rows, inner);
    case 1: return loop(1, x, s, y, rows, inner);
    case 2: return loop(2, x, s, y, rows, inner);
    case 3: return loop(3, x, s, y, rows, inner);
    case 4: return loop(4, x, s, y, rows, inner);
    default: return loop(5, x, s, y, rows, inner);
  }
}

@inline
function loop(operation: i32, x: usize, s: usize, y: usize, rows: i32, inner: i32): void {
  const row = <usize>inner * 4;
  let i: usize = 0;
  for (; i + 64 <= row; i += 64) {
    const a = v128.load(s + i);
    const b = v128.load(s + i, 16);
    const c = v128.load(s + i, 32);
    const d = v128.load(s + i, 48);
    let from = x + i;
    let to = y + i;
    for (let n = rows; n > 0; n--, from += row, to += row) {
      v128.store(to, four(operation, v128.load(from), a));
      v128.store(to, four(operation, v128.load(from, 16), b), 16);
      v128.store(to, four(operation, v128.load(from, 32), c), 32);
      v128.store(to, four(operation, v128.load(from, 48), d), 48);
    }
  }
  for (; i + 16 <= row; i += 16) {
    const a = v128.load(s + i);
    let from = x + i;
    let to = y + i;
    for (let n = rows; n > 0; n--, from += row, to += row) v128.store(to, four(operation, v128.load(from), a));
  }
  for (; i < row; i += 4) {
    const a = v128.load32_splat(s + i);
    let from = x + i;
    let to = y + i;
    for (let n = rows; n > 0; n--, from += row, to += row) {
      f32.store(to, f32x4.extract_lane(four(operation, v128.load32_splat(from), a), 0));
    }
  }
}

@inline
function four(operation: i32, x: v128, s: v128): v128 {
  if (operation == 0) return f32x4.add(x, s);
  if (operation == 1) return f32x4.sub(x, s);
  if (operation == 2) return f32x4.mul(x, s);
  if (operation == 3) return f32x4.sub(s, x);
  if (operation == 4) return f32x4.max(x, s);
  return f32x4.min(x, s);
}
