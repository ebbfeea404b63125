/**
 * Lovász losses: the Jaccard index of thresholded masks is a function of the set of wrong pixels; its Lovász extension is convex
 * in how wrong each pixel is, and exact where that is 0 or 1.
 *
 *     errors e sorted, largest first; J_i = 1 − I_i / U_i, the loss of having the first i pixels wrong, J_0 = 0
 *     loss = Σ_i e_i·(J_i − J_{i−1}),        I_i = T − Σ_{j ≤ i} t_j,   U_i = T + Σ_{j ≤ i} (1 − t_j),   T = Σ t
 *     hinge    e = max(0, 1 − z·(2t − 1))    for each mask
 *     softmax  e = |t − p|, p = softmax(z)   for each class, then the mean over the classes
 *
 * Pixel weights multiply the counts; a pixel of weight 0 is as if it were not there.
 *
 * M. Berman, A. Rannen Triki, M. B. Blaschko (2018), "The Lovász-softmax loss: a tractable surrogate for the optimization of the
 * intersection-over-union measure in neural networks", arXiv:1705.08790.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf } from '../shapes/check';
import { faultOf, zeroOrOne } from './domain';
import type { Loss, Reduction } from './loss';
import { checkMaskOptions, foreground, maskTargets, pixelAxes, ratio, reduceMasks } from './overlap';
import type { MaskLossOptions } from './overlap';

/** Options of {@link lovaszHinge}. */
export type LovaszHingeOptions<R extends Reduction = Reduction> = Omit<MaskLossOptions<R>, 'activation'>;

/** Options of {@link lovaszSoftmax}. */
export interface LovaszSoftmaxOptions<R extends Reduction = Reduction> extends LovaszHingeOptions<R> {
  /** Which classes of a mask count: those that are `present` in it, the default, or `all`. */
  classes?: 'present' | 'all';
}

/**
 * The loss of logits [B, H, W, K] for masks of 0 and 1 of the same shape, averaged over the masks: K in each image. With the
 * reduction `none` it is [B, K], or [K] per batch.
 *
 * @throws if an option is out of its range, or targets are other than 0 and 1 or do not fit the logits
 * @example
 * lovaszHinge()(tf.tensor4d([1, 0], [1, 1, 2, 1]), tf.tensor4d([2, -0.5], [1, 1, 2, 1]));     // errors 0 and 0.5: 0.25
 */
export function lovaszHinge<R extends Reduction = 'mean'>(options: LovaszHingeOptions<R> = {}): Loss<R> {
  checkMaskOptions('lovaszHinge', options);
  return (targets, logits, weights) => tf.tidy(() => {
    const prepared = maskTargets('lovaszHinge', targets, logits, weights, { ...options, activation: 'sigmoid' }, zeroOrOne);
    const signs = tf.sub(tf.mul(prepared.targets, 2), 1);
    const errors = tf.relu(tf.sub(1, tf.mul(logits, signs)));
    return reduceMasks(foreground(extension(errors, prepared.targets, prepared.weights, options.per), options), options);
  });
}

/**
 * The loss of logits [B, H, W, K] for class indices [B, H, W] or one-hot masks [B, H, W, K]: the weighted mean over the classes
 * of each image, then over the images that have any. With the reduction `none` it is [B], or one number per batch.
 *
 * @throws if an option is out of its range, or targets are other than 0 and 1 or do not fit the logits
 * @example
 * model.compile({ optimizer, loss: lovaszSoftmax({ per: 'batch' }) });     // the paper's, and the authors' default
 */
export function lovaszSoftmax<R extends Reduction = 'mean'>(options: LovaszSoftmaxOptions<R> = {}): Loss<R> {
  const { classes = 'present', classWeights, includeBackground = true, reduction = 'mean', per } = options;
  checkMaskOptions('lovaszSoftmax', options);
  checkOneOf('lovaszSoftmax', 'classes', classes, ['present', 'all']);
  return (targets, logits, weights) => tf.tidy(() => {
    const masks = { ...options, activation: 'softmax' } as const;
    const { targets: t, weights: w } = maskTargets('lovaszSoftmax', targets, logits, weights, masks, zeroOrOne);
    const p = tf.softmax(logits);
    const errors = tf.add(t, tf.mul(p, tf.sub(1, tf.mul(t, 2))));     // |t − p| for t of 0 or 1
    const losses = foreground(extension(errors, t, w, per), options);
    const areas = foreground(tf.sum(w ? tf.mul(t, w) : t, pixelAxes(logits, per)), options);
    const counted = classes === 'all' ? tf.onesLike(areas) : tf.cast(tf.greater(areas, 0), 'float32');
    const shares = classWeights ? tf.mul(counted, tf.tensor1d(classWeights.slice(includeBackground ? 0 : 1))) : counted;
    const total = tf.sum(shares, -1);
    const perImage = tf.add(ratio(tf.sum(tf.mul(losses, shares), -1), total), faultOf(t));
    if (reduction === 'none') return perImage as Scalar;
    if (reduction === 'sum') return tf.sum<Scalar>(perImage);
    return tf.add(ratio(tf.mean(perImage), tf.mean(tf.cast(tf.greater(total, 0), 'float32'))), faultOf(t)) as Scalar;
  });
}

/** The extension for each mask, [B, K] or [K], of errors [B, …, K] from 0. */
function extension(errors: Tensor, targets: Tensor, weights: Tensor | null, per: MaskLossOptions['per'] = 'image'): Tensor {
  const [batch, channels] = [errors.shape[0], errors.shape.at(-1)!];
  const rows = (x: Tensor) => tf.reshape(tf.transpose(tf.reshape(x, [per === 'image' ? batch : 1, -1, channels]), [0, 2, 1]),
    [per === 'image' ? batch * channels : channels, -1]);
  const counts = weights ? tf.broadcastTo(weights, errors.shape) : tf.onesLike(errors);
  const losses = tf.add(extensionOfRows(rows(errors), rows(targets), rows(counts)), faultOf(targets));
  return tf.reshape(losses, per === 'image' ? [batch, channels] : [channels]);
}

/**
 * [M] of errors, targets and weights [M, n]. J_i − J_{i−1} without cancellation: w / U_i for a pixel of the mask, and
 * w·I_i / (U_i·U_{i−1}) for another, where 0 / 0 stands for the 1 of an empty mask.
 */
function extensionOfRows(errors: Tensor, targets: Tensor, weights: Tensor): Tensor {
  return tf.customGrad((...inputs) => {
    const [e, save] = inputs as [Tensor, GradSaveFunc];
    const [count, size] = e.shape;
    const { values, indices } = tf.topk(e, size);
    const places = tf.add(indices, tf.reshape(tf.range(0, count * size, size, 'int32'), [count, 1]));
    const sort = (x: Tensor) => tf.gather(tf.reshape(x, [-1]), tf.cast(places, 'int32'));
    const [t, w] = [sort(targets), sort(weights)];
    const inside = tf.mul(t, w);
    const outside = tf.sub(w, inside);
    const area = tf.sum(inside, 1, true);
    const union = tf.add(area, tf.cumsum(outside, 1));
    const before = tf.sub(union, outside);
    const empty = tf.equal(before, 0);
    const share = tf.where(empty, tf.onesLike(before), tf.divNoNan(tf.sub(area, tf.cumsum(inside, 1)), before));
    const slopes = tf.divNoNan(tf.add(inside, tf.mul(outside, share)), union);
    const value = tf.sum(tf.mul(values, slopes), 1);
    save([tf.reshape(tf.scatterND(tf.reshape(tf.cast(places, 'int32'), [-1, 1]), tf.reshape(slopes, [-1]), [count * size]), e.shape)]);
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => tf.tidy(() => tf.mul(tf.expandDims(dy, 1), saved)) };
  })(errors);
}
