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

/** Terms that are added up in float32 before the sum is set aside. */
const TERMS = 1024;

/** Part of a table of runs, whose sum is taken in one pass. */
interface Pass {
  /** Index of the first run, and how many there are. */
  first: number;
  count: number;
  /** Floats in the runs before. */
  before: number;
}

/** A run of `length` floats from a byte `offset` on, in pieces for `passesOf`: pairs of (byte offset, floats). */
export function pieces(offset: number, length: number): number[] {
  const count = Math.ceil(length / TERMS);
  const bound = (piece: number) => Math.round((piece * length) / count);
  return Array.from({ length: count }, (_, i) => [offset + bound(i) * 4, bound(i + 1) - bound(i)]).flat();
}

/** Passes over a table of pairs (byte offset, floats): at least one, each of few enough terms. */
export function passesOf(table: readonly number[]): Pass[] {
  let pass: Pass = { first: 0, count: 0, before: 0 };
  const passes = [pass];
  let [floats, terms] = [0, 0];
  for (let run = 0; run < table.length / 2; run++) {
    const length = table[run * 2 + 1];
    if (terms + length > TERMS) {
      pass = { first: run, count: 0, before: floats };
      passes.push(pass);
      terms = 0;
    }
    pass.count++;
    floats += length;
    terms += length;
  }
  return passes;
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
