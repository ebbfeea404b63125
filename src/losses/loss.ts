import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * A loss from logits. The targets come first, as `model.compile({ loss })` of tfjs wants them. No gradient flows to the
 * targets.
 */
export type Loss = (targets: Tensor, logits: Tensor) => Scalar;
