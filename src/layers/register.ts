/** The classes of this library's own layers, which a saved model names. */
import { serialization } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { GeluTanh, HardSigmoid, HardSwish } from './activations';
import { AdaptiveAveragePooling2D } from './adaptiveAveragePooling2d';
import { BatchNormalization } from './batchNormalization';
import { BilinearResizing, BilinearResizingLike } from './bilinearResizing';
import { BlurPooling2D } from './blurPooling2d';
import { ChannelPooling2D } from './channelPooling2d';
import { Conv2D, DilatedConv2D, GroupedConv2D } from './conv2d';
import { OpenCropping2D } from './cropping2d';
import { DepthwiseConv2D, DilatedDepthwiseConv2D } from './depthwiseConv2d';
import { DivisibleSize } from './divisibleSize';
import { Dropout } from './dropout';
import { DropPath } from './dropPath';
import { GlobalMaxPooling2D } from './globalMaxPooling2d';
import { GroupNormalization } from './groupNormalization';
import { LayerNormalization } from './layerNormalization';
import { OpenAddition, OpenConcatenation } from './openMerge';
import { AveragePooling2D, PaddedAveragePooling2D, PaddedMaxPooling2D, SumPooling2D } from './pooling2d';
import { PReLU } from './prelu';
import { RandomFourierFeatures } from './randomFourierFeatures';
import { SpatialDropout2D } from './spatialDropout2d';
import { SpectralNormalization } from './spectralNormalization';
import { BilinearUpSampling2D, NearestUpSampling2D } from './upSampling2d';

/** Layers under class names of their own. */
const own = [
  AdaptiveAveragePooling2D, BilinearResizing, BilinearResizingLike, BilinearUpSampling2D, BlurPooling2D,
  ChannelPooling2D, DilatedConv2D, DilatedDepthwiseConv2D, DropPath, GeluTanh, GroupNormalization, GroupedConv2D, HardSigmoid,
  DivisibleSize, HardSwish, OpenAddition, OpenConcatenation, OpenCropping2D,
  PaddedAveragePooling2D, PaddedMaxPooling2D, RandomFourierFeatures, SpatialDropout2D,
  SpectralNormalization, SumPooling2D,
] as const;

/** Layers under the class names of tfjs's. */
const namesakes = [
  AveragePooling2D, BatchNormalization, Conv2D, DepthwiseConv2D, Dropout, GlobalMaxPooling2D, LayerNormalization, NearestUpSampling2D,
  PReLU,
] as const;

type LayerClass = serialization.SerializableConstructor<serialization.Serializable> & {
  className: string;
  fromConfig: serialization.FromConfigMethod<serialization.Serializable>;
};

const classes = [...own, ...namesakes] as unknown as LayerClass[];
const nameOf = ({ className }: LayerClass) => `tfjs-blocks>${className}`;

/** `tfjs-blocks>Dropout` for a layer of this library, as a saved model names it beside its class; undefined for any other. */
export function registeredName(layer: layers.Layer): string | undefined {
  const Own = classes.find((candidate) => candidate === layer.constructor);
  return Own && nameOf(Own);
}

/**
 * Let tfjs load the layers of this library where a model calls their classes `tfjs-blocks>Dropout` and so on, as `loadModel` has it do.
 * What tfjs loads under any other name stays as it is.
 */
export function registerNames(): void {
  for (const Own of classes) {
    const fromConfig = (_: unknown, config: serialization.ConfigDict) => Own.fromConfig(Own, config);
    serialization.SerializationMap.register({ className: nameOf(Own), fromConfig } as unknown as LayerClass);
  }
}

/**
 * Let `tf.loadLayersModel` load models with layers that tfjs lacks. A factory registers its own class when it is called first, so this
 * is for programs that load what another one made. None has the name of a class of tfjs: where one of ours has it, as batch normalisation,
 * `tf.loadLayersModel` goes on to make tfjs's layer, which computes the same but trains as tfjs has it. `loadModel` needs no
 * such call, and gives every layer of ours back as it was.
 *
 * @example
 * registerLayers();
 * const model = await tf.loadLayersModel('https://example.org/model.json');
 */
export function registerLayers(): void {
  own.forEach((layer) => serialization.registerClass(layer as serialization.SerializableConstructor<serialization.Serializable>));
}
