export { batchNormalization } from './batchNormalization';
export type { BatchNormalizationOptions } from './batchNormalization';
export { bilinearUpsampling, nearestUpsampling } from './upSampling2d';
export type { UpsamplingOptions } from './upSampling2d';
