/**
 * Attention gate: what the coarser level of a U-Net knows decides which pixels of a skip pass.
 *
 *     α = upsample(σ(ψ ∗ relu(θ ∗ skip + φ ∗ gate)))  in [0, 1], one for each pixel
 *     y = α · skip
 *
 * θ is a 2 × 2 convolution with strides 2 and brings the skip to the size of the gate; φ and ψ are 1 × 1, ψ with one channel;
 * α grows to the size of the skip by bilinear interpolation.
 *
 * O. Oktay et al. (2018), "Attention U-Net: learning where to look for the pancreas", arXiv:1804.03999.
 */
import { layers } from '@tensorflow/tfjs-layers';
import type { Fits } from '../shapes/fits';
import type { Times } from '../shapes/size';
import type { Dim, Sym } from '../shapes/sym';
import { activate } from './activation';
import { addition } from './add';
import { convBlock } from './convBlock';
import { mapBlock } from './mapBlock';
import { upsample } from './upsample';
import { checkTwice } from './twice';
import { layerName } from './weights';
import type { WeightOptions } from './weights';

/** Options of {@link attentionGate}. */
export interface AttentionGateOptions extends WeightOptions {
  /** Channels of the sum inside; the paper takes half those of the skip or as many. */
  filters: number;
}

type FeatureMap = Sym<readonly [Dim, Dim, Dim, number]>;

/**
 * A block gate [B, H, W, C] with skip [B, 2H, 2W, D] → [B, 2H, 2W, D].
 *
 * Layers: `${name}_theta_conv`, `${name}_phi_conv`, `${name}_add`, `${name}_relu`, `${name}_psi_conv`, `${name}_psi_sigmoid`,
 * `${name}_up`, `${name}_multiply`.
 *
 * @throws where `filters` is no positive integer, or the skip is not twice as high and wide as the gate
 * @example
 * const y = attentionGate({ filters: 8 })(input([32, 32, 64]), input([64, 64, 16]));     // Sym<[null, 64, 64, 16]>
 */
export function attentionGate({ filters, ...options }: AttentionGateOptions) {
  const part = (name: string) => layerName(options.name, name);
  const linear = { ...options, filters, norm: 'none', activation: 'linear' } as const;
  const theta = convBlock({ ...linear, kernelSize: 2, strides: 2, name: part('theta') });
  const phi = convBlock({ ...linear, kernelSize: 1, name: part('phi') });
  const psi = convBlock({ ...linear, filters: 1, kernelSize: 1, activation: 'sigmoid', name: part('psi') });
  const relu = activate('relu', { name: part('relu') });
  const sum = addition({ name: part('add') });
  const grow = upsample({ kind: 'bilinear', name: part('up') });
  const multiply = layers.multiply({ name: part('multiply') });

  return mapBlock('attentionGate', <
    B extends Dim, H extends Dim, W extends Dim, C extends number, H2 extends Dim, W2 extends Dim, D extends number,
  >(
    gate: Sym<readonly [B, H, W, C]>,
    skip: Sym<readonly [Dim, H2, W2, D]> & Fits<H2, W2, Times<H, 2>, Times<W, 2>>,
  ) => {
    checkTwice('attentionGate', 'gate', gate, skip);
    const [projected, reduced] = [phi(gate as FeatureMap), theta(skip as FeatureMap)];
    const alpha = grow(psi(relu(sum(projected, reduced))));
    return multiply.apply([skip, alpha]) as Sym<readonly [B, Times<H, 2>, Times<W, 2>, D]>;
  }, ['gate', 'skip']);
}
