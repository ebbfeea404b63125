/**
 * Losses by distance from the true outline: a pixel that is wrong costs the more, the farther it is from it. They complement an area
 * loss such as Dice, which small masks make noisy.
 *
 *     boundary   mean over the pixels of p·φ,   φ = distance to the mask outside of it, 1 − distance to the outside inside
 *     Hausdorff  mean over the pixels of (p − t)²·(D(p)^α + D(t)^α),   D = distance to the mask or to the outside, of p ≥ ½
 *
 * p = σ(z) or softmax(z). φ and D are 0 for a mask that is empty or the whole image. They are computed from the targets (and from p)
 * with `signedDistance`, in time linear in the pixels on cpu and wasm, and are constants for the gradient. Distances are those of the
 * whole mask: pixels that are ignored, or weigh nothing, are part of it as p says, never as t says, and have no loss themselves.
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
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * model.compile({ optimizer, loss: sumLosses([dice(), boundary()], [1, 0.01]) });
 */
export function boundary<R extends Reduction = 'mean'>(options: BoundaryOptions<R> = {}): Loss<R> {
  checkMaskOptions('boundary', options);
  return (targets, logits, weights) => tf.tidy(() => {
    const { p, t, w } = masksOf('boundary', targets, logits, weights, options);
    const distance = signedDistance(t);
    const fault = tf.sub(t, t);     // NaN where a target is, of which distances know nothing
    return averaged(tf.mul(p, tf.add(tf.add(distance, fault), tf.step(tf.neg(distance)))), w, options);
  });
}

/**
 * The loss of logits [B, H, W, K], averaged over the masks.
 *
 * @throws if an option is out of its range, or targets are outside of [0, 1] or do not fit the logits
 * @example
 * model.compile({ optimizer, loss: sumLosses([dice(), hausdorff()], [1, 0.01]) });
 */
export function hausdorff<R extends Reduction = 'mean'>(options: HausdorffOptions<R> = {}): Loss<R> {
  const { alpha = 2 } = options;
  checkMaskOptions('hausdorff', options);
  checkRange('hausdorff', 'alpha', alpha, 0, Infinity);
  return (targets, logits, weights) => tf.tidy(() => {
    const { p, t, w } = masksOf('hausdorff', targets, logits, weights, options);
    const power = (distance: Tensor) => (alpha === 2 ? tf.square(distance) : tf.pow(tf.abs(distance), alpha));
    const [ofTargets, ofPrediction] = [t, p].map((mask) => constant(mask, () => power(signedDistance(mask))));
    return averaged(tf.mul(tf.square(tf.sub(p, t)), tf.add(ofTargets, ofPrediction)), w, options);
  });
}

/** p, t and w of the masks that count, [B, H, W, K], the last one also with 1 in place of K, or null. */
function masksOf(where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, options: MaskLossOptions) {
  if (logits.rank !== 4) throw invalid('logits', where, 'the shape [B, H, W, K]', logits.shape);
  const { targets: numbers, weights: w } = maskTargets(where, targets, logits, weights, options);
  const all = options.activation === 'softmax' ? tf.softmax(logits) : tf.sigmoid(logits);
  const used = (x: Tensor) => foreground(x, options) as Tensor4D;
  return { p: used(all), t: used(numbers), w: w && w.shape.at(-1)! > 1 ? used(w) : w };
}

function averaged(losses: Tensor, weights: Tensor | null, options: MaskLossOptions) {
  return reduceMasks(tf.mean(weights ? tf.mul(losses, weights) : losses, pixelAxes(losses, options.per)), options);
}
