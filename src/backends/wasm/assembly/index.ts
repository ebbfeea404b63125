/** What the compiled module exports. */
export { packPanels, packTap, padImage, padPanels } from './pack';
export { convolve } from './convolution';
export { accumulateFilter, unpackFilter } from './filterGradient';
export { depthwiseInput } from './depthwiseInput';
export { accumulateDepthwiseFilter } from './depthwiseFilter';
export { depthwise, repeatEach } from './depthwiseForward';
export { pool } from './pool';
export { averagePoolGradient, maxPoolGradient } from './poolGradient';
export { resizeGradient } from './resize';
export { sumColumns, sumRows } from './sum';
export { normalize } from './batchNorm';
export { broadcastRows } from './broadcast';
export { clamp } from './clamp';
export { copyBlocks, tile } from './copy';
export { segmentSumFloat, segmentSumInt } from './segmentSum';

/** memory.fill, for callers that hold addresses. */
export function clear(p: usize, bytes: usize): void {
  memory.fill(p, 0, bytes);
}
