/** What the compiled module exports. */
export { packPanels, packTap, padImage } from './pack';
export { convolve } from './convolution';
export { accumulateFilter, unpackFilter } from './filterGradient';
export { accumulateDepthwiseFilter, accumulateDepthwiseInput } from './depthwise';
export { maxPoolGradient } from './maxPool';
export { segmentSumFloat, segmentSumInt } from './segmentSum';

/** memory.fill, for callers that hold addresses. */
export function clear(p: usize, bytes: usize): void {
  memory.fill(p, 0, bytes);
}
