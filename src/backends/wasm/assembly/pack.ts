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

/**
 * Image [height, width, channels] → padded as above, in panels [⌈channels / 4⌉][paddedHeight][paddedWidth][4].
 * Row by row, so that a row is still in the first-level cache when its next panel is filled.
 */
export function padPanels(
  source: usize, height: i32, width: i32, channels: i32,
  target: usize, paddedHeight: i32, paddedWidth: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const panel = <usize>paddedHeight * paddedWidth * 16;
  const first = max(0, -left);
  const last = max(first, min(width, paddedWidth - left));
  for (let y = 0; y < paddedHeight; y++, target += <usize>paddedWidth * 16) {
    const row = y - top;
    const inside = row >= 0 && row < height ? last - first : 0;
    const before = inside > 0 ? first + left : paddedWidth;
    let from = source + (<usize>row * width + first) * pixel;
    let to = target;
    for (let c = channels; c > 0; c -= 4, from += 16, to += panel) {
      const image = to + <usize>before * 16;
      fillZeros(to, before);
      gather(from, pixel, inside, c, image, 16);
      fillZeros(image + <usize>inside * 16, paddedWidth - before - inside);
    }
  }
}

/** Pixels packed at a time: they stay in the first-level cache for all panels. */
const BLOCK: usize = 64;

/** Pixels [count, channels] → panels [⌈channels / lanes⌉][count][lanes], zeros beyond the last channel. */
export function packPanels(source: usize, count: i32, channels: i32, target: usize, lanes: i32): void {
  const pixel = <usize>channels * 4;
  const step = <usize>lanes * 4;
  const panel = <usize>count * step;
  for (; count > 0; count -= <i32>BLOCK, source += BLOCK * pixel, target += BLOCK * step) {
    let to = target;
    for (let c = 0; c < channels; c += lanes, to += panel) {
      for (let l = 0; l < lanes; l += 4) {
        const from = source + <usize>(c + l) * 4;
        gather(from, pixel, min(<i32>BLOCK, count), channels - c - l, to + <usize>l * 4, step);
      }
    }
  }
}

/** The first four of `channels` of each of `count` pixels → vectors `step` apart, zeros where there are fewer. */
function gather(source: usize, pixel: usize, count: i32, channels: i32, target: usize, step: usize): void {
  if (channels >= 4) {
    for (; count > 0; count--, source += pixel, target += step) v128.store(target, v128.load(source));
  } else if (channels > 0) {
    for (; count > 0; count--, source += pixel, target += step) v128.store(target, loadLanes(source, channels));
  } else {
    for (; count > 0; count--, target += step) v128.store(target, f32x4.splat(0));
  }
}

/** Store `count` vectors of zeros. */
@inline
function fillZeros(target: usize, count: i32): void {
  for (; count > 0; count--, target += 16) v128.store(target, f32x4.splat(0));
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
