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

interface LayerClass {
  className: string;
  fromConfig(Class: unknown, config: serialization.ConfigDict, customObjects?: unknown, zeros?: boolean): layers.Layer;
}

const classes = [...own, ...namesakes] as unknown as LayerClass[];
const nameOf = ({ className }: LayerClass) => `tfjs-blocks>${className}`;

/** `tfjs-blocks>Dropout` for a layer of this library, as a saved model names it beside its class; undefined for any other. */
export function registeredName(layer: layers.Layer): string | undefined {
  const Own = classes.find((candidate) => candidate === (layer.constructor as unknown));
  return Own && nameOf(Own);
}

/** Classes of tfjs's whose layers hold others. */
const holders = [
  'Sequential', 'Model', 'Functional', 'TimeDistributed', 'Bidirectional',
  'RNN', 'SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D', 'StackedRNNCells',
];

/** Whether layers of that class of tfjs hold others. */
export const isHolder = (className: string): boolean => holders.includes(className);

/**
 * Let tfjs load the layers of this library where a model calls their classes `tfjs-blocks>Dropout` and so on, as `loadModel` has it do,
 * and those of tfjs that hold others as `tfjs-blocks>Sequential`. What tfjs loads under any other name stays as it is. Weights
 * begin with zeros, at every depth, for they are about to be read; tfjs would draw those of layers within layers at random, which takes
 * long for large ones and for ever where a file has a deviation that is no number.
 */
export function registerNames(): void {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const stock = holders.filter((name) => Object.hasOwn(classNameMap, name)).map((name) => classNameMap[name][0] as unknown as LayerClass);
  for (const Class of [...classes, ...stock]) {
    const fromConfig: LayerClass['fromConfig'] = (_, config, customObjects) =>
      withZeros(Class.fromConfig(Class, config, customObjects, true));
    serialization.SerializationMap.register({ className: nameOf(Class), fromConfig } as unknown as Registrable);
  }
}

type Registrable = Parameters<typeof serialization.SerializationMap.register>[0];

/** A layer, and where tfjs keeps layers in it. */
type Holder = layers.Layer & { [part in 'layer' | 'cell' | 'forwardLayer' | 'backwardLayer']?: Holder } & { cells?: Holder[] };

function withZeros(layer: layers.Layer): layers.Layer {
  layer.setFastWeightInitDuringBuild(true);
  const { layer: wrapped, cell, forwardLayer, backwardLayer, cells = [] } = layer as Holder;
  for (const part of [wrapped, cell, forwardLayer, backwardLayer, ...cells]) if (part) withZeros(part);
  return layer;
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
