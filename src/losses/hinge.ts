/**
 * Losses of support vector machines, for labels t of −1 and 1 and scores z.
 *
 *     hinge    max(0, 1 − t·z)       no loss beyond the margin; ∂/∂z = −t where t·z < 1
 *     squared  max(0, 1 − t·z)²      smooth at the margin, harsher to outliers; ∂/∂z = −2t·max(0, 1 − t·z)
 *
 * One against the rest: [B, K] scores, t = 1 for the sample's own class, −1 for all others.
 *
 * C. Cortes, V. Vapnik (1995), "Support-vector networks", Machine Learning 20.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf } from '../shapes/check';
import { checkTargets } from './loss';
import type { Loss } from './loss';

/** Options of {@link hinge} and {@link squaredHinge}. */
export interface HingeOptions {
  /** Over all elements; default `mean`. */
  reduction?: 'mean' | 'sum';
}

/**
 * The loss of scores [B, …] for targets of the same shape, −1 or 1.
 *
 * @throws where targets and scores differ in shape
 * @example
 * hinge()(tf.tensor1d([1, -1]), tf.tensor1d([0.5, -2]));     // (0.5 + 0) / 2
 * hinge()(tf.sub(tf.mul(tf.oneHot(labels, 7), 2), 1), scores);     // one against the rest
 */
export function hinge(options: HingeOptions = {}): Loss {
  return marginLoss('hinge', options, (shortfall) => shortfall, (shortfall) => tf.step(shortfall));
}

/** As {@link hinge}, each term squared. */
export function squaredHinge(options: HingeOptions = {}): Loss {
  return marginLoss('squaredHinge', options, (shortfall) => tf.square(shortfall), (shortfall) => tf.mul(shortfall, 2));
}

/** Σ f(max(0, 1 − t·z)) or its mean; `slope` is f' of the shortfall, 0 where there is none. */
function marginLoss(
  where: string, { reduction = 'mean' }: HingeOptions, f: (shortfall: Tensor) => Tensor, slope: (shortfall: Tensor) => Tensor,
): Loss {
  checkOneOf(where, 'reduction', reduction, ['mean', 'sum']);
  return (targets, scores) => tf.tidy(() => {
    checkTargets(where, targets, scores);
    const scale = reduction === 'mean' ? 1 / scores.size : 1;
    return tf.customGrad((...inputs) => {
      const [z, save] = inputs as [Tensor, GradSaveFunc];
      const shortfall = tf.relu(tf.sub(1, tf.mul(targets, z)));
      const value = tf.mul<Scalar>(tf.sum(f(shortfall)), scale);
      save([shortfall, targets]);
      const gradFunc = (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => tf.mul(tf.mul(tf.neg(saved[1]), slope(saved[0])), tf.mul(dy, scale)));
      return { value, gradFunc };
    })(scores);
  });
}
