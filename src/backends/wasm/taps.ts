/**
 * The taps of a convolution along one axis, and their product over both axes.
 *
 * The input gradient of a convolution with stride s falls into s phases along each axis: output positions
 * p ≡ phase (mod s) meet only the taps k with (p + before − k·dilation) divisible by s, at stride 1.
 */

/** Tap `index` of the filter reads `offset` positions after the output's own. */
export interface AxisTap {
  index: number;
  offset: number;
}

export interface AxisPhase {
  /** First output position; the others follow in steps of the stride. */
  start: number;
  count: number;
  /** By rising offset. */
  taps: AxisTap[];
}

export interface Axis {
  size: number;
  kernel: number;
  stride: number;
  dilation: number;
  /** Zeros before the first position in the forward pass. */
  before: number;
}

/** The forward pass along one axis: one phase, whose positions lie `stride` apart in the input. */
export function forwardPhase(count: number, { kernel, dilation, before }: Omit<Axis, 'size' | 'stride'>): AxisPhase {
  return {
    start: 0,
    count,
    taps: tapsOf(kernel, (index) => index * dilation - before),
  };
}

/** Phases of the input gradient along one axis; those without positions are left out. */
export function gradientPhases({ size, kernel, stride, dilation, before }: Axis): AxisPhase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, start) => ({
    start,
    count: Math.ceil((size - start) / stride),
    taps: tapsOf(kernel, (index) => (start + before - index * dilation) / stride).reverse(),
  }));
}

/** The taps whose offset is whole. */
function tapsOf(kernel: number, offsetOf: (index: number) => number): AxisTap[] {
  return Array.from({ length: kernel }, (_, index) => ({ index, offset: offsetOf(index) }))
    .filter(({ offset }) => Number.isInteger(offset));
}

/** First and last position that the phases read, `step` apart. */
export function reach(phases: readonly AxisPhase[], step: number): { first: number; last: number } {
  const read = phases.filter(({ taps }) => taps.length > 0);
  if (read.length === 0) return { first: 0, last: 0 };
  return {
    first: Math.min(...read.map(({ taps }) => taps[0].offset)),
    last: Math.max(...read.map(({ taps, count }) => taps[taps.length - 1].offset + (count - 1) * step)),
  };
}

/** Neighbouring taps joined: `length` of them from `offset` on. */
export function runs(taps: readonly AxisTap[]): { offset: number; length: number }[] {
  const joined: { offset: number; length: number }[] = [];
  for (const { offset } of taps) {
    const last = joined[joined.length - 1];
    if (last && last.offset + last.length === offset) last.length++;
    else joined.push({ offset, length: 1 });
  }
  return joined;
}
