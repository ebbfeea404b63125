/**
 * Losses of generative adversarial nets, from the discriminator's logits of real images, D(x), and of forged ones, D(G(z)):
 *
 *     kind            discriminator                              generator
 *     nonSaturating   −log σ(D(x)) − log(1 − σ(D(G(z))))         −log σ(D(G(z)))
 *     leastSquares    ½(D(x) − 1)² + ½D(G(z))²                   ½(D(G(z)) − 1)²
 *     hinge           max(0, 1 − D(x)) + max(0, 1 + D(G(z)))     −D(G(z))
 *     wasserstein     D(G(z)) − D(x)                             −D(G(z))
 *
 * each the mean over the batch. `wasserstein` needs a D whose slope is bounded, by `gradientPenalty` or a spectral norm.
 *
 * I. Goodfellow et al. (2014), arXiv:1406.2661. X. Mao et al. (2017), arXiv:1611.04076. J. H. Lim, J. C. Ye (2017), arXiv:1705.02894.
 * M. Arjovsky, S. Chintala, L. Bottou (2017), arXiv:1701.07875.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { checkOneOf, checkRange } from '../shapes/check';
import { binaryCrossEntropy } from './binaryCrossEntropy';
import { hinge } from './hinge';

/** See {@link ganLoss}. */
export type GanLossKind = 'nonSaturating' | 'leastSquares' | 'hinge' | 'wasserstein';

/** Options of {@link ganLoss}. */
export interface GanLossOptions {
  /** Default `nonSaturating`. */
  kind?: GanLossKind;
  /** ε in [0, 1): the discriminator's target for real images is 1 − ε (nonSaturating and leastSquares only); default 0. */
  labelSmoothing?: number;
}

/** The two players' losses; each lowers its own. */
export interface GanLoss {
  /** From the logits of real and of forged images, [B, 1] each. */
  discriminator(real: Tensor, forged: Tensor): Scalar;
  /** From the logits of forged images, [B, 1]. */
  generator(forged: Tensor): Scalar;
}

/**
 * @throws where an option is out of its range
 * @example
 * const { discriminator, generator } = ganLoss({ kind: 'hinge' });
 * dOptimizer.minimize(() => discriminator(d.apply(images), d.apply(g.apply(z))), false, dVariables);
 * gOptimizer.minimize(() => generator(d.apply(g.apply(z))), false, gVariables);
 */
export function ganLoss({ kind = 'nonSaturating', labelSmoothing = 0 }: GanLossOptions = {}): GanLoss {
  checkOneOf('ganLoss', 'kind', kind, ['nonSaturating', 'leastSquares', 'hinge', 'wasserstein']);
  checkRange('ganLoss', 'labelSmoothing', labelSmoothing, 0, 1);
  const towards = (loss: (targets: Tensor, logits: Tensor) => Scalar) =>
    (target: number, logits: Tensor) => loss(tf.fill(logits.shape, target), logits);
  const mean = (logits: Tensor) => tf.mean<Scalar>(logits);
  const [log, margin] = [towards(binaryCrossEntropy()), towards(hinge())];
  const square = towards((targets, logits) => tf.div(tf.mean(tf.square(tf.sub(logits, targets))), 2));
  const real = 1 - labelSmoothing;

  const players: Record<GanLossKind, GanLoss> = {
    nonSaturating: { discriminator: (x, gz) => tf.add(log(real, x), log(0, gz)), generator: (gz) => log(1, gz) },
    leastSquares: { discriminator: (x, gz) => tf.add(square(real, x), square(0, gz)), generator: (gz) => square(1, gz) },
    hinge: { discriminator: (x, gz) => tf.add(margin(1, x), margin(-1, gz)), generator: (gz) => tf.neg(mean(gz)) },
    wasserstein: { discriminator: (x, gz) => tf.sub(mean(gz), mean(x)), generator: (gz) => tf.neg(mean(gz)) },
  };
  const { discriminator, generator } = players[kind];
  return {
    discriminator: (x, forged) => tf.tidy(() => discriminator(x, forged)),
    generator: (forged) => tf.tidy(() => generator(forged)),
  };
}
