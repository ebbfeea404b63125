/** What normalises a kernel, rather than what it computes. */
import type { layers } from '@tensorflow/tfjs-layers';
import { spectralNormalization } from '../layers/spectralNormalization';
import { stream } from '../random/stream';
import { checkOneOf } from '../shapes/check';
import type { WeightOptions } from './weights';

/** `spectral`: division by the largest singular value, Miyato et al. (2018), arXiv:1802.05957. */
export type KernelNorm = 'none' | 'spectral';

/** The layer under its own name, with the kernel normalised. */
export function normalizedKernel(where: string, layer: layers.Layer, kernelNorm: KernelNorm, { seed, name }: WeightOptions): layers.Layer {
  checkOneOf(where, 'kernelNorm', kernelNorm, ['none', 'spectral']);
  if (kernelNorm === 'none') return layer;
  const own = seed === undefined ? undefined : stream(seed, `${name}_vector_u`).uint32();
  return spectralNormalization({ layer, seed: own, name: name === undefined ? undefined : layer.name });
}
