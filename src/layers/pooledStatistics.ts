/**
 * Mean and variance of all batches together, from those of each; weights are the numbers of values.
 *
 *     μ ← μ + s·δ,  σ² ← (1 − s)·σ² + s·σ_b² + s·(1 − s)·δ²        with δ = μ_b − μ and s the share of the batch so far
 *
 * Unlike E[x²] − μ² it loses nothing where the mean is far from zero. T. F. Chan, G. H. Golub, R. J. LeVeque (1983), "Algorithms for
 * computing the sample variance", The American Statistician 37.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

export class PooledStatistics {
  private count = 0;
  private values?: [mean: Tensor, variance: Tensor];

  /** Takes in a batch of `count` values a channel. */
  add(mean: Tensor, variance: Tensor, count: number): void {
    this.count += count;
    const share = count / this.count;
    const next = tf.tidy(() => {
      const [oldMean, oldVariance] = this.values ?? [mean, variance];
      const delta = tf.sub(mean, oldMean);
      const within = tf.add(tf.mul(oldVariance, 1 - share), tf.mul(variance, share));
      return [tf.add(oldMean, tf.mul(delta, share)), tf.add(within, tf.mul(tf.square(delta), share * (1 - share)))] as [Tensor, Tensor];
    });
    this.dispose();
    this.values = next;
    next.forEach((tensor) => tf.keep(tensor));
  }

  /** Mean and biased variance, which stay this object's; undefined without a batch. */
  get result(): readonly [mean: Tensor, variance: Tensor] | undefined {
    return this.values;
  }

  dispose(): void {
    tf.dispose(this.values ?? []);
    this.values = undefined;
  }
}
