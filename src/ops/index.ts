export { batchNormTraining } from './batchNormTraining';
export type { BatchNormTraining } from './batchNormTraining';
export { channelMeanAndMax } from './channelMeanAndMax';
export { dilatedConv2d } from './dilatedConv2d';
export { groupedConv2d } from './groupedConv2d';
export { averagePool2d, maxPool2d, sumPool2d } from './pool2d';
export type { PoolWindow } from './pool2d';
export { upsampleBilinear } from './upsampleBilinear';
export { upsampleNearest } from './upsampleNearest';
