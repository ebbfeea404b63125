import * as tf from '@tensorflow/tfjs-core';
import { checkOneOf, checkPositive, checkRange, invalid } from '../shapes/check';

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
 * Moments and t, the steps so far, belong to each variable: one that is unfrozen, or of another model, begins with zeros and t = 1,
 * as in PyTorch.
 *
 * D. Kingma, J. Ba (2015), arXiv:1412.6980; I. Loshchilov, F. Hutter (2019), arXiv:1711.05101.
 * Works in {@link train} and in tfjs's `model.compile({ optimizer })`.
 *
 * @throws if an option is not a number of its range
 * @example
 * const optimizer = adam({ learningRate: 2e-3, weightDecay: 1e-4 });
 */
export function adam(options: AdamOptions = {}): Adam {
  return new Adam(options);
}

type NamedTensors = Parameters<tf.Optimizer['setWeights']>[0];

/** What is kept of a variable: its moments, and the steps it has taken. */
interface Slot {
  readonly variable: tf.Variable;
  readonly m: tf.Variable;
  readonly v: tf.Variable;
  step: number;
}

/** The optimizer that {@link adam} makes. */
export class Adam extends tf.Optimizer {
  static readonly className = 'AdamW';
  learningRate: number;
  private readonly options: Required<Omit<AdamOptions, 'learningRate'>>;
  private readonly slots = new Map<string, Slot>();

  constructor(options: AdamOptions) {
    super();
    if (typeof options !== 'object' || options === null) throw invalid('options', 'adam', 'an object, { learningRate: 1e-3 }', options);
    const names = ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay'];
    for (const name of Object.keys(options)) checkOneOf('adam', 'options', name, names);
    const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
    for (const [argument, value] of Object.entries({ learningRate, weightDecay })) checkRange('adam', argument, value, 0, Infinity);
    for (const [argument, value] of Object.entries({ beta1, beta2 })) checkRange('adam', argument, value, 0, 1);
    checkPositive('adam', 'epsilon', epsilon);
    this.learningRate = learningRate;
    this.options = { beta1, beta2, epsilon, weightDecay };
  }

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensors): void {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const named = Array.isArray(gradients) ? gradients : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    this.forget((variable, name) => tf.engine().registeredVariables[name] !== variable);
    tf.tidy(() => {
      for (const { name, tensor: g } of named) {
        const slot = this.slots.get(name) ?? this.begin(name);
        const { variable: w, m, v } = slot;
        slot.step++;
        const correction1 = 1 - beta1 ** slot.step;
        const rootCorrection2 = Math.sqrt(1 - beta2 ** slot.step);
        m.assign(tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1)));
        v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2)));
        const denominator = tf.add(tf.div(tf.sqrt(v), rootCorrection2), epsilon);
        const step = tf.mul(tf.div(m, denominator), this.learningRate / correction1);
        const kept = weightDecay === 0 ? w : tf.mul(w, 1 - this.learningRate * weightDecay);
        w.assign(tf.sub(kept, step));
      }
    });
    this.incrementIterations();
  }

  /** `NAME/step`, `NAME/m` and `NAME/v` of each variable. The steps are new tensors, the caller's to dispose. */
  override async getWeights(): Promise<NamedTensors> {
    return [...this.slots].flatMap(([name, { step, m, v }]) => [
      { name: `${name}/step`, tensor: tf.scalar(step, 'int32') }, { name: `${name}/m`, tensor: m }, { name: `${name}/v`, tensor: v },
    ]);
  }

  /**
   * Takes what {@link getWeights} gave, in place of what there is.
   *
   * @throws if a name is of no variable, or one of a variable's three is missing or of another shape; the state is then unchanged
   */
  override async setWeights(weights: NamedTensors): Promise<void> {
    const state = new Map(weights.map(({ name, tensor }) => [name, tensor]));
    const names = [...new Set(weights.map(({ name }) => name.slice(0, name.lastIndexOf('/'))))];
    if (state.size !== 3 * names.length) throw invalid('weights', 'setWeights', 'NAME/step, NAME/m and NAME/v of each variable', names);
    const found = names.map((name) => {
      const variable = tf.engine().registeredVariables[name] as tf.Variable | undefined;
      const [step, m, v] = ['step', 'm', 'v'].map((part) => state.get(`${name}/${part}`));
      const fits = step?.size === 1 && [m, v].every((moment) => String(moment?.shape) === String(variable?.shape));
      if (!variable || !step || !m || !v || !fits) {
        throw invalid('weights', 'setWeights', `the step and two moments of a variable ${name}`, state.get(`${name}/m`)?.shape);
      }
      return { name, variable, step, m, v };
    });
    const steps = await Promise.all(found.map(async ({ step }) => (await step.data())[0]));
    this.dispose();
    for (const [index, { name, variable, m, v }] of found.entries()) {
      this.slots.set(name, { variable, m: tf.variable(m, false), v: tf.variable(v, false), step: steps[index] });
    }
  }

  override dispose(): void {
    this.forget(() => true);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.options };
  }

  private begin(name: string): Slot {
    const variable = tf.engine().registeredVariables[name];
    const slot = { variable, m: zerosLike(variable), v: zerosLike(variable), step: 0 };
    this.slots.set(name, slot);
    return slot;
  }

  private forget(isOver: (variable: tf.Variable, name: string) => boolean): void {
    for (const [name, { variable, m, v }] of this.slots) {
      if (!isOver(variable, name)) continue;
      tf.dispose([m, v]);
      this.slots.delete(name);
    }
  }
}

const zerosLike = (w: tf.Variable) => tf.tidy(() => tf.variable(tf.zerosLike(w), false));
