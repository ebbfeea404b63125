export { batches, type BatchesOptions } from './batches';
export { binaryMask } from './masks';
export { connectedComponents, fillHoles, largestComponent, type Components, type Connectivity } from './preprocess/components';
export { grayWorld, shadesOfGray } from './preprocess/colourConstancy';
export { hairMask, removeHair, type HairOptions } from './preprocess/hair';
export { inpaint } from './preprocess/inpaint';
export { resizeImage, resizeMask, resizeSample, type ResizeOptions } from './resize';
export { syntheticDermoscopy, type SyntheticOptions } from './synthetic/dermoscopy';
export { imagenet, imageTensor, maskTensor, signedUnit, toTensors, type Normalization } from './tensors';
