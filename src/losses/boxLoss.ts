/**
 * Losses of boxes by how far they overlap, a and b with (x1, y1, x2, y2):
 *
 *     iou   1 − IoU                       IoU = area(a ∩ b) / area(a ∪ b)
 *     giou  1 − IoU + (C − U) / C         C the area of the smallest box around both, U that of the union
 *     diou  1 − IoU + d² / c²             d the distance of the centres, c the diagonal of the smallest box around both
 *     ciou  diou + α·v                    v = 4/π²·(atan(w/h) − atan(w'/h'))²,  α = v / (1 − IoU + v), a constant to differentiation
 *
 * IoU alone has no slope where boxes do not meet. ε = 1e-7 is added to divisors, as in torchvision's `generalized_box_iou_loss`,
 * `distance_box_iou_loss` and `complete_box_iou_loss`.
 *
 * H. Rezatofighi et al. (2019), "Generalized intersection over union", arXiv:1902.09630. Z. Zheng et al. (2020), "Distance-IoU loss",
 * arXiv:1911.08287.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf, invalid } from '../shapes/check';
import { constant } from './constant';
import { checkedBoxes } from './domain';
import { checkLossOptions, checkTargets } from './loss';
import type { Loss, LossOptions, Reduction } from './loss';
import { ratio } from './overlap';

/** Options of {@link boxLoss}. */
export interface BoxLossOptions<R extends Reduction = Reduction> extends Pick<LossOptions<R>, 'reduction'> {
  /** Default `giou`. */
  kind?: 'iou' | 'giou' | 'diou' | 'ciou';
}

const EPSILON = 1e-7;

/**
 * The loss of boxes [B, …, 4] for true boxes of the same shape: x1 ≤ x2 and y1 ≤ y2, in any unit. Weights are [B, …], 0 for the
 * boxes that do not count.
 *
 * @throws if an option is out of its range, the shapes differ or do not end in 4, or a true box that counts has an edge on the wrong side
 * @example
 * boxLoss({ kind: 'iou' })(tf.tensor2d([[0, 0, 2, 2]]), tf.tensor2d([[1, 0, 3, 2]]));     // 1 − 2 / 6 = 0.6667
 */
export function boxLoss<R extends Reduction = 'mean'>(options: BoxLossOptions<R> = {}): Loss<R> {
  const { kind = 'giou', reduction = 'mean' } = options;
  checkLossOptions('boxLoss', options);
  checkOneOf('boxLoss', 'kind', kind, ['iou', 'giou', 'diou', 'ciou']);
  return (targets, boxes, weights) => tf.tidy(() => {
    checkTargets('boxLoss', targets, boxes);
    if (boxes.shape.at(-1) !== 4) throw invalid('boxes', 'boxLoss', 'the shape [batch, …, 4]', boxes.shape);
    const rows = boxes.shape.slice(0, -1);
    if (weights && weights.shape.join() !== rows.join()) throw invalid('weights', 'boxLoss', `the shape ${JSON.stringify(rows)}`, weights.shape);
    const losses = lossOf(kind, checkedBoxes('boxLoss', targets, weights), boxes);
    const weighted = weights ? tf.mul(losses, weights) : losses;
    if (reduction === 'none') return weighted;
    if (reduction === 'sum') return tf.sum(weighted);
    return weights ? ratio(tf.mean(weighted), tf.mean(weights)) : tf.mean(weighted);
  }) as ReturnType<Loss<R>>;
}

interface Parts { low: Tensor; high: Tensor; size: Tensor }

function lossOf(kind: 'iou' | 'giou' | 'diou' | 'ciou', targets: Tensor, boxes: Tensor): Tensor {
  const [a, b] = [partsOf(boxes), partsOf(targets)];
  const intersection = area(tf.relu(tf.sub(tf.minimum(a.high, b.high), tf.maximum(a.low, b.low))));
  const union = tf.sub(tf.add(area(a.size), area(b.size)), intersection);
  const overlap = tf.div(intersection, tf.add(union, EPSILON));
  const loss = tf.sub(1, overlap);
  if (kind === 'iou') return loss;

  const around = tf.sub(tf.maximum(a.high, b.high), tf.minimum(a.low, b.low));
  if (kind === 'giou') {
    const whole = area(around);
    return tf.add(loss, tf.div(tf.sub(whole, union), tf.add(whole, EPSILON)));
  }
  const apart = tf.div(tf.sub(tf.add(a.low, a.high), tf.add(b.low, b.high)), 2);
  const distance = tf.add(loss, tf.div(squaredLength(apart), tf.add(squaredLength(around), EPSILON)));
  if (kind === 'diou') return distance;

  const v = tf.mul(tf.square(tf.sub(angle(b), angle(a))), 4 / Math.PI ** 2);
  const alpha = tf.div(v, tf.add(tf.add(loss, v), EPSILON));
  return tf.add(distance, tf.mul(constant(alpha, (x) => tf.clone(x)), v));
}

/** Of boxes [B, …, 4], each [B, …, 2] with x and y. */
function partsOf(boxes: Tensor): Parts {
  const [low, high] = tf.split(boxes, 2, -1);
  return { low, high, size: tf.sub(high, low) };
}

function area(size: Tensor): Tensor {
  const [width, height] = tf.unstack(size, -1);
  return tf.mul(width, height);
}

function squaredLength(vector: Tensor): Tensor {
  return tf.sum(tf.square(vector), -1);
}

/** atan(w / h). */
function angle({ size }: Parts): Tensor {
  const [width, height] = tf.unstack(size, -1);
  return tf.atan(ratio(width, height));
}
