export { batchNormTraining } from './batchNormTraining';
export type { BatchNormTraining } from './batchNormTraining';
export { dilatedConv2d } from './dilatedConv2d';
export { upsampleBilinear } from './upsampleBilinear';
export { upsampleNearest } from './upsampleNearest';
