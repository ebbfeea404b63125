/**
 * Division of a kernel by its largest singular value, so that the layer stretches no input (Lipschitz constant 1).
 *
 *     W̄ = W / σ,  σ = v W uᵀ     W as a matrix [taps·channels, units], u and v unit vectors
 *     power iteration   v ← u Wᵀ / ‖u Wᵀ‖,  u ← v W / ‖v W‖     towards the singular vectors
 *     ∂L/∂W = (G − ⟨G, W̄⟩ · vᵀu) / σ                            G = ∂L/∂W̄, u and v held
 *
 * T. Miyato, T. Kataoka, M. Koyama, Y. Yoshida (2018), "Spectral normalization for generative adversarial networks",
 * arXiv:1802.05957.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** Keeps the division defined for a kernel of zeros. */
const SMALLEST = 1e-12;

/** What {@link spectralNorm} returns. */
export interface SpectralNorm {
  /** W̄, of the shape of the kernel. */
  kernel: Tensor;
  /** u after the iterations, [1, units]; no gradient flows through it. */
  u: Tensor2D;
}

/**
 * @param kernel W, [taps…, channels, units]
 * @param u [1, units], of any length but zero
 * @param iterations of the power iteration; default 1, enough where u is kept from step to step
 * @example
 * spectralNorm(tf.tensor2d([[3, 0], [0, 1]]), tf.tensor2d([[1, 0]])).kernel;     // [[1, 0], [0, ⅓]]
 */
export function spectralNorm(kernel: Tensor, u: Tensor2D, iterations = 1): SpectralNorm {
  return tf.tidy(() => {
    const matrix = asMatrix(kernel);
    let v!: Tensor2D;
    for (let i = 0; i < iterations; i++) {
      v = unit(tf.matMul(u, matrix, false, true));
      u = unit(tf.matMul(v, matrix));
    }
    return { kernel: divide(kernel, u, v), u };
  });
}

function asMatrix(kernel: Tensor): Tensor2D {
  return tf.reshape(kernel, [-1, kernel.shape[kernel.rank - 1]]);
}

function unit(x: Tensor2D): Tensor2D {
  return tf.div(x, tf.maximum(tf.norm(x), SMALLEST));
}

function divide(kernel: Tensor, u: Tensor2D, v: Tensor2D): Tensor {
  return tf.customGrad((...inputs) => {
    const [w, save] = inputs as [Tensor, GradSaveFunc];
    const sigma = tf.maximum<Scalar>(tf.sum(tf.mul(tf.matMul(v, asMatrix(w)), u)), SMALLEST);
    const value = tf.div(w, sigma);
    save([value, sigma, u, v]);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.tidy(() => gradient(dy, saved)) };
  })(kernel);
}

function gradient(dy: Tensor, [normalized, sigma, u, v]: Tensor[]): Tensor {
  const direction = tf.reshape(tf.matMul(v, u, true), dy.shape);
  return tf.div(tf.sub(dy, tf.mul(direction, tf.sum(tf.mul(dy, normalized)))), sigma);
}
