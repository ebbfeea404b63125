/** The classes of this library's own layers, which a saved model names. */
import { serialization } from '@tensorflow/tfjs-core';
import { GeluTanh, HardSigmoid, HardSwish } from './activations';
import { AdaptiveAveragePooling2D } from './adaptiveAveragePooling2d';
import { BilinearResizing, BilinearResizingLike } from './bilinearResizing';
import { BlurPooling2D } from './blurPooling2d';
import { ChannelPooling2D } from './channelPooling2d';
import { DilatedConv2D, GroupedConv2D } from './conv2d';
import { OpenCropping2D } from './cropping2d';
import { DilatedDepthwiseConv2D } from './depthwiseConv2d';
import { DivisibleSize } from './divisibleSize';
import { DropPath } from './dropPath';
import { GroupNormalization } from './groupNormalization';
import { OpenAddition, OpenConcatenation } from './openMerge';
import { PaddedAveragePooling2D, PaddedMaxPooling2D, SumPooling2D } from './pooling2d';
import { RandomFourierFeatures } from './randomFourierFeatures';
import { SpatialDropout2D } from './spatialDropout2d';
import { SpectralNormalization } from './spectralNormalization';
import { BilinearUpSampling2D } from './upSampling2d';

const own = [
  AdaptiveAveragePooling2D, BilinearResizing, BilinearResizingLike, BilinearUpSampling2D, BlurPooling2D,
  ChannelPooling2D, DilatedConv2D, DilatedDepthwiseConv2D, DropPath, GeluTanh, GroupNormalization, GroupedConv2D, HardSigmoid,
  DivisibleSize, HardSwish, OpenAddition, OpenConcatenation, OpenCropping2D,
  PaddedAveragePooling2D, PaddedMaxPooling2D, RandomFourierFeatures, SpatialDropout2D,
  SpectralNormalization, SumPooling2D,
] as const;

/**
 * Let tfjs load models with layers of this library, as `tf.loadLayersModel` does then. A factory registers its own class when it is
 * called first, so this is for programs that load what another one made; `loadModel` calls it. None has the name of a class of tfjs.
 *
 * @example
 * registerLayers();
 * const model = await tf.loadLayersModel('https://example.org/model.json');
 */
export function registerLayers(): void {
  own.forEach((layer) => serialization.registerClass(layer as serialization.SerializableConstructor<serialization.Serializable>));
}
