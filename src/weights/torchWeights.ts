/**
 * Weights of PyTorch in a model of ours: a family's map says what its layers are called there, and the layouts follow
 * from the layers. A kernel [out, in, h, w] becomes [h, w, in, out]; a dense layer [out, in] becomes [in, out]; and where an image is laid
 * out in a row, or a row becomes an image, channels move from first to last in all that has weights on that row.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { TorchNames } from '../models/backbone';
import { checkArguments, loadNamed, type LoadReport, type Value, type Wanted } from './loadNamed';
import type { NamedArray } from './safetensorsHeader';
import { innermost, type Order, type OrderOf, torchOrders } from './torchOrder';

/** Options of {@link loadTorchWeights}. */
export interface TorchOptions {
  /** The map of the family, as `resnetTorchNames`. */
  names: TorchNames;
  /** What the layer names of the model begin with, as `resnet18`; the map begins after it. Default: it begins with the name. */
  prefix?: string;
  /** Whether a weight that is missing, of another shape or without a place in our layer is an error; default true. Else it is reported. */
  strict?: boolean;
}

/**
 * Set a model's weights from those of PyTorch; layers whose names do not begin with the prefix stay as they are, those of models within
 * the model are taken by their own names. Keys may begin with `module.` or `_orig_mod.`, as wrapped modules write them. A batch norm
 * without weights gets γ = 1 and β = 0, and so does an instance norm, which in PyTorch has none by default.
 *
 * @throws where nothing fits, or with `strict` where a weight is missing or has no place, or a model within the model is passed over though
 * keys are left, other than `num_batches_tracked`, which PyTorch counts in each batch norm and nothing here needs;
 * where layers mix numbers of an image that lie in another order in PyTorch. The model is then unchanged
 * @example
 * const { tensors } = decodeSafetensors(bytes);
 * const report = loadTorchWeights(model, tensors, { names: resnetTorchNames, prefix: 'resnet18' });
 */
export function loadTorchWeights(model: LayersModel, tensors: Record<string, NamedArray>, options: TorchOptions): LoadReport {
  checkArguments('loadTorchWeights', model, tensors, options);
  const { names, prefix, strict = true } = options;
  const find = keysOf(tensors);
  const has = (key: string) => Object.hasOwn(tensors, find(key));
  const orderOf = torchOrders(model, (name) => name.startsWith(prefix ? `${prefix}_` : ''));
  return loadNamed(model, tensors, {
    where: 'loadTorchWeights', names, prefix, strict, find,
    isIdle: (key) => key.endsWith('.num_batches_tracked'),
    keyOf: ({ theirs = '?', part }) => `${theirs}.${parts[part] ?? part}`,
    valueOf(given, wanted) {
      const { layer, part, shape, theirs } = wanted;
      if (given) return inOurLayout(given, wanted, orderOf);
      const affine = part === 'gamma' || part === 'beta';
      if (!affine || theirs === undefined || has(`${theirs}.weight`) || has(`${theirs}.bias`)) return undefined;
      if (!has(`${theirs}.running_mean`) && !isInstanceNorm(layer)) return undefined;
      return { shape, tensor: () => (part === 'gamma' ? tf.ones(shape) : tf.zeros(shape)) };
    },
    fault(layer, theirs, isTaken) {
      const left = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${theirs}.${part}`).find((key) => has(key) && !isTaken(key));
      return left && !layer.weights.some(({ originalName }) => fits(left, originalName))
        ? `expected a place for ${left} in the layer ${layer.name}, which has none` : undefined;
    },
  });
}

/** The last parts of names; those that are left out are the same. */
const parts: Record<string, string | undefined> = {
  kernel: 'weight', depthwise_kernel: 'weight', gamma: 'weight', beta: 'bias', alpha: 'weight', embeddings: 'weight',
  moving_mean: 'running_mean', moving_variance: 'running_var',
};

/** Whether a key would be that of a weight, by its last part. */
function fits(key: string, weight: string): boolean {
  const part = weight.slice(weight.lastIndexOf('/') + 1);
  return key.endsWith(`.${parts[part] ?? part}`);
}

/** Whether each channel is a group. */
function isInstanceNorm(layer: layers.Layer): boolean {
  return layer.getClassName() === 'GroupNormalization' && layer.getConfig().groups === layer.weights[0].shape[0];
}

/** Finds keys whatever wrappers have put before them. */
function keysOf(tensors: Record<string, NamedArray>): (key: string) => string {
  const bare = new Map<string, string>();
  for (const key of Object.keys(tensors)) {
    const name = key.replaceAll('_orig_mod.', '').replace(/^(module\.)+/, '');
    bare.set(name, bare.has(name) && !Object.hasOwn(tensors, name) ? '' : key);
  }
  return (key) => (Object.hasOwn(tensors, key) ? key : bare.get(key) || key);
}

/** Axes of a kernel by its rank: [out, in, …] → […, in, out]. */
const axes: Record<number, number[] | undefined> = { 2: [1, 0], 3: [2, 1, 0], 4: [2, 3, 1, 0], 5: [2, 3, 4, 1, 0] };

function inOurLayout({ shape, data }: NamedArray, { layer, part, shape: wanted }: Wanted, orderOf: OrderOf): Value {
  const given = () => tf.tensor(data, [...shape], 'float32');
  if (part === 'kernel' || part === 'depthwise_kernel') {
    const order = axes[shape.length] ?? [...shape.keys()];
    const turned = order.map((axis) => shape[axis]);
    const dense = part === 'kernel' && innermost(layer).getClassName() === 'Dense' && shape.length === 2;
    return {
      shape: part === 'depthwise_kernel' ? perChannel(turned, layer) : turned,
      tensor() {
        const kernel = tf.transpose(given(), order);
        if (!dense) return tf.reshape(kernel, this.shape);
        return placed(placed(kernel, 0, orderOf(layer, 'inputs')), 1, orderOf(layer, 'outputs'));
      },
    };
  }
  // One number per channel, or one for all.
  const channels = wanted[wanted.length - 1];
  const spread = part === 'alpha' && shape.length === 1 && (shape[0] === 1 || shape[0] === channels);
  const vector = shape.length === 1 && shape[0] === channels;
  return {
    shape: spread ? wanted : [...shape],
    tensor() {
      const numbers = vector ? placed(given(), 0, orderOf(layer, 'outputs')) : given();
      return spread ? tf.broadcastTo(numbers, wanted) : numbers;
    },
  };
}

/** With what is in its place here. */
function placed(tensor: tf.Tensor, axis: number, order: Order): tf.Tensor {
  return order ? tf.gather(tensor, tf.tensor1d([...order], 'int32'), axis) : tensor;
}

/** [h, w, 1, C·m] → [h, w, C, m]. */
function perChannel([height, width, one, filters]: number[], layer: layers.Layer): number[] {
  const channels = layer.weights[0].shape[2] as number;
  return one === 1 ? [height, width, channels, filters / channels] : [height, width, one, filters];
}
