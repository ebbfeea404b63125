/** Activations, by name. */
import { layers } from '@tensorflow/tfjs-layers';
import { checkOneOf } from '../shapes/check';
import type { Dim, Sym } from '../shapes/sym';
import { layerName } from './weights';

const activations = ['linear', 'relu', 'relu6', 'elu', 'selu', 'gelu', 'swish', 'mish', 'sigmoid', 'tanh', 'softplus', 'softmax'] as const;

/** The non-linearity of a block. */
export type Activation = (typeof activations)[number];

/** Throws unless it is an activation. */
export function checkActivation(where: string, activation: unknown): void {
  checkOneOf(where, 'activation', activation, activations);
}

/** The layer `${name}_${activation}`; `linear` needs none. */
export function activationLayers(activation: Activation, name: string | undefined): layers.Layer[] {
  return activation === 'linear' ? [] : [layers.activation({ activation, name: layerName(name, activation) })];
}

/**
 * An activation as a block: [B, …, C] → the same shape.
 *
 * @throws where the name is unknown
 * @example
 * const y = activate('swish')(x);
 */
export function activate(activation: Activation, { name }: { name?: string } = {}): <S extends readonly Dim[]>(x: Sym<S>) => Sym<S> {
  checkActivation('activate', activation);
  const layer = layers.activation({ activation, name });
  return <S extends readonly Dim[]>(x: Sym<S>) => layer.apply(x) as Sym<S>;
}
