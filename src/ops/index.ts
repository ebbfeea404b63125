export { batchNormTraining } from './batchNormTraining';
export type { BatchNormTraining } from './batchNormTraining';
export { dilatedConv2d } from './dilatedConv2d';
export { groupedConv2d } from './groupedConv2d';
export { resizeBilinear } from './resizeBilinear';
export { upsampleBilinear } from './upsampleBilinear';
export { upsampleNearest } from './upsampleNearest';
