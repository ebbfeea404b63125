/**
 * Squeeze and excitation: every channel is weighed by what the means of all channels say.
 *
 *     y = x · gate(W₂ · activation(W₁ · mean(x) + b₁) + b₂),   mean over all pixels,   W₁: C → C / ratio,   W₂: C / ratio → C
 *
 * J. Hu, L. Shen, S. Albanie, G. Sun, E. Wu (2017), "Squeeze-and-excitation networks", arXiv:1709.01507.
 */
import { layers } from '@tensorflow/tfjs-layers';
import type { Dim, Sym } from '../shapes/sym';
import { type Activation, activationLayers, checkActivation } from './activation';
import { type ChannelAttentionOptions, channelMlp, checkChannelAttention } from './channelMlp';
import { globalAveragePool } from './globalPool';
import { mapBlock } from './mapBlock';
import { layerName } from './weights';

/** Options of {@link squeezeExcite}. */
export interface SqueezeExciteOptions extends ChannelAttentionOptions {
  /** Gives the weights of the channels; default `sigmoid`. */
  gate?: Activation;
}

/**
 * A block [B, H, W, C] → the same shape.
 *
 * Layers: `${name}_average`, `${name}_average_keep`, `${name}_reduce_conv`, `${name}_reduce_${activation}`, `${name}_expand_conv`,
 * `${name}_${gate}`, `${name}_multiply`.
 *
 * @throws where an option is out of its range
 * @example
 * const y = squeezeExcite({ ratio: 4 })(input([32, 32, 16]));     // Sym<[null, 32, 32, 16]>
 */
export function squeezeExcite(options: SqueezeExciteOptions = {}) {
  const { gate = 'sigmoid', name, ...mlp } = options;
  checkChannelAttention('squeezeExcite', options);
  checkActivation('squeezeExcite', gate, 'gate');
  const squeeze = globalAveragePool({ keepDims: true, name: layerName(name, 'average') });
  const excite = channelMlp({ ...mlp, name });
  const gates = activationLayers(gate, name);
  const multiply = layers.multiply({ name: layerName(name, 'multiply') });
  return mapBlock('squeezeExcite', <B extends Dim, H extends Dim, W extends Dim, C extends number>(x: Sym<readonly [B, H, W, C]>) => {
    const weights = gates.reduce<Sym>((y, layer) => layer.apply(y) as Sym, excite(squeeze(x)));
    return multiply.apply([x, weights]) as Sym<readonly [B, H, W, C]>;
  });
}
