/**
 * How far soft masks overlap with true ones: the counts that Dice, Jaccard and Tversky losses are made of, in fractions of the
 * pixels.
 *
 *     TP = Σ p·t / n,   FP = Σ p·(1 − t) / n,   FN = Σ (1 − p)·t / n      p = σ(z) or softmax(z), n pixels, t in [0, 1]
 *
 * Losses are ratios in which n cancels; fractions of pixels, unlike their number, fit in half precision. A loss from FP and FN, such
 * as (FP + FN) / (2·TP + FP + FN), is exact near 0, where 1 − score is not. Gradients are in closed form.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf, invalid } from '../shapes/check';
import { unitInterval } from './domain';
import { checkClassWeights, checkLossOptions } from './loss';
import type { LossOptions, Reduction } from './loss';
import { type Prepared, sigmoidTargets, softmaxTargets, within } from './targets';

/** Options that all losses of masks share. */
export interface MaskLossOptions<R extends Reduction = Reduction> extends LossOptions<R> {
  /**
   * Default `sigmoid`: each channel is a mask of its own, and targets have the shape of the logits. `softmax`: the channels are
   * classes, and targets are one-hot [B, H, W, K] or class indices [B, H, W].
   */
  activation?: 'sigmoid' | 'softmax';
  /**
   * A mask is a channel of one image (`image`, the default and MONAI's), or of all images together (`batch`, MONAI's `batch=True`).
   * With the reduction `none` there is a loss for each mask: [B, K] or [K].
   */
  per?: 'image' | 'batch';
  /** False: channel 0 is left out; default true. */
  includeBackground?: boolean;
}

/** Options of losses that compare areas. */
export interface OverlapOptions<R extends Reduction = Reduction> extends MaskLossOptions<R> {
  /** s ≥ 0, in pixels: added above and below, so that an empty mask has a loss and a gradient; default 1. */
  smooth?: number;
}

/** [B, K] for each image, [K] for all. */
export interface Overlap {
  truePositives: Tensor;
  falsePositives: Tensor;
  falseNegatives: Tensor;
  /** 1 / n: what one pixel is as a fraction. */
  pixel: number;
}

/** Throws where an option is out of its range. */
export function checkMaskOptions(where: string, options: OverlapOptions): void {
  checkLossOptions(where, options);
  checkOneOf(where, 'activation', options.activation ?? 'sigmoid', ['sigmoid', 'softmax']);
  checkOneOf(where, 'per', options.per ?? 'image', ['image', 'batch']);
  const { smooth = 1 } = options;
  if (!(smooth >= 0 && smooth < Infinity)) throw invalid('smooth', where, 'a number in [0, Infinity)', smooth);
}

/** Targets of the shape of the logits, and weights that broadcast over it. */
export function maskTargets(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, options: MaskLossOptions,
  domain = unitInterval,
): Prepared {
  const { activation = 'sigmoid', includeBackground = true, classWeights } = options;
  const [rank, channels] = [logits.rank, logits.shape.at(-1)];
  if (rank < 2) throw invalid('logits', where, 'the shape [batch, …, channels]', logits.shape);
  if (!includeBackground && channels === 1) throw invalid('logits', where, 'a channel besides the background', logits.shape);
  checkClassWeights(where, classWeights, logits);
  return activation === 'sigmoid' ? sigmoidTargets(where, targets, logits, weights, options, within(domain))
    : softmaxTargets(where, targets, logits, weights, options, domain);
}

/** The axes of a mask's pixels. */
export function pixelAxes(logits: Tensor, per: 'image' | 'batch' = 'image'): number[] {
  return Array.from({ length: logits.rank - 1 }, (_, axis) => axis).slice(per === 'image' ? 1 : 0);
}

/** `squared`: p² and t² in place of p and t, that is FP = Σ p·(p − t) / n and FN = Σ t·(t − p) / n. */
export function overlap(
  where: string, targets: Tensor, logits: Tensor, weights: Tensor | undefined, options: MaskLossOptions, squared = false,
): Overlap {
  const prepared = maskTargets(where, targets, logits, weights, options);
  const axes = pixelAxes(logits, options.per);
  const counts = countsOf(prepared.targets, logits, prepared.weights, axes, options.activation === 'softmax', squared);
  const [truePositives, falsePositives, falseNegatives] = tf.unstack(counts).map((count) => foreground(count, options));
  return { truePositives, falsePositives, falseNegatives, pixel: 1 / tf.util.sizeFromShape(axes.map((axis) => logits.shape[axis])) };
}

/** [3, …, K] with TP, FP, FN. */
function countsOf(t: Tensor, logits: Tensor, weights: Tensor | null, axes: number[], softmax: boolean, squared: boolean): Tensor {
  return tf.customGrad((...inputs) => {
    const [z, save] = inputs as [Tensor, GradSaveFunc];
    const p = softmax ? tf.softmax(z) : tf.sigmoid(z);
    const rest = softmax ? tf.sub(1, p) : tf.sigmoid(tf.neg(z));     // 1 − p without cancellation
    const mean = (x: Tensor) => tf.mean(weights ? tf.mul(x, weights) : x, axes);
    const difference = squared ? tf.sub(p, t) : null;
    const counts = tf.stack([
      mean(tf.mul(p, t)),
      mean(difference ? tf.mul(p, difference) : tf.mul(p, tf.sub(1, t))),
      mean(difference ? tf.neg(tf.mul(t, difference)) : tf.mul(rest, t)),
    ]);
    save([p, rest, t, ...(weights ? [weights] : [])]);
    const gradFunc = (dy: Tensor, [p1, rest1, t1, w]: Tensor[]) => tf.tidy(() => {
      const kept = p1.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      const scale = 1 / tf.util.sizeFromShape(axes.map((axis) => p1.shape[axis]));
      const [dTrue, dFalse, dMissed] = tf.unstack(tf.mul(dy, scale)).map((part) => tf.reshape(part, kept));
      const ofFalse = squared ? tf.mul(dFalse, tf.sub(tf.mul(p1, 2), t1)) : tf.mul(dFalse, tf.sub(1, t1));
      const all = tf.add(tf.mul(t1, tf.sub(dTrue, dMissed)), ofFalse);
      const dp = w ? tf.mul(all, w) : all;
      return tf.mul(p1, softmax ? tf.sub(dp, tf.sum(tf.mul(dp, p1), -1, true)) : tf.mul(dp, rest1));
    });
    return { value: counts, gradFunc };
  })(logits);
}

/** Without channel 0, where it is the background. */
export function foreground(masks: Tensor, { includeBackground = true }: Pick<MaskLossOptions, 'includeBackground'>): Tensor {
  if (includeBackground) return masks;
  const begin = masks.shape.map((_, axis) => (axis === masks.rank - 1 ? 1 : 0));
  return tf.slice(masks, begin, masks.shape.map((size, axis) => size - begin[axis]));
}

/** The losses of masks, [B, K] or [K], as one. */
export function reduceMasks(losses: Tensor, options: MaskLossOptions): Scalar {
  const { reduction = 'mean', classWeights, includeBackground = true } = options;
  const weights = classWeights && tf.tensor1d(classWeights.slice(includeBackground ? 0 : 1));
  const weighted = weights ? tf.mul(losses, weights) : losses;
  if (reduction === 'none') return weighted as Scalar;
  if (reduction === 'sum') return tf.sum(weighted);
  return weights ? ratio(tf.mean(weighted), tf.mean(weights)) as Scalar : tf.mean(weighted);
}

/** a / b, and 0 where b is 0: nothing to find, and nothing found. */
export function ratio(a: Tensor, b: Tensor): Tensor {
  return tf.customGrad((...inputs) => {
    const [above, below, save] = inputs as [Tensor, Tensor, GradSaveFunc];
    const value = tf.divNoNan(above, below);
    save([below, value]);
    const gradFunc = (dy: Tensor, [divisor, quotient]: Tensor[]) => tf.tidy(() => {
      const da = tf.divNoNan(dy, divisor);
      return [da, tf.neg(tf.mul(da, quotient))];
    });
    return { value, gradFunc };
  })(a, b);
}
