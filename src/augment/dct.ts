/**
 * The cosine transform of 8 × 8 blocks in whole numbers:
 *
 *     F = D·b·Dᵀ,    D_uv = c_u·cos((2v + 1)uπ/16),  c_0 = 1/√8, c_u = ½
 *
 * by the steps that the Independent JPEG Group's library takes (C. Loeffler, A. Ligtenberg, G. Moschytz, 1989, in 13 bits), multiplied
 * out. As sums of whole numbers are exact, only the roundings after each of the two passes count, and results are equal to the bit.
 */

/** √8·D_uv·2¹³ for even u on v = 0 … 3, the other half being its mirror image; for odd u its mirror image with the other sign. */
const even = [8192, 8192, 8192, 8192, 10703, 4433, -4433, -10703, 8192, -8192, -8192, 8192, 4433, -10704, 10704, -4433];
const odd = [11363, 9633, 6437, 2260, 9633, -2259, -11362, -6436, 6437, -11362, 2261, 9633, 2260, -6436, 9633, -11363];

const half = new Int32Array(64);

/** 8·F in place. */
export function transformBlock(block: Int32Array): void {
  forwardPass(block, half, 11);
  forwardPass(half, block, 15);
}

/** b from F in place. */
export function untransformBlock(block: Int32Array): void {
  backwardPass(block, half, 11);
  backwardPass(half, block, 18);
}

/** Rows, written as columns; sums are rounded to 2^shift. */
function forwardPass(from: Int32Array, to: Int32Array, shift: number): void {
  const rounding = 1 << (shift - 1);
  for (let row = 0; row < 8; row++) {
    const i = row * 8;
    const s0 = from[i] + from[i + 7], s1 = from[i + 1] + from[i + 6], s2 = from[i + 2] + from[i + 5], s3 = from[i + 3] + from[i + 4];
    const d0 = from[i] - from[i + 7], d1 = from[i + 1] - from[i + 6], d2 = from[i + 2] - from[i + 5], d3 = from[i + 3] - from[i + 4];
    for (let u = 0, k = 0; k < 16; u += 2, k += 4) {
      to[u * 8 + row] = (even[k] * s0 + even[k + 1] * s1 + even[k + 2] * s2 + even[k + 3] * s3 + rounding) >> shift;
      to[u * 8 + 8 + row] = (odd[k] * d0 + odd[k + 1] * d1 + odd[k + 2] * d2 + odd[k + 3] * d3 + rounding) >> shift;
    }
  }
}

/** Columns, written as rows. */
function backwardPass(from: Int32Array, to: Int32Array, shift: number): void {
  const rounding = 1 << (shift - 1);
  for (let column = 0; column < 8; column++) {
    const e0 = from[column], e1 = from[16 + column], e2 = from[32 + column], e3 = from[48 + column];
    const o0 = from[8 + column], o1 = from[24 + column], o2 = from[40 + column], o3 = from[56 + column];
    for (let i = 0; i < 4; i++) {
      const sum = even[i] * e0 + even[4 + i] * e1 + even[8 + i] * e2 + even[12 + i] * e3 + rounding;
      const difference = odd[i] * o0 + odd[4 + i] * o1 + odd[8 + i] * o2 + odd[12 + i] * o3;
      to[column * 8 + i] = (sum + difference) >> shift;
      to[column * 8 + 7 - i] = (sum - difference) >> shift;
    }
  }
}
