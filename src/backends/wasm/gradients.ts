/**
 * Gradients of batch normalization, of the mean and of ReLU, in fewer passes over the data or with less to keep than
 * tfjs's own. They hold on every backend.
 */
import * as tf from '@tensorflow/tfjs-core';

/**
 * y = (x − mean) · scale / √(variance + ε) + offset, the last four by channel or of any shape that spreads over x.
 * With r = 1 / √(variance + ε), S = Σ dy and T = Σ dy · (x − mean) over what a number of theirs serves:
 * dx = dy · r · scale, dmean = −S · r · scale, dvariance = −T · scale · r³ / 2, dscale = T · r, doffset = S.
 * Where they have several shapes, the sums come last. tfjs differentiates no batch normalization without a scale, and takes
 * the offset to have the shape of the mean.
 */
export const batchNormGradient: tf.GradConfig = {
  kernelName: 'FusedBatchNorm',
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  gradFunc: (dys, saved, attrs) => {
    const dy = dys as tf.Tensor;
    const [x, mean, variance, scale] = saved;
    const isCommon = [variance, scale].every(({ shape }) => tf.util.arraysEqual(shape, mean.shape));
    const common = isCommon ? mean : x;
    const r = tf.rsqrt(tf.add(variance, attrs.varianceEpsilon as number));
    const rScale = tf.mul(r, scale);
    const sum = sumTo(dy, common.shape);
    const moment = tf.tidy(() => sumTo(tf.mul(dy, tf.sub(x, mean)), common.shape));
    return {
      x: () => tf.mul(dy, rScale),
      mean: () => sumTo(tf.neg(tf.mul(sum, rScale)), mean.shape),
      variance: () => sumTo(tf.mul(tf.mul(moment, tf.mul(rScale, tf.square(r))), -0.5), variance.shape),
      scale: () => sumTo(tf.mul(moment, r), scale.shape),
      offset: () => sumTo(sum, mean.shape),
    };
  },
};

/** Sums over the axes along which a tensor of `shape` is spread to that of `t`. */
function sumTo(t: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.backend_util.getReductionAxes(shape, t.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(t, axes) : t, shape);
}

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
