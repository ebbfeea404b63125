import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';

/**
 * A loss from logits. The targets come first, as `model.compile({ loss })` of tfjs wants them. No gradient flows to the
 * targets.
 */
export type Loss = (targets: Tensor, logits: Tensor) => Scalar;

/** Throws where the shapes differ: broadcasting [B, H, W] over [B, H, W, 1] would mix up the images. */
export function checkTargets(where: string, targets: Tensor, logits: Tensor): void {
  if (targets.shape.join() === logits.shape.join()) return;
  throw invalid('targets', where, `the shape ${JSON.stringify(logits.shape)} of the logits`, targets.shape);
}
