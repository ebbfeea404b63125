export { batches, type BatchesOptions } from './batches';
export { binaryMask } from './masks';
export { resizeImage, resizeMask } from './resize';
export { syntheticDermoscopy, type SyntheticOptions } from './synthetic/dermoscopy';
export { imagenet, imageTensor, maskTensor, signedUnit, toTensors, type Normalization } from './tensors';
