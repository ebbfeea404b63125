/**
 * Batch normalisation in training mode, with its gradient in closed form.
 *
 *     x̂ = (x − μ) / σ,  y = γ·x̂ + β,  μ = mean(x),  σ² = mean((x − μ)²) + ε   over all axes but the channels
 *     ∂L/∂β = Σ dy,  ∂L/∂γ = Σ dy·x̂,  ∂L/∂x = γ/σ · (dy − mean(dy) − x̂·mean(dy·x̂))
 *
 * tfjs differentiates through the moments and FusedBatchNorm instead, which takes about twice the passes over x and a
 * Tile.
 *
 * S. Ioffe, C. Szegedy (2015), "Batch normalization: accelerating deep network training by reducing internal
 * covariate shift", arXiv:1502.03167.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { addChannels, channelMean, scaleChannels } from './channels';
import { isDifferentiatedTwice, standardize } from './standardize';

/** What {@link batchNormTraining} returns. */
export interface BatchNormTraining {
  /** The normalised x, of its shape. */
  output: Tensor;
  /** The mean of the batch, [C]; a constant to differentiation. */
  mean: Tensor1D;
  /** The biased variance of the batch (divided by the count, not the count − 1), [C]; a constant to differentiation. */
  variance: Tensor1D;
}

/**
 * Normalises x by the statistics of its own batch.
 *
 * @param x [N, …, C]
 * @param gamma scale, [C]
 * @param beta offset, [C]
 * @param epsilon added to the variance
 * @example
 * const { output, mean, variance } = batchNormTraining(x, tf.ones([16]), tf.zeros([16]));
 */
export function batchNormTraining(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon = 1e-3): BatchNormTraining {
  const [output, mean, variance] = tf.tidy(() => {
    const batchMean = constant(channelMean, x);
    const centred = centre(x, batchMean);
    const batchVariance = constant((c) => channelMean(tf.square(c)), centred);
    const normalized = isDifferentiatedTwice()
      ? tf.add(tf.mul(standardize(x, x.shape.slice(0, -1).map((_, axis) => axis), epsilon), gamma), beta)
      : normalize(centred, batchVariance, gamma, beta, epsilon);
    return [normalized, batchMean, batchVariance] as [Tensor, Tensor1D, Tensor1D];
  });
  return { output, mean, variance };
}

/** f(x) without a gradient, so that nothing of it is kept for the backward pass. */
function constant(f: (x: Tensor) => Tensor1D, x: Tensor): Tensor1D {
  return tf.customGrad((input) => ({
    value: f(input as Tensor),
    gradFunc: () => tf.zeros(x.shape),
  }))(x);
}

/** x − μ. Its gradient is passed on whole: that of `normalize` has mean zero already. */
function centre(x: Tensor, mean: Tensor1D): Tensor {
  return tf.customGrad((input) => ({
    value: addChannels(input as Tensor, tf.neg(mean)),
    gradFunc: (dy: Tensor) => dy,
  }))(x);
}

function normalize(centred: Tensor, variance: Tensor1D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): Tensor {
  return tf.customGrad((...inputs) => {
    const [c, scale, offset, save] = inputs as [Tensor, Tensor1D, Tensor1D, GradSaveFunc];
    const invStd = tf.rsqrt(tf.add(variance, epsilon)) as Tensor1D;
    const slope = tf.mul<Tensor1D>(scale, invStd);
    const value = addChannels(scaleChannels(c, slope), offset);
    save([c, invStd, slope]);     // last: what is saved before an error is never freed
    return {
      value,
      // tidy: tfjs frees what a custom gradient leaves behind at the end of the whole backward pass only
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => normalizeGradient(dy, saved[0], saved[1] as Tensor1D, saved[2] as Tensor1D)),
    };
  })(centred, gamma, beta);
}

function normalizeGradient(dy: Tensor, centred: Tensor, invStd: Tensor1D, slope: Tensor1D): Tensor[] {
  const count = dy.size / slope.size;
  const meanDy = channelMean(dy);
  const meanDyXhat = tf.mul<Tensor1D>(channelMean(tf.mul(dy, centred)), invStd);
  const correction = scaleChannels(centred, tf.neg(tf.mul(meanDyXhat, invStd)) as Tensor1D);
  const dx = scaleChannels(addChannels(tf.add(dy, correction), tf.neg(meanDy)), slope);
  return [dx, tf.mul(meanDyXhat, count), tf.mul(meanDy, count)];
}
