export { backbone } from './backbone';
export type { Backbone, ClassifierHead, FeatureMap, TorchNames } from './backbone';
export { classifier } from './classifier';
export type { ClassifierOptions } from './classifier';
export { unet } from './unet';
export type { UnetOptions } from './unet';
