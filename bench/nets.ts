/**
 * The four nets that training is measured and tested on, of plain tfjs layers, so that the very same net runs with
 * and without our kernels: images [B, H, W, 3] → logits.
 *
 * Convolutions have 'same' padding and no bias; batch normalisation and ReLU follow each. Where a stride is 2, 'same'
 * pads what is missing at the bottom and at the right, as TensorFlow does; torch pads both sides.
 */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { initializers, input, layers, type LayersModel, model } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropy, type Loss } from '../src/losses';

/** What makes a net larger or smaller. */
export interface NetOptions {
  /** Height and width of the images, in pixels. */
  size: number;
  /** Channels of the first stage; those of the later stages are in proportion. */
  filters: number;
  /** Logits of a pixel (U-Net) or of an image (the others). */
  classes: number;
}

/** A net and its task. */
export interface Net {
  title: string;
  /** Those of the benchmark. */
  options: NetOptions;
  /** Images a step. */
  batch: number;
  /** A new model with random weights; `options` replaces some of the net's own. */
  build(options?: Partial<NetOptions>): LayersModel;
  /** Mean loss of a batch: targets in the shape of the logits, in [0, 1] (U-Net) or one-hot (the others). */
  loss: Loss;
}

export const nets = {
  unet: net('U-Net', { size: 128, filters: 16, classes: 1 }, 4, unet, binaryCrossEntropy()),
  cnn: net('small CNN', { size: 64, filters: 32, classes: 7 }, 16, cnn, softmaxCrossEntropy),
  resnet18: net('ResNet-18', { size: 64, filters: 64, classes: 7 }, 16, resnet18, softmaxCrossEntropy),
  inception: net('Inception net', { size: 64, filters: 64, classes: 7 }, 16, inception, softmaxCrossEntropy),
} satisfies Record<string, Net>;

type Graph = (x: SymbolicTensor, options: NetOptions) => SymbolicTensor;

function net(title: string, options: NetOptions, batch: number, graph: Graph, loss: Loss): Net {
  const build = (changes: Partial<NetOptions> = {}) => {
    const all = { ...options, ...changes };
    const x = input({ shape: [all.size, all.size, 3], name: 'image' });
    return model({ inputs: x, outputs: graph(x, all) });
  };
  return { title, options, batch, build, loss };
}

function softmaxCrossEntropy(targets: tf.Tensor, logits: tf.Tensor): tf.Scalar {
  return tf.losses.softmaxCrossEntropy(targets, logits);
}

/**
 * Two convolutions a stage, four times halved by max pooling, doubled back by transposed convolution beside the skips.
 * Ronneberger et al. (2015), arXiv:1505.04597. Layers are named as in `unet` of `tfjs-blocks/models`.
 */
function unet(x: SymbolicTensor, { filters, classes }: NetOptions): SymbolicTensor {
  const skips: SymbolicTensor[] = [];
  for (let level = 0; level < 4; level++) {
    const skip = doubleConv(x, `encoder${level}`, filters * 2 ** level);
    skips.push(skip);
    x = maxPool(skip, `encoder${level}`, 2, 2);
  }
  x = doubleConv(x, 'bottom4', filters * 16);
  for (let level = 3; level >= 0; level--) {
    const [name, width] = [`decoder${level}`, filters * 2 ** level];
    const up = layers.conv2dTranspose({
      filters: width, kernelSize: 2, strides: 2, padding: 'same', kernelInitializer: initial(), name: `${name}_up`,
    });
    x = doubleConv(concat([up.apply(x) as SymbolicTensor, skips[level]], name), name, width);
  }
  return layers.conv2d({
    filters: classes, kernelSize: 1, kernelInitializer: initial(), name: 'logits_conv',
  }).apply(x) as SymbolicTensor;
}

function doubleConv(x: SymbolicTensor, name: string, filters: number): SymbolicTensor {
  return convBlock(convBlock(x, `${name}_1`, filters, 3), `${name}_2`, filters, 3);
}

/** Three times convolution and pooling. */
function cnn(x: SymbolicTensor, { filters, classes }: NetOptions): SymbolicTensor {
  for (let stage = 0; stage < 3; stage++) {
    x = maxPool(convBlock(x, `stage${stage}`, filters * 2 ** stage, 3), `stage${stage}`, 2, 2);
  }
  return classify(x, classes);
}

/** Four stages of two basic blocks. He et al. (2015), arXiv:1512.03385. */
function resnet18(x: SymbolicTensor, { filters, classes }: NetOptions): SymbolicTensor {
  x = maxPool(convBlock(x, 'stem', filters, 7, 2), 'stem', 3, 2);
  for (let stage = 0; stage < 4; stage++) {
    const width = filters * 2 ** stage;
    x = basicBlock(x, `stage${stage}_0`, width, stage > 0);
    x = basicBlock(x, `stage${stage}_1`, width, false);
  }
  return classify(x, classes);
}

/** Two convolutions and a shortcut, which is projected where the block halves the image. */
function basicBlock(x: SymbolicTensor, name: string, filters: number, halve: boolean): SymbolicTensor {
  const strides = halve ? 2 : 1;
  const first = convBlock(x, `${name}_1`, filters, 3, strides);
  const second = convNorm(first, `${name}_2`, filters, 3);
  const shortcut = halve ? convNorm(x, `${name}_shortcut`, filters, 1, strides) : x;
  return relu(layers.add({ name: `${name}_add` }).apply([second, shortcut]) as SymbolicTensor, name);
}

/** The stem and modules 3a, 3b and 4a of GoogLeNet. Szegedy et al. (2014), arXiv:1409.4842. */
function inception(x: SymbolicTensor, { filters, classes }: NetOptions): SymbolicTensor {
  const width = (ofGoogLeNet: number) => Math.max(1, Math.round((ofGoogLeNet * filters) / 64));
  const module = (y: SymbolicTensor, name: string, ...widths: number[]) => inceptionBlock(y, name, widths.map(width));
  x = maxPool(convBlock(x, 'stem1', width(64), 7, 2), 'stem1', 3, 2);
  x = convBlock(convBlock(x, 'stem2', width(64), 1), 'stem3', width(192), 3);
  x = maxPool(x, 'stem3', 3, 2);
  x = module(x, '3a', 64, 96, 128, 16, 32, 32);
  x = module(x, '3b', 128, 128, 192, 32, 96, 64);
  x = module(maxPool(x, '3b', 3, 2), '4a', 192, 96, 208, 16, 48, 64);
  return classify(x, classes);
}

/** Branches of 1 × 1, 1 × 1 → 3 × 3, 1 × 1 → 5 × 5, and 3 × 3 max pooling → 1 × 1, one after the other in channels. */
function inceptionBlock(x: SymbolicTensor, name: string, widths: number[]): SymbolicTensor {
  const [b1, reduce3, b3, reduce5, b5, pool] = widths;
  return concat([
    convBlock(x, `${name}_b1`, b1, 1),
    convBlock(convBlock(x, `${name}_reduce3`, reduce3, 1), `${name}_b3`, b3, 3),
    convBlock(convBlock(x, `${name}_reduce5`, reduce5, 1), `${name}_b5`, b5, 5),
    convBlock(maxPool(x, `${name}_project`, 3, 1), `${name}_project`, pool, 1),
  ], name);
}

function classify(x: SymbolicTensor, classes: number): SymbolicTensor {
  const pooled = layers.globalAveragePooling2d({ name: 'mean' }).apply(x);
  return layers.dense({ units: classes, name: 'logits' }).apply(pooled) as SymbolicTensor;
}

function convBlock(x: SymbolicTensor, name: string, filters: number, kernelSize: number, strides = 1): SymbolicTensor {
  return relu(convNorm(x, name, filters, kernelSize, strides), name);
}

function convNorm(x: SymbolicTensor, name: string, filters: number, kernelSize: number, strides = 1): SymbolicTensor {
  const y = layers.conv2d({
    filters, kernelSize, strides, padding: 'same', useBias: false, kernelInitializer: initial(), name: `${name}_conv`,
  }).apply(x);
  return layers.batchNormalization({ momentum: 0.9, name: `${name}_bn` }).apply(y) as SymbolicTensor;
}

function relu(x: SymbolicTensor, name: string): SymbolicTensor {
  return layers.activation({ activation: 'relu', name: `${name}_relu` }).apply(x) as SymbolicTensor;
}

function maxPool(x: SymbolicTensor, name: string, poolSize: number, strides: number): SymbolicTensor {
  return layers.maxPooling2d({ poolSize, strides, padding: 'same', name: `${name}_pool` }).apply(x) as SymbolicTensor;
}

function concat(parts: SymbolicTensor[], name: string): SymbolicTensor {
  return layers.concatenate({ name: `${name}_concat` }).apply(parts) as SymbolicTensor;
}

function initial() {
  return initializers.heUniform({ seed: 1 });
}
