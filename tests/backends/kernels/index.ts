/** All checks of the kernels. The backend must be ready: `await useBackend('wasm')`. */
import { batchNormChecks } from './batchNorm';
import { broadcastChecks } from './broadcast';
import type { KernelCheck } from './check';
import { clampChecks } from './clamp';
import { convolutionChecks } from './convolution';
import { copyChecks } from './copies';
import { depthwiseChecks } from './depthwise';
import { matMulChecks } from './matMul';
import { poolChecks } from './pools';
import { reductionChecks } from './reductions';
import { resizeChecks } from './resize';
import { segmentSumChecks } from './segmentSum';

export { DRAWS, type KernelCheck, NON_FINITE_DRAWS } from './check';

export const kernelChecks: KernelCheck[] = [
  ...convolutionChecks,
  ...depthwiseChecks,
  ...poolChecks,
  ...matMulChecks,
  ...reductionChecks,
  ...resizeChecks,
  ...segmentSumChecks,
  ...batchNormChecks,
  ...broadcastChecks,
  ...clampChecks,
  ...copyChecks,
];
