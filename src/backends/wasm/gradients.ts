/**
 * Gradients of batch normalization, of the mean and of ReLU, in fewer passes over the data or with less to keep than
 * tfjs's own. They hold on every backend.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * y = (x − mean) · scale / √(variance + ε) + offset, the last four by channel or of x's shape.
 * With r = 1 / √(variance + ε), S = Σ dy and T = Σ dy · (x − mean) over what a number by channel serves:
 * dx = dy · r · scale, dmean = −S · r · scale, dvariance = −T · scale · r³ / 2, dscale = T · r, doffset = S.
 * tfjs differentiates no batch normalization without a scale.
 */
export const batchNormGradient: tf.GradConfig = {
  kernelName: 'FusedBatchNorm',
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: (dys, saved, attrs) => {
    const dy = dys as tf.Tensor;
    const [x, mean, variance, scale] = saved;
    const axes = mean.rank === 1 ? x.shape.slice(0, -1).map((_, axis) => axis) : [];
    const collect = (t: tf.Tensor) => (mean.rank === 1 ? tf.sum(t, axes) : t);
    const r = tf.rsqrt(tf.add(variance, attrs.varianceEpsilon as number));
    const rScale = tf.mul(r, scale);
    const sum = collect(dy);
    const moment = tf.tidy(() => collect(tf.mul(dy, tf.sub(x, mean))));
    return {
      x: () => tf.mul(dy, rScale),
      mean: () => tf.neg(tf.mul(sum, rScale)),
      variance: () => tf.mul(tf.mul(moment, tf.mul(rScale, tf.square(r))), -0.5),
      scale: () => tf.mul(moment, r),
      offset: () => tf.clone(sum),
    };
  },
};

/** y = mean of x over some axes: dx = dy / count, spread over them (not every backend tiles five axes). */
export const meanGradient: tf.GradConfig = {
  kernelName: 'Mean',
  inputsToSave: ['x'],
  gradFunc: (dys, saved, attrs) => {
    const [x] = saved;
    const dy = dys as tf.Tensor;
    const axes = tf.util.parseAxisParam(attrs.axis as number | number[], x.shape);
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    const spread = (t: tf.Tensor) => (x.rank > 4 ? tf.mul(t, tf.ones(x.shape)) : tf.broadcastTo(t, x.shape));
    return { x: () => (x.size === 0 ? tf.zerosLike(x) : spread(tf.reshape(tf.div(dy, count), kept))) };
  },
};

/** y = max(x, 0): dx = dy where y > 0. The next layer keeps y in any case; tfjs would keep x too. */
export const reluGradient: tf.GradConfig = {
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(saved[0])) }),
};
