/** Activations, by name. */
import { layers } from '@tensorflow/tfjs-layers';
import { geluTanh, hardSigmoid, hardSwish } from '../layers/activations';
import { prelu } from '../layers/prelu';
import { checkOneOf, checkRange } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { applyLayers } from './applyLayers';
import { layerName } from './weights';

const stock = ['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'swish', 'mish', 'sigmoid', 'tanh', 'softplus', 'softmax'] as const;

/** What tfjs's activation layer has not. */
const own = { geluTanh, hardSigmoid, hardSwish, prelu };

/**
 * The non-linearity of a block. Among them:
 *
 * - `gelu`: x·Φ(x), with Φ of the normal distribution; `geluTanh`: approximated by tanh;
 * - `swish`: x·sigmoid(x), SiLU in PyTorch; `mish`: x·tanh(softplus(x));
 * - `hardSigmoid`: relu6(x + 3) / 6, and `hardSwish`: x times that, as in PyTorch and Keras 3;
 * - `leakyRelu`: x where x > 0, else alpha·x; `prelu`: so, too, with an alpha for each channel that is learned and 0.25 at first;
 * - `softmax`: over the channels.
 */
export type Activation = (typeof stock)[number] | keyof typeof own | { kind: 'leakyRelu'; alpha: number };

/** Throws unless it is an {@link Activation}. */
export function checkActivation(where: string, activation: Activation, argument = 'activation'): void {
  if (typeof activation !== 'object' || activation === null) {
    return checkOneOf(where, argument, activation, [...stock, ...Object.keys(own)]);
  }
  checkOneOf(where, `${argument}.kind`, activation.kind, ['leakyRelu']);
  checkRange(where, `${argument}.alpha`, activation.alpha, 0, Infinity);
}

/** The layer `${name}_${activation}`, as `${name}_relu`; `linear` needs none. */
export function activationLayers(activation: Activation, name: string | undefined): layers.Layer[] {
  if (activation === 'linear') return [];
  return [activationLayer(activation, layerName(name, typeof activation === 'string' ? activation : activation.kind))];
}

function activationLayer(activation: Activation, name: string | undefined): layers.Layer {
  if (typeof activation !== 'string') return layers.leakyReLU({ alpha: activation.alpha, name });
  return isOwn(activation) ? own[activation]({ name }) : layers.activation({ activation, name });
}

function isOwn(activation: string): activation is keyof typeof own {
  return Object.hasOwn(own, activation);
}

/**
 * An activation as a block: [B, …, C] → the same shape.
 *
 * @throws where the name is unknown, or alpha out of its range
 * @example
 * const y = activate('swish')(x);
 * const z = activate({ kind: 'leakyRelu', alpha: 0.2 })(x);
 */
export function activate(activation: Activation, { name }: { name?: string } = {}): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  checkActivation('activate', activation);
  const layer = activationLayer(activation, name);
  return <S extends readonly Dim[]>(x: Sym<S>) => applyLayers('activate', [layer], x) as Sym<S>;
}
