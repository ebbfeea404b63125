export { batches, type BatchesOptions } from './batches';
export { cached, type CachedRecipe } from './cache';
export { collect, fromSamples, mapDataset, type Dataset, type DatasetRecipe, type SamplesRecipe } from './dataset';
export { decodeBlob, decodeMaskBlob, type DecodeBlobOptions } from './decodeBlob';
export type { DecodeOptions } from './decodeOptions';
export { labelTensor } from './labelTensor';
export { sampleLoader, type LoaderOptions, type SampleLoader, type SkippedSample } from './loader';
export { binaryMask } from './masks';
export { connectedComponents, fillHoles, largestComponent, type Components, type Connectivity } from './preprocess/components';
export { grayWorld, shadesOfGray } from './preprocess/colourConstancy';
export { hairMask, removeHair, type HairOptions } from './preprocess/hair';
export { inpaint } from './preprocess/inpaint';
export { resizeImage, resizeMask, resizeSample, type ResizeOptions } from './resize';
export { syntheticDermoscopy, type SyntheticOptions } from './synthetic/dermoscopy';
export { tensorBatches, tfDataset, trainingData, type TensorBatch, type ToBatch } from './tensorBatches';
export {
  imagenet, imageTensor, labelMapTensor, maskTensor, signedUnit, toTensors, unit, type ChannelNormalization, type Normalization,
} from './tensors';
export { weightedSample, type WeightedSampleOptions } from './weightedSample';
export { serveSamples, webWorkers, type SampleWorkers } from './workers';
