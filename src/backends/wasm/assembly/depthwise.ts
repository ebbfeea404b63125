/** What the gradients of the depthwise convolution share. */

/** Sizes of a depthwise convolution, in the order in which the caller writes them. */
@unmanaged
export class Geometry {
  inHeight: i32;
  inWidth: i32;
  channels: i32;
  multiplier: i32;
  outHeight: i32;
  outWidth: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  top: i32;
  left: i32;
  /** Address of four zeros. */
  zeros: usize;
}

/** Along an axis, output j meets input j · stride + offset: the first that lies inside. */
@inline
export function firstOutput(offset: i32, stride: i32): i32 {
  return offset < 0 ? (stride - 1 - offset) / stride : 0;
}

/** The output after the last that lies inside. */
@inline
export function endOutput(offset: i32, stride: i32, size: i32, outputs: i32): i32 {
  return offset < size ? min(outputs, (size - offset + stride - 1) / stride) : 0;
}

/** How many taps of a filter row go by three, four channels at a time: each number of dy is loaded once for all three. */
@inline
export function inThrees(g: Geometry): i32 {
  return g.multiplier == 1 && g.dilationWidth == 1 && g.strideWidth <= 2 ? g.filterWidth / 3 * 3 : 0;
}

/** Four floats `step` bytes apart. */
@inline
export function loadApart(p: usize, step: usize): v128 {
  if (step == 4) return v128.load(p);
  let x = v128.load32_zero(p);
  x = v128.load32_lane(p + step, x, 1);
  x = v128.load32_lane(p + 2 * step, x, 2);
  return v128.load32_lane(p + 3 * step, x, 3);
}

@inline
export function addTo(p: usize, x: v128): void {
  v128.store(p, f32x4.add(v128.load(p), x));
}
