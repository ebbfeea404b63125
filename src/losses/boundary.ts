/**
 * Losses by distance from the true outline: a pixel that is wrong costs the more, the farther it is from it. They complement an area
 * loss such as Dice, which small masks make noisy.
 *
 *     boundary   mean over the pixels of p·φ,   φ = distance to the mask outside of it, 1 − distance to the outside inside
 *     Hausdorff  mean over the pixels of (p − t)²·(D(p)^α + D(t)^α),   D = distance to the mask or to the outside, of p > ½
 *
 * p = σ(z) or softmax(z). φ and D are 0 for a mask that is empty or the whole image. They are computed from the targets (and from p)
 * with `signedDistance`, on the device.
 *
 * H. Kervadec, J. Bouchtiba, C. Desrosiers, E. Granger, J. Dolz, I. Ben Ayed (2019), "Boundary loss for highly unbalanced
 * segmentation", arXiv:1812.07032. D. Karimi, S. E. Salcudean (2019), "Reducing the Hausdorff distance in medical image segmentation
 * with convolutional neural networks", arXiv:1904.10030. Both as in MONAI.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { signedDistance } from '../ops/distanceTransform';
import { checkRange, invalid } from '../shapes/check';
import { constant } from './constant';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, foreground, maskTargets, pixelAxes, reduceMasks } from './overlap';
import type { MaskLossOptions } from './overlap';

/** Options of {@link boundary}. */
export type BoundaryOptions<R extends Reduction = Reduction> = MaskLossOptions<R>;

/** Options of {@link hausdorff}. */
export interface HausdorffOptions<R extends Reduction = Reduction> extends MaskLossOptions<R> {
  /** α ≥ 0: how much farther pixels count more; default 2. */
  alpha?: number;
}

/**
 * The loss of logits [B, H, W, K], averaged over the masks; negative where the prediction is good. Used with an area loss, and with a
 * weight that grows in training from about 0.01.
 *
 * @throws where an option is out of its range, or targets and logits do not fit
 * @example
 * model.compile({ optimizer, loss: sumLosses([dice(), boundary()], [1, 0.01]) });
 */
export function boundary<R extends Reduction = 'mean'>(options: BoundaryOptions<R> = {}): Loss<R> {
  checkMaskOptions('boundary', options);
  return (targets, logits, weights) => tf.tidy(() => {
    const prepared = masksOf('boundary', targets, logits, weights, options);
    const distance = signedDistance(prepared.targets as Tensor4D);
    return averaged(tf.mul(prepared.p, tf.add(distance, tf.step(tf.neg(distance)))), prepared.weights, logits, options);
  });
}

/**
 * The loss of logits [B, H, W, K], averaged over the masks.
 *
 * @throws where an option is out of its range, or targets and logits do not fit
 * @example
 * model.compile({ optimizer, loss: sumLosses([dice(), hausdorff()], [1, 0.01]) });
 */
export function hausdorff<R extends Reduction = 'mean'>(options: HausdorffOptions<R> = {}): Loss<R> {
  const { alpha = 2 } = options;
  checkMaskOptions('hausdorff', options);
  checkRange('hausdorff', 'alpha', alpha, 0, Infinity);
  return (targets, logits, weights) => tf.tidy(() => {
    const { p, targets: t, weights: w } = masksOf('hausdorff', targets, logits, weights, options);
    const [ofTargets, ofPrediction] = [t, p].map((mask) =>
      constant(mask, () => tf.pow(tf.abs(signedDistance(mask as Tensor4D)), alpha)));
    return averaged(tf.mul(tf.square(tf.sub(p, t)), tf.add(ofTargets, ofPrediction)), w, logits, options);
  });
}

function masksOf(where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, options: MaskLossOptions) {
  if (logits.rank !== 4) throw invalid('logits', where, 'the shape [B, H, W, K]', logits.shape);
  const prepared = maskTargets(where, targets, logits, weights, options);
  return { ...prepared, p: options.activation === 'softmax' ? tf.softmax(logits) : tf.sigmoid(logits) };
}

function averaged(losses: Tensor, weights: Tensor | null, logits: Tensor, options: MaskLossOptions) {
  return reduceMasks(foreground(tf.mean(weights ? tf.mul(losses, weights) : losses, pixelAxes(logits, options.per)), options), options);
}
