export { batchNormalization } from './batchNormalization';
export type { BatchNormalizationOptions } from './batchNormalization';
export { dilatedConv2d } from './dilatedConv2d';
export type { DilatedConv2dOptions } from './dilatedConv2d';
export { dropout } from './dropout';
export type { DropoutOptions } from './dropout';
export { bilinearUpsampling, nearestUpsampling } from './upSampling2d';
export type { UpsamplingOptions } from './upSampling2d';
