/**
 * Copies that lay data out the way the inner loops read it: images framed by zeros, channels split into
 * panels of 4 or 8 that lie side by side, filters as [panel][tap][channel][8].
 */
import { loadLanes } from './arithmetic';

/** Image [height, width, channels] → the same with zeros around it, [paddedHeight, paddedWidth, channels]. */
export function padImage(
  source: usize, height: i32, width: i32, channels: i32,
  target: usize, paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const sourceRow = <usize>width * channels * 4;
  const targetRow = <usize>paddedWidth * channels * 4;
  const first = max(0, -left);
  const last = min(width, paddedWidth - left);
  for (let y = 0; y < paddedHeight; y++, target += targetRow) {
    const from = y - top;
    if (from < 0 || from >= height || last <= first) {
      memory.fill(target, 0, targetRow);
      continue;
    }
    const before = <usize>(first + left) * channels * 4;
    const inside = <usize>(last - first) * channels * 4;
    memory.fill(target, 0, before);
    memory.copy(target + before, source + <usize>from * sourceRow + <usize>first * channels * 4, inside);
    memory.fill(target + before + inside, 0, targetRow - before - inside);
  }
}

/** Image [height, width, channels] → padded as above, in panels [⌈channels / 4⌉][paddedHeight][paddedWidth][4]. */
export function padPanels(
  source: usize, height: i32, width: i32, channels: i32,
  target: usize, paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const first = max(0, -left);
  const last = max(first, min(width, paddedWidth - left));
  for (let c = 0; c < channels; c += 4) {
    const count = channels - c;
    for (let y = 0; y < paddedHeight; y++) {
      const row = y - top;
      const inside = row >= 0 && row < height ? last - first : 0;
      const before = inside > 0 ? first + left : paddedWidth;
      target = fillZeros(target, before);
      let from = source + (<usize>row * width + first) * pixel + <usize>c * 4;
      for (let n = inside; n > 0; n--, from += pixel, target += 16) {
        v128.store(target, count >= 4 ? v128.load(from) : loadLanes(from, count));
      }
      target = fillZeros(target, paddedWidth - before - inside);
    }
  }
}

/** Store `count` vectors of zeros; returns what follows them. */
@inline
function fillZeros(target: usize, count: i32): usize {
  for (; count > 0; count--, target += 16) v128.store(target, f32x4.splat(0));
  return target;
}

/** Pixels [count, channels] → panels [⌈channels / lanes⌉][count][lanes], zeros beyond the last channel. */
export function packPanels(source: usize, count: i32, channels: i32, target: usize, lanes: i32): void {
  const pixel = <usize>channels * 4;
  for (let c = 0; c < channels; c += lanes) {
    const full = min(lanes, channels - c);
    let from = source + <usize>c * 4;
    if (full == lanes) {
      for (let i = 0; i < count; i++, from += pixel) {
        for (let l = 0; l < lanes; l += 4, target += 16) v128.store(target, v128.load(from + <usize>l * 4));
      }
      continue;
    }
    for (let i = 0; i < count; i++, from += pixel) {
      for (let l = 0; l < lanes; l++, target += 4) f32.store(target, l < full ? f32.load(from + <usize>l * 4) : 0);
    }
  }
}

/**
 * One tap of a filter → its place in the packed weights. `source` is a matrix of `depth` rows (summed over)
 * and `outputs` columns, whose elements lie `rowStride` and `columnStride` bytes apart, so that a filter is
 * packed as it is for the forward pass and transposed for the input gradient.
 */
export function packTap(
  source: usize, depth: i32, outputs: i32, rowStride: usize, columnStride: usize,
  target: usize, panelBytes: usize,
): void {
  for (let o = 0; o < outputs; o += 8, target += panelBytes) {
    const from = source + <usize>o * columnStride;
    const count = min(8, outputs - o);
    let k = 0;
    if (count == 8 && columnStride == 4) {
      for (; k < depth; k++) {
        const p = from + <usize>k * rowStride;
        v128.store(target + (<usize>k << 5), v128.load(p));
        v128.store(target + (<usize>k << 5), v128.load(p, 16), 16);
      }
    }
    if (count == 8 && rowStride == 4) {
      for (; k + 4 <= depth; k += 4) {
        transpose(from + (<usize>k << 2), columnStride, target + (<usize>k << 5));
        transpose(from + 4 * columnStride + (<usize>k << 2), columnStride, target + (<usize>k << 5) + 16);
      }
    }
    for (; k < depth; k++) {
      const to = target + (<usize>k << 5);
      for (let l = 0; l < 8; l++) {
        const value: f32 = l < count ? f32.load(from + <usize>k * rowStride + <usize>l * columnStride) : 0;
        f32.store(to + (<usize>l << 2), value);
      }
    }
  }
}

/** Four vectors `stride` apart → their transpose, 32 bytes apart. */
@inline
function transpose(source: usize, stride: usize, target: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + stride);
  const c = v128.load(source + 2 * stride);
  const d = v128.load(source + 3 * stride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(target, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(target, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 64);
  v128.store(target, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 96);
}
