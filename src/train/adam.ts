import * as tf from '@tensorflow/tfjs-core';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Step size; default 1e-3. Assign `optimizer.learningRate` to change it between steps. */
  learningRate?: number;
  /** Decay of the running mean of gradients; default 0.9. */
  beta1?: number;
  /** Decay of the running mean of squared gradients; default 0.999. */
  beta2?: number;
  /** Added to the root of the second moment; default 1e-8, the same on every backend. */
  epsilon?: number;
  /** Decoupled decay λ: every step also takes off learningRate·λ·w; default 0. */
  weightDecay?: number;
}

/**
 * Adam with decoupled weight decay (AdamW), whose whole state can be saved and restored to the bit:
 *
 *     m ← β₁m + (1−β₁)g        v ← β₂v + (1−β₂)g²
 *     w ← w − α·( m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε) + λw )
 *
 * D. Kingma, J. Ba (2015), arXiv:1412.6980; I. Loshchilov, F. Hutter (2019), arXiv:1711.05101.
 * Works in {@link train} and in tfjs's `model.compile({ optimizer })`.
 *
 * @example
 * const optimizer = adam({ learningRate: 2e-3, weightDecay: 1e-4 });
 */
export function adam(options: AdamOptions = {}): Adam {
  return new Adam(options);
}

type NamedTensors = Parameters<tf.Optimizer['setWeights']>[0];

/** The optimizer that {@link adam} makes. */
export class Adam extends tf.Optimizer {
  static readonly className = 'AdamW';
  learningRate: number;
  private readonly options: Required<Omit<AdamOptions, 'learningRate'>>;
  private slots: { m: tf.Variable; v: tf.Variable }[] = [];
  private step = 0;

  constructor({ learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamOptions) {
    super();
    this.learningRate = learningRate;
    this.options = { beta1, beta2, epsilon, weightDecay };
  }

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensors): void {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const named = Array.isArray(gradients) ? gradients : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const variables = tf.engine().registeredVariables;
    this.step++;
    const correction1 = 1 - beta1 ** this.step;
    const rootCorrection2 = Math.sqrt(1 - beta2 ** this.step);
    tf.tidy(() => {
      named.forEach(({ name, tensor: g }, index) => {
        const w = variables[name];
        const { m, v } = (this.slots[index] ??= { m: zerosLike(w), v: zerosLike(w) });
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
        const denominator = tf.add(tf.div(tf.sqrt(v), rootCorrection2), epsilon);
        const step = tf.mul(tf.div(m, denominator), this.learningRate / correction1);
        const kept = weightDecay === 0 ? w : tf.mul(w, 1 - this.learningRate * weightDecay);
        w.assign(tf.sub(kept, step));
      });
    });
    this.incrementIterations();
  }

  /** The step count (a new tensor, the caller's to dispose), then the two moments of each variable in their order. */
  override async getWeights(): Promise<NamedTensors> {
    const moments = this.slots.flatMap(({ m, v }) => [{ name: 'm', tensor: m as tf.Tensor }, { name: 'v', tensor: v as tf.Tensor }]);
    return [{ name: 'step', tensor: tf.scalar(this.step, 'int32') }, ...moments];
  }

  /** Takes what {@link getWeights} gave; the moments belong to the variables in the order of the gradients. */
  override async setWeights([step, ...moments]: NamedTensors): Promise<void> {
    this.dispose();
    this.step = (await step.tensor.data())[0];
    for (let i = 0; i < moments.length; i += 2) {
      const [m, v] = [moments[i], moments[i + 1]].map(({ tensor }) => tf.variable(tensor, false));
      this.slots.push({ m, v });
    }
  }

  override dispose(): void {
    for (const { m, v } of this.slots) tf.dispose([m, v]);
    this.slots = [];
    this.step = 0;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.options };
  }
}

const zerosLike = (w: tf.Variable) => tf.tidy(() => tf.variable(tf.zerosLike(w), false));
