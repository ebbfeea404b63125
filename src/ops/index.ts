export { batchNormTraining } from './batchNormTraining';
export type { BatchNormTraining } from './batchNormTraining';
export { upsampleBilinear } from './upsampleBilinear';
export { upsampleNearest } from './upsampleNearest';
