/**
 * Weights of Keras in a model of ours. The layouts are the same, so a family's map of names is all it takes, with two
 * differences that leave every number of the net as it is:
 *
 * - a batch norm that Keras made with `scale=False` or `center=False` gets γ = 1 or β = 0;
 * - a bias b before a batch norm, which takes it away again, goes into its moving mean: μ − b.
 *
 * In Python, `save_file({w.path: numpy.asarray(w) for w in model.weights}, 'net.safetensors')` of `safetensors.numpy` writes
 * the weights under the names that are expected here, and so does `readWeights` of a model that tfjs loaded.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { LayerNames } from '../models/backbone';
import { invalid } from '../shapes/check';
import { loadNamed, type LoadReport, otherName, type Value, type Wanted } from './loadNamed';
import type { NamedArray } from './safetensorsHeader';

/** Options of {@link loadKerasWeights}. */
export interface KerasOptions {
  /** The map of the family, as `resnetKerasNames`, or your own; default: the layers have the same names in Keras. */
  names?: LayerNames;
  /** What the layer names of the model begin with, as `resnet50`; the map begins after it. Default: it begins with the name. */
  prefix?: string;
  /** Whether a weight that is missing or of another shape is an error; default true. Else it stays as it was. */
  strict?: boolean;
}

/**
 * Set a model's weights from those of Keras, whose keys are `layer/weight` as `conv1_conv/kernel`; layers whose names do not
 * begin with the prefix stay as they are.
 *
 * @throws where nothing fits, or with `strict` where a weight is missing; the model is then unchanged
 * @example
 * const { tensors } = decodeSafetensors(bytes);
 * const report = loadKerasWeights(model, tensors, { names: resnetKerasNames, prefix: 'resnet50' });
 */
export function loadKerasWeights(model: LayersModel, tensors: Record<string, NamedArray>, options: KerasOptions = {}): LoadReport {
  if ((options as KerasOptions | null) === null) throw invalid('options', 'loadKerasWeights', 'an object', options);
  const { names = [[/^(?=.)/, '']], prefix, strict = true } = options;
  const find = (key: string): NamedArray | undefined => (Object.hasOwn(tensors, key) ? tensors[key] : undefined);
  const folded = new Set<string>();

  const keyOf = ({ theirs = '?', part }: Wanted): string => {
    const key = `${theirs}/${part}`;
    // What tfjs calls depthwise_kernel is a kernel in Keras 3.
    return part === 'depthwise_kernel' && !find(key) ? `${theirs}/kernel` : key;
  };

  /** The bias in Keras of the convolution before a norm, where ours has none and gives its result to the norm alone. */
  const biasBefore = ({ layer, shape }: Wanted): NamedArray | undefined => {
    const [before] = (layer.inboundNodes[0]?.inboundLayers ?? []) as (layers.Layer | undefined)[];
    if (before?.outboundNodes.length !== 1 || before.weights.some(({ originalName }) => originalName.endsWith('/bias'))) return undefined;
    const key = `${otherName(prefix ? before.name.slice(prefix.length + 1) : before.name, names) ?? '?'}/bias`;
    const bias = find(key);
    if (String(bias?.shape) !== String(shape)) return undefined;
    folded.add(key);
    return bias;
  };

  const valueOf = (given: NamedArray | undefined, wanted: Wanted): Value | undefined => {
    const { part, shape, theirs } = wanted;
    if (given) {
      const bias = part === 'moving_mean' ? biasBefore(wanted) : undefined;
      return { shape: [...given.shape], tensor: () => (bias ? tf.sub(tensorOf(given), tensorOf(bias)) : tensorOf(given)) };
    }
    if (!find(`${theirs}/moving_mean`) || (part !== 'gamma' && part !== 'beta')) return undefined;
    return { shape, tensor: () => (part === 'gamma' ? tf.ones(shape) : tf.zeros(shape)) };
  };

  const isIdle = (key: string) => folded.has(key);
  return loadNamed(model, tensors, { where: 'loadKerasWeights', names, prefix, strict, isIdle, keyOf, valueOf });
}

function tensorOf({ data, shape }: NamedArray): tf.Tensor {
  return tf.tensor(data, [...shape], 'float32');
}
