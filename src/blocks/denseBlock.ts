/**
 * The dense block of DenseNet: every layer sees the channels of all layers before it, and adds `growthRate` of its own.
 *
 *     x_{l+1} = [x_l, conv3×3(relu(norm(conv1×1(relu(norm(x_l))))))]        C → C + layers·growthRate channels
 *
 * The 1 × 1 convolution brings the channels down to `bottleneck`·growthRate first. G. Huang et al. (2017), "Densely connected
 * convolutional networks", arXiv:1608.06993 (DenseNet-B).
 */
import { conv2d } from '../layers/conv2d';
import { checkPositiveIntegers } from '../shapes/check';
import type { Plus, Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { concatenation } from './concat';
import { convBlock } from './convBlock';
import { mapBlock } from './mapBlock';
import { checkNorm, type Norm, normLayers } from './norm';
import { kernelInitializer, layerName, regularizer } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link denseBlock}. */
export interface DenseBlockOptions<G extends number = number, L extends number = number> extends WeightOptions {
  /** Channels that each layer adds. */
  growthRate: G;
  /** How many layers. */
  layers: L;
  /** Channels between the two convolutions of a layer, in growth rates; default 4. */
  bottleneck?: number;
  /** Default batch normalisation with momentum 0.9 and epsilon 1e-3. */
  norm?: Norm;
  /** Default `relu`. */
  activation?: Activation;
}

type Layer4D = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * A block [B, H, W, C] → [B, H, W, C + layers·growthRate].
 *
 * Layers of the i-th, from 1: `${name}_${i}_bn`, `${name}_${i}_relu`, those of `convBlock` as `${name}_${i}_bottleneck`,
 * `${name}_${i}_conv`, `${name}_${i}_concat`. Applied twice, it shares their weights.
 *
 * @throws where an option is out of its range
 * @example
 * const y = denseBlock({ growthRate: 32, layers: 6 })(input([56, 56, 64]));    // Sym<[null, 56, 56, 256]>
 */
export function denseBlock<const G extends number, const L extends number>(options: DenseBlockOptions<G, L>) {
  const { growthRate, layers: count, bottleneck = 4 } = options;
  checkPositiveIntegers('denseBlock', { growthRate, layers: count, bottleneck });
  const dense = Array.from({ length: count }, (_, i) => denseLayer({ ...options, bottleneck, name: layerName(options.name, `${i + 1}`) }));
  return mapBlock('denseBlock', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) =>
    dense.reduce((y, layer) => layer(y), x as Layer4D) as Sym<readonly [B, H, W, Plus<C, Times<G, L> & number>]>);
}

function denseLayer({ growthRate, bottleneck = 4, norm = { kind: 'batch' }, activation = 'relu', name, ...weights }: DenseBlockOptions) {
  checkActivation('denseBlock', activation);
  checkNorm('denseBlock', norm);
  const before = [...normLayers(norm, name), ...activationLayers(activation, name)];
  const narrow = convBlock<number, 1>({
    ...weights, filters: bottleneck * growthRate, kernelSize: 1, norm, activation, name: layerName(name, 'bottleneck'),
  });
  const conv = conv2d({
    filters: growthRate, kernelSize: 3, useBias: norm === 'none',
    kernelInitializer: kernelInitializer('denseBlock', { ...weights, name }, 'conv'),
    kernelRegularizer: regularizer('denseBlock', weights.kernelRegularizer),
    name: layerName(name, 'conv'),
  });
  const join = concatenation({ name: layerName(name, 'concat') });
  return (x: Layer4D): Layer4D => {
    const activated = before.reduce((y, layer) => layer.apply(y) as Layer4D, x);
    return join(x, conv.apply(narrow(activated)) as Layer4D);
  };
}
