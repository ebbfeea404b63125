/**
 * Weights of PyTorch in a model of ours: a family's map says what its layers are called there, and the layouts follow
 * from the layers. A kernel [out, in, h, w] becomes [h, w, in, out]; a dense layer [out, in] becomes [in, out], and where
 * an image was flattened before it, channels move from first to last.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor, layers } from '@tensorflow/tfjs-layers';
import type { TorchNames } from '../models/backbone';
import { loadNamed, type LoadReport, type Value, type Wanted } from './loadNamed';
import type { NamedArray } from './safetensorsHeader';

/** Options of {@link loadTorchWeights}. */
export interface TorchOptions {
  /** The map of the family, as `resnetTorchNames`. */
  names: TorchNames;
  /** What the layer names of the model begin with, as `resnet18`. */
  prefix: string;
  /** Whether a weight that is missing or of another shape is an error; default true. Else it stays as it was. */
  strict?: boolean;
}

/**
 * Set a model's weights from those of PyTorch; layers whose names do not begin with the prefix stay as they are.
 *
 * @throws where nothing fits, or with `strict` where a weight is missing; the model is then unchanged
 * @example
 * const { tensors } = decodeSafetensors(bytes);
 * const report = loadTorchWeights(model, tensors, { names: resnetTorchNames, prefix: 'resnet18' });
 */
export function loadTorchWeights(model: LayersModel, tensors: Record<string, NamedArray>, options: TorchOptions): LoadReport {
  const { names, prefix, strict = true } = options;
  const report = loadNamed(model, tensors, {
    where: 'loadTorchWeights', names, prefix, strict,
    keyOf: ({ theirs = '?', part }) => `${theirs}.${parts[part] ?? part}`,
    valueOf: (given, wanted) => given && inOurLayout(given, wanted),
  });
  return { ...report, unused: report.unused.filter((key) => !key.endsWith('.num_batches_tracked')) };
}

/** The last parts of names; those that are left out are the same. */
const parts: Record<string, string | undefined> = {
  kernel: 'weight', depthwise_kernel: 'weight', gamma: 'weight', beta: 'bias', alpha: 'weight',
  moving_mean: 'running_mean', moving_variance: 'running_var',
};

function inOurLayout({ shape, data }: NamedArray, { layer, part }: Wanted): Value {
  const image = part === 'kernel' && shape.length === 2 ? flattenedImage(layer) : undefined;
  const source = image ? [shape[0], image[2], image[0], image[1]] : [...shape];
  const order = { 2: [1, 0], 4: [2, 3, 1, 0] }[source.length] ?? [...source.keys()];
  const turned = order.map((axis) => source[axis]);
  return {
    shape: image ? [shape[1], shape[0]] : part === 'depthwise_kernel' ? perChannel(turned, layer) : turned,
    tensor() {
      return tf.reshape(tf.transpose(tf.tensor(data, source, 'float32'), order), this.shape);
    },
  };
}

/** [h, w, 1, C·m] → [h, w, C, m]. */
function perChannel([height, width, one, filters]: number[], layer: layers.Layer): number[] {
  const channels = layer.weights[0].shape[2] as number;
  return one === 1 ? [height, width, channels, filters / channels] : [height, width, one, filters];
}

/** [H, W, C] of the image that a Flatten before this layer laid out, if there is one. */
function flattenedImage(layer: layers.Layer): number[] | undefined {
  const [before, ...others] = (layer.inboundNodes[0]?.inboundLayers ?? []) as layers.Layer[];
  if (!before || others.length > 0) return undefined;
  if (before.getClassName() === 'Flatten') return (before.input as SymbolicTensor).shape.slice(1) as number[];
  // Dropout, activations and norms leave the places of the numbers as they are.
  return (before.output as SymbolicTensor).rank === 2 && before.getClassName() !== 'Dense' ? flattenedImage(before) : undefined;
}
