/**
 * Group normalisation, with its gradient in closed form: every image is normalised for itself, by the mean and variance over all
 * pixels and the channels of a group.
 *
 *     x̂ = (x − μ) / σ,  y = γ·x̂ + β,  μ = M(x),  σ² = M((x − μ)²) + ε        with M the mean over a group of an image
 *     ∂L/∂β = Σ dy,  ∂L/∂γ = Σ dy·x̂,  ∂L/∂x = (γ·dy − M(γ·dy) − x̂·M(γ·dy·x̂)) / σ
 *
 * One group is the layer normalisation of PyTorch's images (GroupNorm(1, C)); as many groups as channels are instance normalisation
 * (D. Ulyanov et al., 2016, arXiv:1607.08022).
 *
 * Y. Wu, K. He (2018), "Group normalization", arXiv:1803.08494.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { invalid } from '../shapes/check';
import { addChannels, scaleChannels } from './channels';
import { isDifferentiatedTwice, standardize } from './standardize';

/**
 * @param x [B, …, C]
 * @param gamma scale, [C]
 * @param beta offset, [C]
 * @param groups divides C
 * @param epsilon added to the variance
 * @returns of x's shape
 * @throws unless groups divides C
 * @example
 * const y = groupNorm(x, tf.ones([16]), tf.zeros([16]), 4);
 */
export function groupNorm(x: Tensor, gamma: Tensor1D, beta: Tensor1D, groups: number, epsilon = 1e-3): Tensor {
  const channels = gamma.shape[0];
  if (channels % groups !== 0) throw invalid('groups', 'groupNorm', `a divisor of the ${channels} channels`, groups);
  if (isDifferentiatedTwice()) {
    return tf.tidy(() => {
      const members = tf.reshape(x, [x.shape[0], -1, groups, channels / groups]);
      return tf.add(tf.mul(tf.reshape(standardize(members, [1, 3], epsilon), x.shape), gamma), beta);
    });
  }
  return tf.customGrad((...inputs) => {
    const [image, scale, offset, save] = inputs as [Tensor, Tensor1D, Tensor1D, GradSaveFunc];
    const mean = groupMean(imageMean(image), groups);
    const centred = addChannels(image, tf.neg<Tensor2D>(mean));
    const variance = groupMean(imageMean(tf.square(centred)), groups);
    const invStd = tf.rsqrt(tf.add(variance, epsilon)) as Tensor2D;
    const value = addChannels(scaleChannels(centred, tf.mul<Tensor2D>(invStd, scale)), offset);
    save([centred, invStd, scale]);     // last: what is saved before an error is never freed
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.tidy(() => gradient(dy, saved[0], saved[1] as Tensor2D, saved[2] as Tensor1D, groups)),
    };
  })(x, gamma, beta);
}

function gradient(dy: Tensor, centred: Tensor, invStd: Tensor2D, gamma: Tensor1D, groups: number): Tensor[] {
  const pixels = dy.size / invStd.size;
  const [meanDy, meanDyXhat] = [imageMean(dy), tf.mul<Tensor2D>(imageMean(tf.mul(dy, centred)), invStd)];
  const shift = tf.mul<Tensor2D>(groupMean(tf.mul<Tensor2D>(meanDy, gamma), groups), invStd);
  const slope = tf.mul<Tensor2D>(groupMean(tf.mul<Tensor2D>(meanDyXhat, gamma), groups), tf.square(invStd));
  const correction = addChannels(scaleChannels(centred, slope), shift);
  const dx = tf.sub(scaleChannels(dy, tf.mul<Tensor2D>(invStd, gamma)), correction);
  const total = (means: Tensor) => tf.mul(tf.sum(means, 0), pixels);
  return [dx, total(meanDyXhat), total(meanDy)];
}

/** The mean of each channel of each image: [B, …, C] → [B, C]. */
function imageMean(x: Tensor): Tensor2D {
  const [batch, channels] = [x.shape[0], x.shape[x.rank - 1]];
  return tf.mean(tf.reshape(x, [batch, -1, channels]), 1);
}

/** The mean of each group, in place of its channels: [B, C] → [B, C]. */
function groupMean(means: Tensor2D, groups: number): Tensor2D {
  const [batch, channels] = means.shape;
  if (groups === channels) return means;
  const members = channels / groups;
  const mean = tf.mean(tf.reshape(means, [batch, groups, members]), 2, true);
  return tf.reshape(tf.tile(mean, [1, 1, members]), [batch, channels]);
}
