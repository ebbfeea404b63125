/**
 * Weights of PyTorch in a model of ours: a family's map says what its layers are called there, and the layouts follow
 * from the layers. A kernel [out, in, h, w] becomes [h, w, in, out]; a dense layer [out, in] becomes [in, out], and where
 * an image was flattened before it, channels move from first to last.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor, layers } from '@tensorflow/tfjs-layers';
import type { TorchNames } from '../models/backbone';
import { invalid } from '../shapes/check';
import { type NamedArray, sizeOf } from './safetensorsHeader';

/** What {@link loadTorchWeights} found. */
export interface TorchReport {
  /** Keys of PyTorch by the name of our weight. */
  loaded: Record<string, string>;
  /** Weights of the model that got none, as `name (key)`, with the reason where there is one of another shape. */
  missing: string[];
  /** Keys that no weight took. */
  unused: string[];
}

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
export function loadTorchWeights(model: LayersModel, tensors: Record<string, NamedArray>, options: TorchOptions): TorchReport {
  const { names, prefix, strict = true } = options;
  const report: TorchReport = { loaded: {}, missing: [], unused: [] };
  const writes: (() => void)[] = [];
  for (const layer of model.layers.filter(({ name }) => name.startsWith(`${prefix}_`))) {
    const torchName = torchNameOf(layer.name.slice(prefix.length + 1), names);
    for (const weight of layer.weights) {
      const part = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      const key = `${torchName ?? '?'}.${parts[part] ?? part}`;
      const given = tensors[key] as NamedArray | undefined;
      const value = given?.data.length === sizeOf(given?.shape ?? [NaN]) ? inOurLayout(given as NamedArray, layer, part) : undefined;
      if (!value || String(value.shape) !== String(weight.shape)) {
        report.missing.push(`${weight.originalName} [${weight.shape}] (${key}${given ? ` [${given.shape}]` : ''})`);
        continue;
      }
      report.loaded[weight.originalName] = key;
      writes.push(() => weight.write(value.tensor()));
    }
  }
  const taken = new Set(Object.values(report.loaded));
  report.unused = Object.keys(tensors).filter((key) => !taken.has(key) && !key.endsWith('.num_batches_tracked'));
  if (writes.length === 0) throw invalid('prefix', 'loadTorchWeights', 'one with which layers begin that the tensors fit', prefix);
  if (strict && report.missing.length > 0) {
    const [first, ...others] = report.missing;
    throw new Error(`Invalid tensors in loadTorchWeights: expected ${first}${others.length ? ` and ${others.length} more` : ''}; received no such.`);
  }
  tf.tidy(() => writes.forEach((write) => write()));
  return report;
}

/** The last parts of names; those that are left out are the same. */
const parts: Record<string, string | undefined> = {
  kernel: 'weight', depthwise_kernel: 'weight', gamma: 'weight', beta: 'bias', alpha: 'weight',
  moving_mean: 'running_mean', moving_variance: 'running_var',
};

function torchNameOf(layer: string, names: TorchNames): string | undefined {
  const rule = names.find(([pattern]) => pattern.test(layer));
  return rule && layer.replace(...rule);
}

/** The shape that it will have, and how to make it. */
function inOurLayout({ shape, data }: NamedArray, layer: layers.Layer, part: string) {
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
