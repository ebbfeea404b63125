export { batchNormTraining } from './batchNormTraining';
export type { BatchNormTraining } from './batchNormTraining';
export { dilatedConv2d } from './dilatedConv2d';
export { groupedConv2d } from './groupedConv2d';
export { spectralNorm } from './spectralNorm';
export type { SpectralNorm } from './spectralNorm';
export { upsampleBilinear } from './upsampleBilinear';
export { upsampleNearest } from './upsampleNearest';
