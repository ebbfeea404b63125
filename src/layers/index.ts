export { batchNormalization } from './batchNormalization';
export type { BatchNormalizationOptions } from './batchNormalization';
export { conv2d } from './conv2d';
export type { Conv2dOptions } from './conv2d';
export { setStep, type Stepwise } from './stepwise';
export { dropout } from './dropout';
export type { DropoutOptions } from './dropout';
export { bilinearUpsampling, nearestUpsampling } from './upSampling2d';
export type { UpsamplingOptions } from './upSampling2d';
